import { agrees, compileReceivables, receivableGaps } from '../../domain/receivables.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { Receivables } from '../../schemas/report.ts';

const keys = { system: 's', keyFields: { invoices: 'no' }, hashId: (id: string) => `h${id}` };
const context = { keys, numberFormat: () => undefined };
const Open = { from: 'balance', transforms: ['money'] };
const Account_Name = { from: ['account', 'payer'], lookup: 'billing_accounts' };
const compile = (source: object, changes: object = {}, known: Parameters<typeof compileReceivables>[2] = context) =>
  compileReceivables(
    Mapping.parse({
      ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', ...changes },
      modules: { Invoices: { sources: [{ object: 'invoices', ...source }] } },
    }),
    'Invoices',
    known,
  );
const usual = {
  fields: { Account_Name },
  custom: { Is_Open: { from: 'balance', transforms: ['nonzero'] }, Open },
  money: { balance: 'balance' },
};

test('the amount and the check box are the fields that are mapped from the balance', () => {
  expect(compile(usual)).toMatchObject({ fields: { amount: 'Open', flag: 'Is_Open' }, objects: ['invoices'] });
  expect(compile({ ...usual, custom: { Open } })?.fields.flag).toBeNull();
});

test('without a balance, its field or an account there is nothing to compare', () => {
  expect(compile({ ...usual, money: {} })).toBeNull();
  expect(compile({ ...usual, custom: {} })).toBeNull();
  expect(compile({ ...usual, fields: {} })).toBeNull();
  expect(compile({ ...usual, fields: { Account_Name: { from: 'name' } } })).toBeNull();
  expect(
    compileReceivables(
      Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules: {} }),
      'Invoices',
      context,
    ),
  ).toBeNull();
});

test('a row gives key, account, currency and amount, as the source states them', () => {
  const read = compile(usual)!.read;
  expect(read('invoices', { no: '1', account: '', payer: 'A', balance: '12.5', currency: 'eur' })).toEqual({
    ...{ key: 's:invoices:1', account: 's:billing_accounts:A', currency: 'EUR', amount: '12.50' },
  });
  const nothing = { key: '', account: '', currency: 'GBP', amount: '1.00' };
  expect(read('invoices', { no: '', balance: '1', currency: '£' })).toEqual(nothing);
  expect(read('invoices', { balance: '1' })).toEqual(nothing);
  const unkeyed = { ...context, keys: { ...keys, keyFields: {} } };
  expect(compile(usual, {}, unkeyed)!.read('invoices', { no: '1', balance: '1' })).toEqual(nothing);
});

test('a row of another route, and one whose balance is blank, gives nothing', () => {
  const { read } = compile({ ...usual, route: { field: 'kind', in: ['A'] } })!;
  expect(read('invoices', { no: '1', kind: 'B', balance: '1' })).toBeNull();
  expect(read('orders', { no: '1', kind: 'A', balance: '1' })).toBeNull();
  expect(read('invoices', { no: '1', kind: 'A', balance: ' ' })).toBeNull();
});

test('a balance that can not be read is no amount', () => {
  expect(compile(usual)!.read('invoices', { no: '1', balance: 'much' })).toMatchObject({ amount: null });
});

test('ids that are hashed are hashed here too, and an account of an unknown object is none', () => {
  const { read } = compile(usual, { hashKeys: ['billing_accounts'] })!;
  expect(read('invoices', { no: '1', account: 'A', balance: '1' })?.account).toBe('s:billing_accounts:hA');
  const any = compile({ ...usual, fields: { Account_Name: { from: 'account', lookup_from: 'kind' } } })!;
  expect(any.read('invoices', { no: '1', account: 'A', kind: 'nothing', balance: '1' })?.account).toBe('');
});

const sums: Receivables = {
  ...{ currency: 'GBP', accounts: 2, records: 3, source: '30.00', zoho: '20.00', different: 0, misflagged: 0 },
  missing: { records: 1, amount: '10.00' },
};

test('what is in Zoho and what is not there add up to the source', () => {
  expect(agrees(sums)).toBe(true);
  expect(receivableGaps('Invoices', [sums])).toEqual([]);
  for (const wrong of [{ zoho: '19.99' }, { different: 1 }, { misflagged: 1 }, { unreadable: 1 }])
    expect(agrees({ ...sums, ...wrong })).toBe(false);
  expect(receivableGaps('Invoices', [sums, { ...sums, different: 2 }])).toEqual([
    'Open in GBP by Invoices: 30.00 in the source, 20.00 in Zoho, 10.00 of records that are not in Zoho; ' +
      '2 records have another amount, and the check box of 0 is wrong.',
  ]);
  expect(receivableGaps('Invoices', [{ ...sums, unreadable: 3 }])).toEqual([
    expect.stringMatching(/is wrong\. Amounts that can't be read, in no sum: 3\.$/),
  ]);
});
