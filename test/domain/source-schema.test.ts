import { isWrongKey, schemaChanges } from '../../domain/source-schema.ts';

test('the same columns in another order are no change', () => {
  expect(schemaChanges({ orders: ['a', 'b'] }, { orders: ['b', 'a'] })).toEqual([]);
});

test('columns that are gone and new are named with their object', () => {
  expect(schemaChanges({ orders: ['a', 'b'], invoices: ['a'] }, { orders: ['b', 'c'], invoices: ['a'] })).toEqual([
    'orders no longer has a',
    'orders has a new c',
  ]);
});

test('objects that are gone and new are named', () => {
  expect(schemaChanges({ orders: ['a'] }, { invoices: ['a'] })).toEqual(['orders is gone', 'invoices is new']);
});

test('a key that few rows have of their own is the wrong key', () => {
  expect(isWrongKey({ rows: 100, keys: 90 })).toBe(false);
  expect(isWrongKey({ rows: 100, keys: 89 })).toBe(true);
});
