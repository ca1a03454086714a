import { readDocument } from '../../../connectors/ledger/documents.ts';
import { findRun } from '../../../connectors/ledger/runs.ts';
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
  await steps.load('sandbox', 'full', staging);
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

  const { run } = await steps.load('sandbox', 'full', staging);
  const { id, env } = await findRun(steps.ports.ledger, run);
  const rejected = await steps.ports.ledger.query<{ module: string; waiting: number }>(
    `with recursive tried as (
       select v.key, v.module, v.refs, o.reason from outcome o join record_value v on v.env = $2 and v.no = o.no
       where o.run = $1 and o.outcome = 'rejected'
     ), hanging as (
       select key from tried where reason like 'it may be record %'
       union select t.key from tried t join hanging h on h.key = any(t.refs)
     )
     select module::text as module, count(*)::int as waiting from tried
     where reason = 'parent not migrated' and key in (select key from hanging) group by 1`,
    [id, env],
  );
  expect(rejected.length).toBeGreaterThan(2);
  const waiting = dependants
    .filter((one) => one.waiting > 0)
    .map((one) => ({ module: one.module, waiting: one.waiting }));
  expect(new Set(waiting)).toEqual(new Set(rejected));
});
