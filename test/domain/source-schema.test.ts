import { schemaChanges } from '../../domain/source-schema.ts';

test('the same columns in another order are no change', () => {
  expect(schemaChanges({ orders: ['a', 'b'] }, { orders: ['b', 'a'] })).toEqual([]);
});

test('columns that are gone and new are named with their object', () => {
  expect(schemaChanges({ orders: ['a', 'b'], invoices: ['a'] }, { orders: ['b', 'c'], invoices: ['a'] })).toEqual([
    'orders has no a any more',
    'orders has a new c',
  ]);
});

test('objects that are gone and new are named', () => {
  expect(schemaChanges({ orders: ['a'] }, { invoices: ['a'] })).toEqual(['orders is gone', 'invoices is new']);
});
