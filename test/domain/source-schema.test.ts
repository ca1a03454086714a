import { isWrongKey, schemaChanges } from '../../domain/source-schema.ts';

test('the same columns in another order are not a change', () => {
  expect(schemaChanges({ orders: ['a', 'b'] }, { orders: ['b', 'a'] })).toEqual([]);
});

test('removed and added columns are listed with their object', () => {
  expect(schemaChanges({ orders: ['a', 'b'], invoices: ['a'] }, { orders: ['b', 'c'], invoices: ['a'] })).toEqual([
    'orders no longer has a',
    'orders has the new column c',
  ]);
});

test('missing and new objects are listed', () => {
  expect(schemaChanges({ orders: ['a'] }, { invoices: ['a'] })).toEqual(['orders is missing', 'invoices is new']);
});

test('a key that is not unique for more than 10 % of the rows is the wrong key', () => {
  expect(isWrongKey({ rows: 100, keys: 90 })).toBe(false);
  expect(isWrongKey({ rows: 100, keys: 89 })).toBe(true);
});
