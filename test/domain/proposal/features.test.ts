import {
  compareNames as compare,
  featuresOf,
  featuresOfIgnoring,
  isPossible,
  referredTo,
  sameLetters,
  shareInList,
  type Column,
} from '../../../domain/proposal/features.ts';
import { targetsOf } from '../../../domain/proposal/targets.ts';
import type { Module } from '../../../schemas/terms.ts';
import { column, field, refersTo } from './columns.ts';

const target = (module: Module, ...args: Parameters<typeof field>) => targetsOf(module, [field(...args)])[0]!;

const compareNames = ({ facts: { object }, words }: Column, names: string[][]) => compare({ object, words }, names);

describe('names', () => {
  test('a name that has all words of a field and no other is exact', () => {
    expect(compareNames(column('customer_name', 'company'), [['customer', 'name']])).toMatchObject({
      ...{ overlap: 1, cover: 1, exact: 1, unmatched: 0, onlyGeneral: 0 },
    });
  });

  test('the best of several names of a field counts', () => {
    expect(compareNames(column('customer', 'company'), [['phone'], ['customer']])).toMatchObject({ exact: 1 });
  });

  test('the name of the table completes a general name', () => {
    const date = column('date', 'date', { object: 'invoices' });
    expect(compareNames(date, [['invoice', 'date']])).toMatchObject({ exact: 1 });
    expect(compareNames(column('date', 'date', { object: 'notes' }), [['invoice', 'date']])).toMatchObject({
      exact: 0,
    });
  });

  test('a name that shares only words such as date with a field says little', () => {
    expect(compareNames(column('order_date', 'date'), [['due', 'date']])).toMatchObject({ onlyGeneral: 1 });
  });

  test('a name without words compares with nothing', () => {
    expect(compareNames(column('_', 'text'), [['phone']])).toMatchObject({ overlap: 0, exact: 0 });
  });

  test('letters are compared by groups of three', () => {
    expect(sameLetters('phone', 'Phone')).toBe(1);
    expect(sameLetters('phone', 'Street')).toBe(0);
  });
});

describe('what a column can go into', () => {
  const parent = target('Accounts', 'Parent_Account', 'lookup', { lookupModule: 'Accounts' });

  test('a lookup takes ids of records of its module only', () => {
    const accounts = column('parent', 'reference', refersTo('billing_accounts'));
    expect(isPossible(accounts, parent)).toBe(true);
    expect(referredTo(accounts, 'Accounts')).toBe('billing_accounts');
    expect(isPossible(column('plan', 'reference', refersTo('service_plans')), parent)).toBe(false);
    expect(referredTo(accounts, null)).toBeUndefined();
  });

  test('an owner is a user, by its values or by its name', () => {
    const owner = target('Accounts', 'Owner', 'ownerlookup');
    expect(isPossible(column('x', 'user'), owner)).toBe(true);
    expect(isPossible(column('sales_rep', 'text'), owner)).toBe(true);
    expect(isPossible(column('x', 'text'), owner)).toBe(false);
  });

  test('no other field takes an object or a list', () => {
    expect(isPossible(column('x', 'json'), target('Accounts', 'Phone', 'phone'))).toBe(false);
  });
});

describe('types, values and lengths', () => {
  test('a type that a field can not hold speaks against it', () => {
    const phone = target('Accounts', 'Phone', 'phone');
    expect(featuresOf(column('phone', 'phone'), phone)).toMatchObject({ typeFits: 1, typeDiffers: 0 });
    expect(featuresOf(column('phone', 'date'), phone)).toMatchObject({ typeFits: 0, typeDiffers: 1 });
    expect(featuresOf(column('phone', 'empty'), phone)).toMatchObject({ typeFits: 0, typeDiffers: 0 });
  });

  test('a field that nothing is known of holds what its type holds, and a type that nothing is known of holds texts', () => {
    expect(featuresOf(column('tier', 'code'), target('Accounts', 'Tier', 'picklist'))).toMatchObject({ typeFits: 1 });
    expect(featuresOf(column('tier', 'title'), target('Vendors', 'Tier', 'odd'))).toMatchObject({ typeFits: 1 });
  });

  test('the share of values that a pick list has', () => {
    const industry = target('Accounts', 'Industry', 'picklist', { pickListValues: ['Big Retail', 'Banking'] });
    expect(shareInList(column('x', 'code', { values: ['BIG_RETAIL', 'other'] }), industry)).toBe(0.5);
    expect(shareInList(column('x', 'code'), industry)).toBe(0);
    expect(shareInList(column('x', 'code', { values: [] }), industry)).toBe(0);
    expect(shareInList(column('x', 'code', { values: ['a'] }), target('Accounts', 'Industry', 'picklist'))).toBe(0);
  });

  test('values that are longer than the field speak against it', () => {
    const city = target('Accounts', 'Billing_City', 'text', { length: 10 });
    expect(featuresOf(column('city', 'city'), city)).toMatchObject({ tooLong: 1 });
  });
});

test('what only the source needs is left out, and its key may be', () => {
  expect(featuresOfIgnoring(column('version', 'number'), 'id')).toEqual({ ignore: 1, technical: 1, ownKey: 0 });
  expect(featuresOfIgnoring(column('created_by', 'user'), 'id')).toMatchObject({ technical: 1 });
  expect(featuresOfIgnoring(column('created_at', 'timestamp'), 'id')).toMatchObject({ technical: 0 });
  expect(featuresOfIgnoring(column('id', 'id'), 'id')).toMatchObject({ ownKey: 1 });
});

test('fields that Zoho fills, and those with another place in a mapping, are no targets', () => {
  const fields = [
    field('Created_Time', 'datetime', { writable: false }),
    field('Currency', 'picklist'),
    field('Ordered_Items', 'subform'),
  ];
  expect(targetsOf('Sales_Orders', fields)).toEqual([]);
});
