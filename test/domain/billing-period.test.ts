import { billingPeriod, cycleDayIn } from '../../domain/billing-period.ts';

test('without a billing cycle, the period is the calendar month', () => {
  expect(billingPeriod('2024-03-31', null)).toBe('2024-03');
});

test.each([
  ['2024-03-15', 15, '2024-03-15'],
  ['2024-03-14', 15, '2024-02-15'],
  ['2024-01-01', 15, '2023-12-15'],
  ['2024-01-01', 1, '2024-01-01'],
])('%s is in the cycle of day %i that begins on %s', (day, cycle, first) => {
  expect(billingPeriod(day, cycle)).toBe(first);
});

test('a cycle begins on the last day of a month that is too short for it', () => {
  expect(billingPeriod('2024-02-29', 31)).toBe('2024-02-29');
  expect(billingPeriod('2024-02-28', 31)).toBe('2024-01-31');
  expect(billingPeriod('2024-03-30', 31)).toBe('2024-02-29');
});

test('a text that is no day of a month is no billing cycle', () => {
  expect([' 8 ', '31', '0', '32', '', 'first'].map(cycleDayIn)).toEqual([8, 31, null, null, null, null]);
});
