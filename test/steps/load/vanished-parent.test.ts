import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { deliver, prepareDelivery, writeMapping } from '../../support/small-delivery.ts';
import { never, type StepsEngagement } from '../../support/steps.ts';

const mapping = `modules:
  Accounts:
    vanished: delete
    sources:
      - object: billing_accounts
        route: { field: kind, in: [firm] }
        fields: { Account_Name: { from: name, required: true } }
  Contacts:
    sources:
      - object: contacts
        fields:
          Last_Name: { from: last, required: true }
          Account_Name: { from: account, lookup: billing_accounts }
  Vendors:
    sources:
      - object: billing_accounts
        route: { field: kind, in: [supplier] }
        fields: { Vendor_Name: { from: name, required: true } }
  Notes:
    sources:
      - object: notes
        fields:
          Note_Content: { from: text, required: true }
          Parent_Id: { from: owner, lookup_from: object, required: true }
  Attachments:
    sources:
      - object: documents
        fields:
          File_Name: { from: name }
          Parent_Id: { from: owner, lookup_from: object, required: true }
`;
const accounts = { A1: 'A1,Alder,firm\n', A2: 'A2,Birch,firm\n', A3: 'A3,Cedar,firm\n' };
const listOf = (...rows: string[]) => ({ billing_accounts: `NO,NAME,KIND\n${rows.join('')}${accounts.A3}` });

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareDelivery({
    rows: {
      ...listOf(accounts.A1, accounts.A2),
      contacts: 'NO,ACCOUNT,LAST\nC1,A1,Ash\nC2,A3,Beech\n',
      notes: 'NO,OBJECT,OWNER,TEXT\nN1,billing_accounts,A1,Call back\nN2,billing_accounts,A2,Done\n',
      documents: 'NO,OBJECT,OWNER,NAME\nD1,billing_accounts,A1,one.txt\nD2,billing_accounts,A2,two.txt\n',
    },
    files: { 'documents/D1': 'The text of D1.', 'documents/D2': 'The text of D2.' },
    profile: { documentContent: 'documents/{no}' },
    mapping,
  });
});
afterAll(() => steps.close());

const load = async (kind: 'full' | 'delta', staging: string) => {
  const stored = await steps.open();
  const { name } = await steps.extract(staging);
  const { run, reports } = await steps.load('sandbox', kind, name);
  for (const module of stored.modules)
    expect(await verifyModule(steps.ports, stored, { ...run, module }, never)).toEqual({ agrees: true });
  const filled = (counts: object) => Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return Object.fromEntries(
    reports.map(({ module, outcomes, reasons }) => [
      module,
      { ...filled(outcomes), ...(reasons.length > 0 ? { why: reasons.map(({ reason }) => reason) } : {}) },
    ]),
  );
};
const sizes = () =>
  ['Accounts', 'Contacts', 'Vendors', 'Notes', 'Attachments'].map(
    (module) => steps.state('sandbox')[module]?.records.length,
  );

test('what refers to a record that is deleted with its source row is rejected, until the row is there again', async () => {
  await load('full', 'full-1');
  expect(sizes()).toEqual([3, 2, 0, 2, 2]);

  deliver(steps, listOf(accounts.A2));
  const lost = { rejected: 1, unchanged: 1, why: ['parent not migrated'] };
  const orphaned = { Accounts: { unchanged: 2 }, Contacts: lost, Notes: lost, Attachments: lost };
  expect(await load('delta', 'delta-1')).toMatchObject(orphaned);
  expect(sizes()).toEqual([2, 2, 0, 1, 1]);
  expect(await load('delta', 'delta-2')).toMatchObject(orphaned);

  deliver(steps, listOf(accounts.A1, accounts.A2));
  const back = { created: 1, unchanged: 1 };
  expect(await load('delta', 'delta-3')).toMatchObject({
    ...{
      Accounts: { created: 1, unchanged: 2 },
      Contacts: { updated: 1, unchanged: 1 },
      Notes: back,
      Attachments: back,
    },
  });
  expect(sizes()).toEqual([3, 2, 0, 2, 2]);
});

test('what hung on a record that became one of another module is created on that one', async () => {
  deliver(steps, listOf(accounts.A1, accounts.A2.replace('firm', 'supplier')));
  const moved = { created: 1, unchanged: 1 };
  expect(await load('delta', 'delta-4')).toMatchObject({ Notes: moved, Attachments: moved });
  const supplier = steps.state('sandbox')['Vendors']!.records.find((one) => one['Vendor_Name'] === 'Birch')!;
  const parents = steps.state('sandbox')['Notes']!.records.map((one) => one['Parent_Id']);
  expect([sizes(), parents.includes(supplier['id'])]).toEqual([[2, 2, 1, 2, 2], true]);
});

test('what hangs on a record that people keep stays, and a file is not attached again', async () => {
  writeMapping(steps, mapping.replace('vanished: delete', 'vanished: ask'));
  deliver(steps, listOf(accounts.A2.replace('firm', 'supplier')));
  const files = () => steps.state('sandbox')['Attachments']!.records.map((one) => one['id']);
  const before = files();
  const asked = await load('delta', 'delta-5');
  expect([asked['Notes'], asked['Attachments']]).toEqual([
    { updated: 1, unchanged: 1 },
    { updated: 1, unchanged: 1 },
  ]);
  expect([sizes(), files()]).toEqual([[2, 2, 1, 2, 2], before]);
});
