import { balancesSection } from '../../../domain/documents/balances.ts';
import { createBalanceSums, type InZoho } from '../../../domain/handoff/balance-sums.ts';

function sumsOf(...rows: [balance: string, currency: string, inZoho: InZoho][]) {
  const sums = createBalanceSums();
  for (const [balance, currency, inZoho] of rows) sums.add({ balance, currency, inZoho }, undefined);
  return sums.result();
}

test('the balances of accounts that are not in Zoho are added up by their outcome, so that the sums close', () => {
  const text = balancesSection(
    sumsOf(['10.10', 'GBP', 'excluded'], ['1490.20', 'GBP', 'yes'], ['', 'GBP', 'yes'], ['-0.30', 'GBP', 'merged']),
  );
  expect(text).toContain(
    [
      '| GBP | yes | 2 | 1,490.20 |',
      '| GBP | no: merged into another account | 1 | -0.30 |',
      '| GBP | no: excluded | 1 | 10.10 |',
      '| GBP | all | 4 | 1,500.00 |',
    ].join('\n'),
  );
});

test('accounts that are in Zoho with earlier values are apart, and the page says what to do with them', () => {
  const text = balancesSection(sumsOf(['12.50', 'GBP', 'outdated'], ['1.00', 'GBP', 'yes']));
  expect(text).toContain(
    '| GBP | yes | 1 | 1.00 |\n| GBP | with earlier values: the newest load leaves it out | 1 | 12.50 |',
  );
  expect(text).toContain('leave them out there, or correct them by hand.');
  expect(balancesSection(sumsOf(['1.00', 'GBP', 'yes']))).not.toContain('earlier values');
});

test('each currency has sums of its own', () => {
  expect(sumsOf(['1.00', 'GBP', 'yes'], ['2.00', 'EUR', 'rejected'])).toEqual([
    { currency: 'GBP', inZoho: 'yes', accounts: 1, balance: '1.00', unread: 0 },
    { currency: 'EUR', inZoho: 'rejected', accounts: 1, balance: '2.00', unread: 0 },
  ]);
});

test('a currency that is none has as many places as its balances', () => {
  const sums = sumsOf(['1.005', 'pounds', 'yes'], ['2', 'pounds', 'merged']);
  expect(sums.map(({ balance }) => balance)).toEqual(['1.005', '2']);
  expect(balancesSection(sums)).toContain('| pounds | all | 2 | 3.005 |');
});

test('a balance that can not be read is in no sum, and the page says so', () => {
  const sums = sumsOf(['n/a', 'GBP', 'yes']);
  expect(sums).toMatchObject([{ accounts: 1, balance: '0.00', unread: 1 }]);
  expect(balancesSection(sums)).toContain('**1 balance can not be read');
  expect(balancesSection([])).toBe('');
});

test('a balance is read as the source writes numbers', () => {
  const sums = createBalanceSums();
  sums.add({ balance: '1.234,50', currency: 'EUR', inZoho: 'yes' }, { decimal: ',', thousands: '.' });
  expect(sums.result()).toMatchObject([{ balance: '1234.50' }]);
});
