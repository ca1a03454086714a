import { compileCycles, compilePeriods, periodOf } from '../../domain/period-money.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { ValueContext } from '../../domain/values/value.ts';

const keys = {
  system: 's',
  keyFields: { invoices: 'no', billing_accounts: 'account_no' } as const,
  hashId: (id: string) => `h${id}`,
};
const values: ValueContext = {
  ...{
    timeZone: 'Europe/London',
    phoneRegion: 'GB',
    currency: 'GBP',
    sentinels: new Set(['9999-12-31']),
    column: null,
  },
};
const context = { keys, valuesOf: () => values };
const mappingOf = (...sources: object[]) =>
  Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: { Invoices: { sources }, Accounts: { sources: [{ object: 'billing_accounts', fields: {} }] } },
  });
const usual = {
  object: 'invoices',
  fields: { Account_Name: { from: 'account', lookup: 'billing_accounts' }, Invoice_Date: { from: 'issued' } },
  custom: { Open: { from: 'balance', transforms: ['money'] } },
  money: { total: 'total', balance: 'balance' },
};
const compile = (changes: object = {}, known = context) =>
  compilePeriods(mappingOf({ ...usual, ...changes }), 'Invoices', known);
const row = { no: '1', account: 'A', issued: '2024-03-15', total: '12.5', balance: '2.5', currency: 'GBP' };

test('a row gives its account, its day and the amounts of the source', () => {
  expect(compile()).toMatchObject({ fields: ['Grand_Total', 'Open'], objects: ['invoices'] });
  expect(compile()!.read('invoices', row)).toEqual({
    ...{ key: 's:invoices:1', account: 's:billing_accounts:A', currency: 'GBP', period: '', day: '2024-03-15' },
    figures: { Grand_Total: '12.50', Open: '2.50' },
  });
});

test('the mapping can name another day, and the own period of the source', () => {
  const rules = compile({ money: { total: 'total', date: 'billed_on', period: 'cycle', currency: 'code' } });
  expect(rules!.read('invoices', { ...row, billed_on: '2024-04-01', cycle: ' 2024/3 ', code: 'eur' })).toMatchObject({
    ...{ currency: 'EUR', day: '2024-04-01', period: '2024/3' },
  });
});

test('the day is in the first column of the invoice date that has a text', () => {
  const fields = { ...usual.fields, Invoice_Date: { from: ['issued', 'printed'] } };
  expect(compile({ fields })!.read('invoices', { ...row, issued: ' ', printed: '2024-05-02' })?.day).toBe('2024-05-02');
});

test('a row without a usable id or day is read all the same', () => {
  const unkeyed = { ...context, keys: { ...keys, keyFields: {} as typeof keys.keyFields } };
  expect(compile({}, unkeyed)!.read('invoices', { total: '1', issued: '9999-12-31' })).toMatchObject({
    ...{ key: '', account: '', day: '', figures: { Grand_Total: '1.00', Open: null } },
  });
  const { Account_Name } = usual.fields;
  expect(compile({ fields: { Account_Name } })!.read('invoices', row)?.day).toBe('');
});

test('without an account or amounts there is nothing to compare', () => {
  expect(compile({ money: {} })).toBeNull();
  expect(compile({ fields: {} })).toBeNull();
  expect(compile({ fields: { Account_Name: { from: 'name' } } })).toBeNull();
});

test('a row of another route gives nothing', () => {
  const rules = compile({ route: { field: 'kind', in: ['A'] } })!;
  expect(rules.read('invoices', { ...row, kind: 'B' })).toBeNull();
  expect(rules.read('orders', { ...row, kind: 'A' })).toBeNull();
  expect(rules.read('invoices', { ...row, kind: 'A' })?.key).toBe('s:invoices:1');
});

test("the period is the source's own, else that of the account's billing cycle, else the calendar month", () => {
  expect(periodOf({ period: 'March', day: '2024-03-10' }, 15)).toBe('March');
  expect(periodOf({ period: '', day: '2024-03-10' }, 15)).toBe('2024-02-15');
  expect(periodOf({ period: '', day: '2024-03-10' }, null)).toBe('2024-03');
  expect(periodOf({ period: '', day: '' }, 15)).toBe('');
});

test('the billing cycles of accounts are in the column that the mapping names', () => {
  const accounts = { object: 'billing_accounts', fields: {}, money: { cycle_day: 'cycle' } };
  const rules = compileCycles(mappingOf(accounts, { ...accounts, route: { field: 'kind', in: ['A'] } }), keys)!;
  expect(rules.objects).toEqual(['billing_accounts']);
  expect(rules.read('billing_accounts', { account_no: 'A', cycle: '8' })).toEqual({
    ...{ key: 's:billing_accounts:A', day: '8' },
  });
  expect(rules.read('invoices', row)).toBeNull();
  expect(compileCycles(mappingOf(usual), keys)).toBeNull();
});
