import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

const object = (file: string, fields: string) => `{ key: no, files: ${file}.csv, format: csv, fields: ${fields} }`;
const profile = `kind: files
folder: delivery
system: acme
timeZone: UTC
objects:
  billing_accounts: ${object('accounts', '{ no: NO, name: NAME, kind: KIND }')}
  contacts: ${object('persons', '{ no: NO, account: ACCOUNT, last: LAST }')}
  notes: ${object('notes', '{ no: NO, object: OBJECT, owner: OWNER, text: TEXT }')}
  documents: ${object('documents', '{ no: NO, object: OBJECT, owner: OWNER, name: NAME }')}
documentContent: documents/{no}
`;
const mapping = `version: 1
phoneRegion: GB
currency: GBP
modules:
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

let steps: StepsEngagement;
const write = (name: string, text: string) => writeFileSync(join(steps.folder, 'delivery', name), text);
const deliver = (...rows: string[]) => write('accounts.csv', `NO,NAME,KIND\n${rows.join('')}${accounts.A3}`);
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  mkdirSync(join(steps.folder, 'delivery/documents'), { recursive: true });
  deliver(accounts.A1, accounts.A2);
  write('persons.csv', 'NO,ACCOUNT,LAST\nC1,A1,Ash\nC2,A3,Beech\n');
  write('notes.csv', 'NO,OBJECT,OWNER,TEXT\nN1,billing_accounts,A1,Call back\nN2,billing_accounts,A2,Done\n');
  write('documents.csv', 'NO,OBJECT,OWNER,NAME\nD1,billing_accounts,A1,one.txt\nD2,billing_accounts,A2,two.txt\n');
  for (const id of ['D1', 'D2']) write(`documents/${id}`, `The text of ${id}.`);
  writeFileSync(join(steps.folder, 'source.yml'), profile);
});
afterAll(() => steps.close());
const map = (rule: string) =>
  writeFileSync(join(steps.folder, 'mapping.yml'), mapping.replace('vanished: delete', `vanished: ${rule}`));

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
  map('delete');
  await load('full', 'full-1');
  expect(sizes()).toEqual([3, 2, 0, 2, 2]);

  deliver(accounts.A2);
  const lost = { rejected: 1, unchanged: 1, why: ['parent not migrated'] };
  const orphaned = { Accounts: { unchanged: 2 }, Contacts: lost, Notes: lost, Attachments: lost };
  expect(await load('delta', 'delta-1')).toMatchObject(orphaned);
  expect(sizes()).toEqual([2, 2, 0, 1, 1]);
  expect(await load('delta', 'delta-2')).toMatchObject(orphaned);

  deliver(accounts.A1, accounts.A2);
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
  deliver(accounts.A1, accounts.A2.replace('firm', 'supplier'));
  const moved = { created: 1, unchanged: 1 };
  expect(await load('delta', 'delta-4')).toMatchObject({ Notes: moved, Attachments: moved });
  const supplier = steps.state('sandbox')['Vendors']!.records.find((one) => one['Vendor_Name'] === 'Birch')!;
  const parents = steps.state('sandbox')['Notes']!.records.map((one) => one['Parent_Id']);
  expect([sizes(), parents.includes(supplier['id'])]).toEqual([[2, 2, 1, 2, 2], true]);
});

test('what hangs on a record that people keep stays, and a file is not attached again', async () => {
  map('ask');
  deliver(accounts.A2.replace('firm', 'supplier'));
  const files = () => steps.state('sandbox')['Attachments']!.records.map((one) => one['id']);
  const before = files();
  const asked = await load('delta', 'delta-5');
  expect([asked['Notes'], asked['Attachments']]).toEqual([
    { updated: 1, unchanged: 1 },
    { updated: 1, unchanged: 1 },
  ]);
  expect([sizes(), files()]).toEqual([[2, 2, 1, 2, 2], before]);
});
