import { removeFields } from '../../../steps/rollback/fields.ts';
import { describeSchema } from '../../../steps/schema/plan.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

type Loaded = Awaited<ReturnType<StepsEngagement['load']>>;

const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
let steps: StepsEngagement;
let loaded: Loaded;
const records = (module: string) => steps.state('sandbox')[module]?.records ?? [];

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  steps.edit(
    'source.yml',
    '  notes:\n    key: note_id\n',
    `  payments:
    key: payment_no
    query: select payment_no, invoice_no, amount::text as amount from bss.payment order by payment_no
  notes:
    key: note_id
`,
  );
  steps.edit(
    'mapping.yml',
    '\nmaps:\n',
    `
  Payments:
    create: { singular: Payment, plural: Payments, profiles: [Administrator, Standard] }
    custom:
      Invoice: { type: lookup, module: Invoices }
      Amount: { type: currency }
    sources:
      - object: payments
        fields:
          Name: { from: payment_no, required: true }
        custom:
          Invoice: { from: invoice_no, lookup: invoices }
          Amount: { from: amount, transforms: [money] }
maps:
`,
  );
  await steps.open();
  await steps.extract('full-1');
  // The answer to the creation is lost, and the schema step is tried again.
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '^/settings/modules', share: 1, count: 1 },
  ]);
  await expect(steps.load('sandbox', 'full', 'demo/full-1')).rejects.toMatchObject({ kind: 'unknown-outcome' });
  loaded = await steps.load('sandbox', 'full', 'demo/full-1');
});
afterAll(() => steps.close());

test('a custom module is created once, also when the answer is lost', () => {
  expect(records('Payments').length).toBeGreaterThan(0);
  expect(Object.keys(steps.state('sandbox')).filter((module) => module.startsWith('Payment'))).toEqual(['Payments']);
});

test('it is loaded after the module that its lookups refer to, counted and verified', async () => {
  const modules = loaded.reports.map(({ module }) => module);
  expect(modules.indexOf('Payments')).toBeGreaterThan(modules.indexOf('Invoices'));
  const report = loaded.reports.find(({ module }) => module === 'Payments');
  expect(report).toMatchObject({ identityClosed: true, gaps: [] });
  const [one] = records('Payments');
  expect(records('Invoices').map(({ id }) => id)).toContain(one?.['Invoice']);
  const phase = { ...loaded.run, module: 'Payments' };
  expect(await verifyModule(steps.ports, await steps.open(), phase, never)).toEqual({ agrees: true });
});

test('the schema is as planned, and counts the module among the changes', async () => {
  const state = await describeSchema(steps.ports, await steps.open(), sandbox);
  expect(state).toMatchObject({ steps: [], conflicts: [], lost: [] });
});

test('a rollback deletes the records and says that the module stays', async () => {
  const { preview, report } = await steps.rollBack('sandbox');
  const stays = [
    { apiName: 'Payments', why: "Zoho's API can not delete a module: an administrator deletes it in Zoho" },
  ];
  for (const { fields } of [preview, report])
    expect(fields.find(({ module }) => module === 'Payments')?.kept).toEqual(stays);
  expect(records('Payments')).toEqual([]);
  expect(await removeFields(steps.ports, await steps.open(), sandbox)).toEqual({ removed: 0 });
});
