/**
 * How often does the proposal decide as the people who mapped the demo's operator, when the types and references of the columns
 * are found and not given? Proposes a mapping for each deployment of the emulated operator, and prints the share of columns that
 * `examples/demo-operator/mapping.yml` has the same decision for, and of those called certain.
 *
 *   node tools/run.mjs --import tsx bench/proposal-operator.ts [--accounts 300] [--errors]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { usualRates } from '../emulators/bss/defect-rates.ts';
import { answerInquiry } from '../steps/answer-inquiry.ts';
import type { ProposalReport } from '../schemas/report.ts';
import { deployments, prepareDeployments } from '../test/support/deployments.ts';
import { compareWithPeople } from '../test/support/people-mapping.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { never } from '../test/support/steps.ts';

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '300' }, errors: { type: 'boolean', default: false } },
});

const postgres = await startPostgres();
process.env['POSTGRES_TEST_URL'] = postgres.url;
const operator = await prepareDeployments({ accounts: Number(values.accounts), defects: usualRates });
const share = (list: { isRight: boolean }[]) =>
  (list.filter(({ isRight }) => isRight).length / list.length).toFixed(3).padStart(8);
try {
  console.log('deployment          columns    right  certain    right');
  for (const profile of deployments) {
    operator.use(profile);
    const file = join(operator.steps.folder, 'engagement.yml');
    const question = {
      about: 'propose',
      file,
      into: `proposed-${profile}`,
      replace: true,
      withoutEarlier: true,
    } as const;
    const compared = compareWithPeople((await answerInquiry(operator.steps.ports, question, never)) as ProposalReport);
    const certain = compared.filter(({ tier }) => tier === 'certain');
    console.log(
      `${profile.padEnd(20)} ${String(compared.length).padStart(6)} ${share(compared)} ${String(certain.length).padStart(8)} ${share(certain)}`,
    );
    for (const { column, module, into, tier, wanted, isRight } of values.errors ? compared : [])
      if (!isRight) console.log(`  ${module} ${column}: ${into} (${tier}), people: ${wanted.join(', ')}`);
  }
} finally {
  await operator.close();
  await postgres.stop();
}
