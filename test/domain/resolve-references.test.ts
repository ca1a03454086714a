import { keysIn, resolveReferences } from '../../domain/resolve-references.ts';

const ids = new Map([['billing_accounts:BA-1', '41']]);

test('a reference is replaced with the id in Zoho, at any depth', () => {
  const values = {
    Subject: 'SO-1',
    Account_Name: { $key: 'billing_accounts:BA-1' },
    Ordered_Items: [{ Quantity: 1, Product_Name: { $key: 'billing_accounts:BA-1' } }, null],
    Empty: null,
  };
  expect(resolveReferences(values, ids)).toEqual({
    unresolved: [],
    values: {
      Subject: 'SO-1',
      Account_Name: { id: '41' },
      Ordered_Items: [{ Quantity: 1, Product_Name: { id: '41' } }],
      Empty: null,
    },
  });
});

test('a reference to a record that is not in Zoho is listed and left out', () => {
  const values = { A: { $key: 'orders:7' }, B: [{ $key: 'orders:8' }] };
  expect(resolveReferences(values, ids)).toEqual({ values: { B: [] }, unresolved: ['orders:7', 'orders:8'] });
});

test('values without references stay as they are', () => {
  const values = { Subject: 'SO-1', Ordered_Items: [{ Quantity: 1 }, null], Empty: null };
  expect(resolveReferences(values, ids)).toEqual({ values, unresolved: [] });
});

test('the records that values refer to are found wherever they are, as often as they are named', () => {
  const account = { $key: 'billing_accounts:BA-1' };
  const values = {
    Subject: 'SO-1',
    Empty: null,
    Account_Name: account,
    Items: [{ Product: { $key: 'orders:7' } }, account],
  };
  expect(keysIn(values)).toEqual(['billing_accounts:BA-1', 'orders:7', 'billing_accounts:BA-1']);
});
