import { mergeOrders } from '../../domain/merge-orders.ts';

test.each([
  ['one order stays as it is', [['Accounts', 'Contacts']], ['Accounts', 'Contacts']],
  [
    'what only a later order has goes before its first successor',
    [
      ['Accounts', 'Invoices'],
      ['Accounts', 'Vendors', 'Invoices'],
    ],
    ['Accounts', 'Vendors', 'Invoices'],
  ],
  ['what has no successor goes to the end', [['Accounts'], ['Accounts', 'Contacts']], ['Accounts', 'Contacts']],
  [
    'where orders disagree, the first one counts',
    [
      ['Contacts', 'Accounts'],
      ['Accounts', 'Contacts'],
    ],
    ['Contacts', 'Accounts'],
  ],
  ['nothing gives nothing', [], []],
])('%s', (_, orders, merged) => {
  expect(mergeOrders<string>(orders)).toEqual(merged);
});
