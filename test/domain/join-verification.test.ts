import { joinSlices, joinVerification, moneyIn, sumUp } from '../../domain/join-verification.ts';
import type { ModuleVerification, PeriodMoney, SliceVerification } from '../../schemas/report.ts';

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

test("a run does not agree when an account's money of a billing period differs", () => {
  const period: PeriodMoney = {
    ...{ module: 'Invoices', field: 'Grand_Total', currency: 'GBP', accounts: 1, periods: 1, source: '1', zoho: '2' },
    ...{
      missing: { records: 0, amount: '0' },
      edited: { records: 0, amount: '0' },
      vanished: { records: 0, amount: '0' },
    },
    ...{ unknown: 0, different: 0 },
  };
  expect(joinVerification(ref, [{ ...invoices, periods: [period] }])).toMatchObject({
    agrees: true,
    periods: [period],
  });
  expect(joinVerification(ref, [{ ...invoices, periods: [{ ...period, different: 1 }] }]).agrees).toBe(false);
});

test('money is read to the places of the currency; what people changed has no amount', () => {
  const of = (key: string, destination: string | null, isCounted = true) => ({
    record: { key },
    verdict: { money: [{ field: 'Grand_Total', source: '1', lines: null, destination, differs: false, isCounted }] },
  });
  const records = [of('a', '1.005'), of('b', null), of('c', '7', false)];
  expect(moneyIn(records, ['Grand_Total'], 2)).toEqual([
    ['a', 'Grand_Total', '1.01'],
    ['b', 'Grand_Total', '0.00'],
    ['c', 'Grand_Total', null],
  ]);
  expect(moneyIn(records, ['Open_Balance'], 2)).toEqual([]);
});

const slice: SliceVerification = {
  ...{ compared: 2, fields: 8, missing: 0, different: 1, held: 0, edited: 1 },
  scanned: { values: 4, hits: 0 },
  totals: [{ field: 'Grand_Total', source: '10.00', lines: '9.5', destination: '10.00', different: 1, unknown: 1 }],
  differences: [{ key: 'invoices:1', field: 'Status' }],
  moneyDifferences: [{ key: 'invoices:1', field: 'Grand_Total', source: '10.00', lines: '9.5', destination: '10.00' }],
  edits: [{ key: 'invoices:2', field: 'Status', editedAt: '2026-01-01T00:00:00Z' }],
};

const none = { count: 0, refused: [] };

test('the slices of a module add up', () => {
  const total = { source: '20.00', lines: '19.0', destination: '20.00', different: 2, unknown: 2 };
  expect(joinSlices('Invoices', [slice, slice], none)).toEqual({
    scanned: { values: 8, hits: 0 },
    modules: [{ module: 'Invoices', compared: 4, fields: 16, missing: 0, different: 2, edited: 2 }],
    money: [{ module: 'Invoices', field: 'Grand_Total', ...total, agrees: false }],
    differences: [...slice.differences, ...slice.differences],
    moneyDifferences: [...slice.moneyDifferences, ...slice.moneyDifferences],
    edits: [...slice.edits, ...slice.edits],
    refused: [],
  });
});

test('money agrees when no record differs, and a field without figures of the source has none in the sum', () => {
  const totals = [{ field: 'Tax', source: null, lines: null, destination: '1', different: 0, unknown: 0 }];
  expect(
    joinSlices(
      'Invoices',
      [
        { ...slice, totals },
        { ...slice, totals },
      ],
      none,
    ).money,
  ).toMatchObject([{ source: null, lines: null, destination: '2', agrees: true }]);
});

test('a module without money has no total', () => {
  expect(joinSlices('Accounts', [], none)).toMatchObject({ modules: [{ compared: 0 }], money: [] });
});

test('fields that keep the value of people are added up', () => {
  expect(joinSlices('Invoices', [{ ...slice, held: 2 }, slice, { ...slice, held: 1 }], none).modules).toMatchObject([
    { held: 3 },
  ]);
});

test('changes that were rejected are counted and listed, and do not keep a run from agreeing', () => {
  const refused = [{ key: 'acme:billing_accounts:A1', reason: 'INVALID_DATA Phone' }];
  const module = joinSlices('Accounts', [], { count: 3, refused });
  expect(module).toMatchObject({ modules: [{ refused: 3 }], refused });
  expect(joinVerification(ref, [module])).toMatchObject({ agrees: true, refused });
});

test('lists of earlier reports, without money and edits, count as empty', () => {
  expect(joinVerification(ref, [accounts])).toMatchObject({ moneyDifferences: [], edits: [] });
});

describe('the verification of some records', () => {
  const figure = {
    field: 'Grand_Total',
    source: '10',
    lines: '10',
    destination: '10',
    differs: false,
    isCounted: true,
  };
  const verdict = { fields: 3, differing: [] as string[], edited: [] as string[], editedAt: '', money: [figure] };
  const record = { key: 'acme:invoices:1', found: {}, held: [] as string[] };
  const rules = { declared: ['Grand_Total'], places: 2 };
  const scanned = { values: 9, hits: 0 };

  test('counts records and lists what differs and what people edited', () => {
    const others = { ...verdict, differing: ['Status', 'Due_Date'], edited: ['Subject'], editedAt: 'then' };
    const sum = sumUp(
      [
        { record, verdict },
        { record: { ...record, held: ['Owner'] }, verdict: others },
        { record: { ...record, found: undefined }, verdict: { ...verdict, differing: ['the record'] } },
      ],
      scanned,
      rules,
    );
    expect(sum).toMatchObject({
      ...{ compared: 3, fields: 9, missing: 1, different: 1, held: 1, edited: 1, scanned },
      differences: [{ field: 'Status' }, { field: 'Due_Date' }, { field: 'the record' }],
      edits: [{ key: 'acme:invoices:1', field: 'Subject', editedAt: 'then' }],
      totals: [{ source: '30.00', lines: '30.00', destination: '30.00', different: 0, unknown: 0 }],
      moneyDifferences: [],
    });
  });

  test('has the source, the lines and Zoho of each record whose money differs', () => {
    const money = [
      { ...figure, source: '12.00', destination: null, differs: true },
      { ...figure, source: '12.00', destination: '10.5', differs: true },
    ];
    expect(sumUp([{ record, verdict: { ...verdict, money } }], scanned, rules)).toMatchObject({
      totals: [{ source: '24.00', lines: '20.00', destination: '10.50', different: 2 }],
      moneyDifferences: [
        { field: 'Grand_Total', source: '12.00', lines: '10', destination: null },
        { field: 'Grand_Total', source: '12.00', lines: '10', destination: '10.50' },
      ],
    });
  });

  test('leaves the money that people changed out of the sums', () => {
    const money = [{ ...figure, destination: '7', isCounted: false }];
    expect(sumUp([{ record, verdict: { ...verdict, money } }], scanned, rules).totals).toMatchObject([
      { source: '0.00', lines: null, destination: '0.00', different: 0 },
    ]);
  });

  test('counts the records without a figure in the source, where the mapping names a column for it', () => {
    const money = [{ ...figure, source: null }];
    const without = [{ record, verdict: { ...verdict, money } }];
    expect(sumUp(without, scanned, rules).totals).toMatchObject([{ source: '0.00', unknown: 1 }]);
    expect(sumUp(without, scanned, { ...rules, declared: [] }).totals).toMatchObject([{ source: null, unknown: 0 }]);
  });
});
