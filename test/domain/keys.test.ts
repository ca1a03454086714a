import { identify, keysAndReferences } from '../../domain/keys.ts';
import { Mapping } from '../../schemas/mapping.ts';

const context = { system: 's', keyFields: { orders: 'no' }, hashId: (id: string) => `K${id}` };
const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  hashKeys: ['billing_accounts'],
  modules: {
    Sales_Orders: {
      sources: [
        {
          object: 'orders',
          fields: {
            Account_Name: { from: 'account', lookup: 'billing_accounts' },
            Subject: { from: 'title' },
            Vendor: { constant: 'x', lookup: 'orders' },
          },
          lines: {
            from: 'lines',
            into: 'Ordered_Items',
            fields: { Product_Name: { from: 'item', lookup_from: 'kind' }, Quantity: { from: 'quantity' } },
          },
        },
      ],
    },
  },
});

test('an id is hashed only for the objects that the mapping lists, after its ends are cleaned', () => {
  expect(identify(mapping, 'billing_accounts', ' A1\u00a0', context)).toEqual({ key: 's:billing_accounts:KA1' });
  expect(identify(mapping, 'orders', ' O1 ', context)).toEqual({ key: 's:orders:O1' });
});

test('an unusable id is not hashed', () => {
  expect(identify(mapping, 'billing_accounts', ' ', context)).toEqual({ problem: 'missing source id' });
});

test('the key and the declared references of an object are known by field', () => {
  const fields = keysAndReferences(mapping, 'orders', context);
  expect([...fields.keys()]).toEqual(['no', 'account', 'lines.item']);
  expect(fields.get('no')?.('O1', {})).toBe('O1');
  expect(fields.get('account')?.(' A1 ', {})).toBe('KA1');
  expect(fields.get('account')?.(' ', {})).toBe(' ');
  expect(fields.get('lines.item')?.('A1', { kind: 'billing_accounts' })).toBe('KA1');
  expect(fields.get('lines.item')?.('P1', { kind: 'service_plans' })).toBe('P1');
});

test('an id that is looked up in several objects is hashed if those of one of them are', () => {
  const either = Mapping.parse({
    ...mapping,
    modules: {
      Sales_Orders: {
        sources: [{ object: 'orders', fields: { X: { from: 'x', lookup: ['orders', 'billing_accounts'] } } }],
      },
    },
  });
  expect(keysAndReferences(either, 'orders', context).get('x')?.('A1', {})).toBe('KA1');
});

test('an object without a key field has its references only', () => {
  expect([...keysAndReferences(mapping, 'orders', { ...context, keyFields: {} }).keys()]).toEqual([
    'account',
    'lines.item',
  ]);
});
