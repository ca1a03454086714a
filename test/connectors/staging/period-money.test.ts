import { openPeriodSums, type BilledMoney } from '../../../connectors/staging/period-money.ts';
import type { ReadMoney } from '../../../schemas/report.ts';

const bill = (key: string, amount: string | null, changes: Partial<BilledMoney> = {}): BilledMoney => ({
  ...{ key, account: 'A', currency: 'GBP', period: '2024-03', field: 'Grand_Total', amount, ...changes },
});
const read = (key: string, amount: string | null): ReadMoney => [key, 'Grand_Total', amount];

async function* each<One>(list: One[]): AsyncGenerator<One> {
  await Promise.resolve();
  yield* list;
}

async function compare(billed: BilledMoney[], found: ReadMoney[]) {
  const places = (code: string) => (code === 'JPY' ? 0 : 2);
  const sums = await openPeriodSums(each(billed), each([found]), { currency: 'GBP', places });
  const periods = [];
  for await (const one of sums.periods()) periods.push(one);
  const totals = await sums.totals();
  await sums.close();
  return { totals, periods };
}

test('money is summed by account, period and currency, exactly', async () => {
  const billed = [
    ...[
      bill('1', '0.10'),
      bill('2', '0.20'),
      bill('3', '5.00', { account: 'B' }),
      bill('4', '1', { period: '2024-04' }),
    ],
    bill('5', '7', { currency: 'JPY' }),
  ];
  const found = [read('1', '0.1'), read('2', '0.20'), read('3', '5.00'), read('4', '1.00'), read('5', '7')];
  const { totals, periods } = await compare(billed, found);
  expect(totals).toMatchObject([
    { currency: 'GBP', accounts: 2, periods: 2, source: '6.30', zoho: '6.30', different: 0, unknown: 0 },
    { currency: 'JPY', accounts: 1, periods: 1, source: '7', zoho: '7', different: 0 },
  ]);
  expect(periods.map(({ account, period, source, zoho, isEqual }) => [account, period, source, zoho, isEqual])).toEqual(
    [
      ['A', '2024-03', '0.30', '0.30', true],
      ['A', '2024-04', '1.00', '1.00', true],
      ['A', '2024-03', '7', '7', true],
      ['B', '2024-03', '5.00', '5.00', true],
    ],
  );
});

test('amounts of two periods that balance each other are two differences', async () => {
  const { totals, periods } = await compare(
    [bill('1', '10'), bill('2', '10', { period: '2024-04' })],
    [read('1', '11'), read('2', '9')],
  );
  expect(totals).toMatchObject([{ source: '20.00', zoho: '20.00', different: 2 }]);
  expect(periods.map(({ isEqual }) => isEqual)).toEqual([false, false]);
});

test('records that are not in Zoho, and those that people edited, are apart', async () => {
  const billed = [bill('1', '1'), bill('2', '2'), bill('3', '4'), bill('', '8')];
  expect((await compare(billed, [read('1', '1'), read('2', null)])).totals).toMatchObject([
    {
      ...{ source: '15.00', zoho: '1.00', different: 0 },
      ...{ missing: { records: 2, amount: '12.00' }, edited: { records: 1, amount: '2.00' } },
    },
  ]);
});

test('of rows with the same id, the first is the record', async () => {
  expect((await compare([bill('1', '1'), bill('1', '9')], [read('1', '1')])).totals).toMatchObject([
    { zoho: '1.00', missing: { records: 1, amount: '9.00' }, different: 0 },
  ]);
});

test('a record without an amount in the source, and one that vanished from it, are in no sum', async () => {
  const { totals, periods } = await compare([bill('1', null)], [read('1', '5'), read('2', '6')]);
  expect(totals).toMatchObject([
    { source: '0.00', zoho: '0.00', accounts: 0, unknown: 1, vanished: { records: 1, amount: '6.00' }, different: 0 },
  ]);
  expect(periods).toEqual([]);
});

test('money that only Zoho has is named also without a row of the source', async () => {
  expect((await compare([], [read('1', '5')])).totals).toMatchObject([
    { field: 'Grand_Total', currency: 'GBP', source: '0.00', vanished: { records: 1, amount: '5.00' } },
  ]);
});
