import { readDocument } from '../../../connectors/ledger/documents.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import type { MatchPlan } from '../../../schemas/match.ts';
import { discover } from '../../../steps/discover.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 8 });
  steps.edit('mapping.yml', /^ {2}Accounts:\n/m, '  Accounts:\n    match: [{ name: name, fields: [Account_Name] }]\n');
});
afterAll(() => steps.close());

test('the document counts what waits for an open match, and the load holds back as many', async () => {
  const stored = await steps.open();
  const staging = (await steps.extract('full-1')).name;
  const all = await steps.load('sandbox', 'full', staging);
  const { Accounts, Invoices } = steps.state('sandbox');
  const payer = Invoices!.records[0]!['Account_Name'];
  const account = Accounts!.records.find(({ id }) => id === payer);
  await steps.rollBack('sandbox');
  for (const environment of ['production', 'sandbox'] as const)
    await steps.ports
      .openZoho(stored, environment, createGuard({}))
      .insert('Accounts', [{ Account_Name: account!['Account_Name'] as string }]);

  await discover(steps.ports, stored);
  await proposeMapping(steps.ports, { engagement: 'demo', file: `${steps.folder}/engagement.yml` });
  const { body } = (await readDocument(steps.ports.ledger, 'demo', { name: 'matches.json' }))!;
  const { dependants } = JSON.parse(body!) as MatchPlan;

  const { reports } = await steps.load('sandbox', 'full', staging);
  const parentless = ({ reasons }: (typeof reports)[number]) =>
    reasons.find(({ reason }) => reason === 'parent not migrated')?.count ?? 0;
  const waited = reports.map((one, at) => [one.module, parentless(one) - parentless(all.reports[at]!)] as const);
  const counted = new Map(dependants.map(({ module, waiting }) => [module, waiting]));
  expect(waited.filter(([, count]) => count > 0).length).toBeGreaterThan(2);
  expect(waited.map(([module]) => [module, counted.get(module) ?? 0])).toEqual(waited);
});
