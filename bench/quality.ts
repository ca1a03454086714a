/**
 * Scores the rules of data quality against the answer key of the generator: the records of each rule in the key, the records
 * that it found, precision and recall, and whether both reach the bar. The operator is read as each profile describes it.
 * node tools/run.mjs --import tsx bench/quality.ts [--accounts 1000] [--source source.yml] [--json]
 */
import { parseArgs } from 'node:util';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { deployments, prepareDeployments } from '../test/support/deployments.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { barOf, type Score } from '../test/support/quality-scores.ts';

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000' },
    source: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const postgres = await startPostgres();
process.env['POSTGRES_TEST_URL'] = postgres.url;
const operator = await prepareDeployments({ accounts: Number(values.accounts), defects: usualRates });
try {
  for (const profile of deployments.filter((one) => values.source === undefined || one === values.source)) {
    const scores = await operator.score(profile);
    if (values.json) console.log(JSON.stringify({ profile, scores }));
    else print(profile, scores);
  }
} finally {
  await operator.close();
  await postgres.stop();
}

function print(profile: string, scores: Score[]): void {
  console.log(`\n${profile}, ${values.accounts} accounts`);
  console.log('rule   planted   found  precision  recall');
  for (const { rule, planted, found, precision, recall, wrong, missed } of scores) {
    const bar = barOf(rule);
    const reaches = precision >= bar.precision && recall >= bar.recall;
    const figures = [
      rule.padEnd(5),
      String(planted).padStart(8),
      String(found).padStart(8),
      precision.toFixed(3).padStart(10),
      recall.toFixed(3).padStart(8),
    ];
    const examples = [...wrong.map((one) => `not in the key: ${one}`), ...missed.map((one) => `not found: ${one}`)];
    console.log(`${figures.join(' ')}  ${reaches ? '' : 'BELOW THE BAR '}${examples.slice(0, 2).join('; ')}`.trimEnd());
  }
}
