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

test('a key that more than 10 % of the rows lack is the wrong key', () => {
  expect(isWrongKey({ rows: 100, unsound: 10 })).toBe(false);
  expect(isWrongKey({ rows: 100, unsound: 11 })).toBe(true);
});

test('one row without a key does not make the key wrong, however few rows there are', () => {
  expect(isWrongKey({ rows: 3, unsound: 1 })).toBe(false);
  expect(isWrongKey({ rows: 3, unsound: 2 })).toBe(true);
});
