import { openBalances, type HeldBalance } from '../../../connectors/staging/open-balances.ts';
import type { OpenRow } from '../../../domain/receivables.ts';

const owe = (key: string, account: string, amount: string | null, currency = 'GBP'): OpenRow => ({
  key,
  account,
  currency,
  amount,
});
const hold = (key: string, amount: string | null, flag: string | null = 'true'): HeldBalance => ({ key, amount, flag });

async function* each<One>(list: One[]): AsyncGenerator<One> {
  await Promise.resolve();
  yield* list;
}

async function compare(owed: OpenRow[], held: HeldBalance[], isFlagged = true) {
  const balances = await openBalances(each(owed), each([held]), {
    places: (code) => (code === 'JPY' ? 0 : 2),
    isFlagged,
  });
  const accounts = [];
  for await (const one of balances.accounts()) accounts.push(one);
  const totals = await balances.totals();
  await balances.close();
  return { totals, accounts };
}

test('sums are exact, by currency and by account; what is settled is in neither list', async () => {
  const owed = [
    owe('1', 'A', '0.10'),
    owe('2', 'A', '0.20'),
    owe('3', 'B', '5.00'),
    owe('4', 'B', '0.00'),
    owe('5', 'C', '7', 'JPY'),
  ];
  const held = [hold('1', '0.1'), hold('2', '0.2'), hold('4', '0', 'false'), hold('5', '7')];
  const { totals, accounts } = await compare(owed, held);
  expect(totals).toEqual([
    {
      ...{ currency: 'GBP', accounts: 2, records: 3, source: '5.30', zoho: '0.30', different: 0, misflagged: 0 },
      ...{ missing: { records: 1, amount: '5.00' }, unreadable: 0 },
    },
    {
      ...{ currency: 'JPY', accounts: 1, records: 1, source: '7', zoho: '7', different: 0, misflagged: 0 },
      ...{ missing: { records: 0, amount: '0' }, unreadable: 0 },
    },
  ]);
  expect(accounts).toEqual([
    { account: 'A', currency: 'GBP', records: '2', source: '0.30', zoho: '0.30', missing: '0.00' },
    { account: 'B', currency: 'GBP', records: '1', source: '5.00', zoho: '0.00', missing: '5.00' },
    { account: 'C', currency: 'JPY', records: '1', source: '7', zoho: '7', missing: '0' },
  ]);
});

test('other amounts, blanks and wrong check boxes are counted', async () => {
  const owed = [owe('1', 'A', '1.00'), owe('2', 'A', '2.00'), owe('3', 'A', '0.00'), owe('4', 'A', '4.00')];
  const held = [hold('1', '1.01'), hold('2', null, null), hold('3', null, 'true'), hold('4', '4', 'false')];
  expect((await compare(owed, held)).totals).toMatchObject([
    { source: '7.00', zoho: '5.01', different: 2, misflagged: 3 },
  ]);
  expect((await compare(owed, held, false)).totals).toMatchObject([{ different: 2, misflagged: 0 }]);
});

test('an amount that can not be read is counted and in no sum', async () => {
  const owed = [owe('1', 'A', null), owe('2', 'A', '2.00'), owe('3', 'B', null, 'EUR')];
  expect((await compare(owed, [hold('2', '2')])).totals).toMatchObject([
    { currency: 'EUR', source: '0.00', records: 0, unreadable: 1 },
    { currency: 'GBP', source: '2.00', records: 1, unreadable: 1, missing: { records: 0, amount: '0.00' } },
  ]);
});

test('of rows with the same id the first is the record, and rows without one are not in Zoho', async () => {
  const owed = [owe('1', 'A', '1.00'), owe('1', 'A', '9.00'), owe('', 'A', '3.00'), owe('', 'A', '4.00')];
  expect((await compare(owed, [hold('1', '1')])).totals).toMatchObject([
    { source: '17.00', zoho: '1.00', different: 0, missing: { records: 3, amount: '16.00' } },
  ]);
});

test('without rows there are no sums', async () => {
  expect(await compare([], [hold('1', '1')])).toEqual({ totals: [], accounts: [] });
});
