import { createDependantTally } from '../../../domain/match/dependants.ts';
import { referenceTo } from '../../../domain/resolve-references.ts';
import type { RecordKey } from '../../../schemas/record.ts';

const key = (id: string) => `s:${id}` as RecordKey;
const to = (...ids: string[]) => referenceTo(ids.map(key));
const count = (...records: [module: string, id: string, base: object, custom?: object][]) => {
  const tally = createDependantTally(new Set([key('accounts:1'), key('accounts:2')]));
  for (const [module, id, base, custom = {}] of records)
    tally.add({ module, key: key(id), base, custom } as Parameters<typeof tally.add>[0]);
  return tally.result();
};

test('what refers to a record with an open match waits for it, and so does what refers to that', () => {
  expect(
    count(
      ['Accounts', 'accounts:1', {}],
      ['Accounts', 'accounts:3', {}],
      ['Contacts', 'contacts:1', { Account_Name: to('accounts:1') }],
      ['Contacts', 'contacts:2', { Account_Name: to('accounts:3') }],
      ['Invoices', 'invoices:1', { Contact_Name: to('contacts:1'), Account_Name: to('accounts:2') }],
      ['Invoices', 'invoices:2', { Invoiced_Items: [{ Product_Name: to('plans:1', 'accounts:2') }] }],
      ['Notes', 'notes:1', { Parent_Id: to('invoices:1') }],
    ),
  ).toEqual([
    { module: 'Contacts', waiting: 1, withoutLookup: 0 },
    { module: 'Invoices', waiting: 2, withoutLookup: 0 },
    { module: 'Notes', waiting: 1, withoutLookup: 0 },
  ]);
});

test('a lookup of the custom pass stays blank, and its record is loaded', () => {
  expect(
    count(
      ['Accounts', 'accounts:2', {}, { Parent_Account: to('accounts:1') }],
      ['Accounts', 'accounts:3', {}, { Parent_Account: to('accounts:1') }],
      ['Contacts', 'contacts:1', { Account_Name: to('accounts:3') }],
    ),
  ).toEqual([{ module: 'Accounts', waiting: 0, withoutLookup: 1 }]);
});
