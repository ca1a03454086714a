import { expectedOf } from '../../../emulators/comparison/expected.ts';
import type { Source, SourceRow } from '../../../emulators/comparison/source.ts';

const person = (id: string, changes: SourceRow): SourceRow => ({
  ...{ subscriber_no: id, account_no: 'BA-1', customer_type: 'RES', first_name: 'Ada', last_name: 'Newcomer' },
  ...{ tax_id: id, email: 'ada@example.org', status_code: '1', ...changes },
});
const sourceOf = (...subscribers: SourceRow[]): Source => ({
  accounts: [{ account_no: 'BA-1', holder_name: 'Bakery', tax_reg_no: '1' }],
  subscribers,
  ...{ plans: [], offerings: [], suppliers: [], orders: [], invoices: [], interactions: [], notes: [], documents: [] },
  ...{
    orderLines: new Map(),
    invoiceLines: new Map(),
    extensions: new Map(),
    categories: new Map(),
    bundles: new Map(),
  },
  labels: new Map([['subscriber 1', 'Active']]),
});
const contactsOf = (source: Source, ...unusable: string[]) => {
  const defects = unusable.map((id) => ({
    ...({ object: 'subscribers', id, rule: 'bad-email', expected: 'blank', field: 'email' } as const),
  }));
  return [...(expectedOf(source, source, defects).modules.get('Contacts')?.keys() ?? [])];
};

test('two people with the same name and address are one contact', () => {
  expect(contactsOf(sourceOf(person('S1', {}), person('S2', {})))).toEqual(['northwind:subscribers:S1']);
});

test('an address that the load can not use makes nobody the same', () => {
  const source = sourceOf(person('S1', { email: 'noemail@@example' }), person('S2', { email: 'noemail@@example' }));
  expect(contactsOf(source, 'S1', 'S2')).toEqual(['northwind:subscribers:S1', 'northwind:subscribers:S2']);
});
