/**
 * Scores the rules of data quality against the answer key of the generator: the records of each rule in the key, the records
 * that it found, precision and recall, and whether both reach the bar; and the pairs of similar duplicates. The operator is read
 * as each profile describes it. Rules about what is never staged are listed with the reason.
 * node tools/run.mjs --import tsx bench/quality.ts [--accounts 1000] [--source source.yml] [--json]
 */
import { parseArgs } from 'node:util';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { deployments, prepareDeployments } from '../test/support/deployments.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { qualityRules } from '../domain/quality/rules.ts';
import { barOf, neverStaged, type Score } from '../test/support/quality-scores.ts';

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000' },
    source: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

/** Of 1,000 subscribers, those who are described again in other words. */
const defects = { ...usualRates, 'similar-duplicate': 30 };
const postgres = await startPostgres();
process.env['POSTGRES_TEST_URL'] = postgres.url;
const operator = await prepareDeployments({ accounts: Number(values.accounts), defects });
try {
  for (const profile of deployments.filter((one) => values.source === undefined || one === values.source)) {
    const scores = await operator.score(profile);
    if (values.json) console.log(JSON.stringify({ profile, ...scores }));
    else print(profile, scores);
  }
} finally {
  await operator.close();
  await postgres.stop();
}

function print(profile: string, { rules, similar }: { rules: Score[]; similar: Omit<Score, 'rule'> }): void {
  console.log(`\n${profile}, ${values.accounts} accounts`);
  console.log('rule      planted   found  precision  recall');
  for (const one of [...rules, { rule: 'similar', ...similar }]) {
    const { rule, planted, found, precision, recall, wrong, missed } = one;
    const bar = barOf(rule);
    const reaches = precision >= bar.precision && recall >= bar.recall;
    const figures = [
      rule.padEnd(8),
      String(planted).padStart(8),
      String(found).padStart(8),
      precision.toFixed(3).padStart(10),
      recall.toFixed(3).padStart(8),
    ];
    const examples = [...wrong.map((one) => `not in the key: ${one}`), ...missed.map((one) => `not found: ${one}`)];
    console.log(`${figures.join(' ')}  ${reaches ? '' : 'BELOW THE BAR '}${examples.slice(0, 2).join('; ')}`.trimEnd());
  }
  for (const { id, missing } of qualityRules.filter((rule) => neverStaged.includes(rule.id)))
    console.log(`${id.padEnd(8)} not checked: ${missing}`);
}
