import { joinSlices, joinVerification } from '../../domain/join-verification.ts';
import type { ModuleVerification, SliceVerification } from '../../schemas/report.ts';

const ref = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
const accounts: ModuleVerification = {
  scanned: { values: 8, hits: 0 },
  modules: [{ module: 'Accounts', compared: 2, fields: 8, missing: 0, different: 0 }],
  money: [],
  differences: [],
};
const invoices: ModuleVerification = {
  scanned: { values: 8, hits: 0 },
  modules: [{ module: 'Invoices', compared: 1, fields: 5, missing: 0, different: 0 }],
  money: [{ module: 'Invoices', field: 'Grand_Total', source: '10.00', destination: '10.00', agrees: true }],
  differences: [],
};

test('a run agrees when every module and every total agrees', () => {
  expect(joinVerification(ref, [accounts, invoices])).toMatchObject({ ...ref, agrees: true });
});

test.each([
  ['a record is missing', { modules: [{ module: 'Accounts', compared: 2, fields: 8, missing: 1, different: 0 }] }],
  ['a field differs', { modules: [{ module: 'Accounts', compared: 2, fields: 8, missing: 0, different: 1 }] }],
  [
    'a total differs',
    { money: [{ module: 'Invoices', field: 'Grand_Total', source: '10.00', destination: '9.00', agrees: false }] },
  ],
  ['a network identifier is in Zoho', { scanned: { values: 8, hits: 1 } }],
] as [string, Partial<ModuleVerification>][])('a run does not agree when %s', (_, change) => {
  expect(joinVerification(ref, [invoices, { ...accounts, ...change }]).agrees).toBe(false);
});

test('a report lists at most 100 differences', () => {
  const differences = Array.from({ length: 150 }, (_, number) => ({ key: `orders:${number}`, field: 'Status' }));
  expect(joinVerification(ref, [{ ...accounts, differences }]).differences).toHaveLength(100);
});

const slice: SliceVerification = {
  compared: 2,
  fields: 8,
  missing: 0,
  different: 1,
  scanned: { values: 4, hits: 0 },
  money: { source: '10.00', destination: '10.00', absent: 0 },
  differences: [{ key: 'invoices:1', field: 'Status' }],
};

test('the slices of a module add up', () => {
  expect(joinSlices('Invoices', [slice, slice])).toEqual({
    scanned: { values: 8, hits: 0 },
    modules: [{ module: 'Invoices', compared: 4, fields: 16, missing: 0, different: 2 }],
    money: [{ module: 'Invoices', field: 'Grand_Total', source: '20.00', destination: '20.00', agrees: true }],
    differences: [...slice.differences, ...slice.differences],
  });
});

test('money does not agree when a record has no total in Zoho', () => {
  const absent = { ...slice, money: { source: '0.00', destination: '0.00', absent: 1 } };
  expect(joinSlices('Invoices', [absent]).money).toMatchObject([{ agrees: false }]);
});

test('a module without lines has no money total', () => {
  expect(joinSlices('Accounts', []).money).toEqual([]);
});

test('fields that keep the value of people are added up', () => {
  expect(joinSlices('Invoices', [{ ...slice, held: 2 }, slice, { ...slice, held: 1 }]).modules).toMatchObject([
    { held: 3 },
  ]);
});
