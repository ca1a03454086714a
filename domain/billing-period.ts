import { daysInMonth } from './values/offsets.ts';

/** The day of the month on which a billing cycle begins; null for a text that is none. */
export function cycleDayIn(text: string): number | null {
  const day = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0;
  return day >= 1 && day <= 31 ? day : null;
}

/**
 * The billing period that a day is in. With a billing cycle: the day on which the cycle begins, `2024-03-15`; in a month without
 * that day, a cycle begins on the last one. Without: the calendar month, `2024-03`.
 *
 * @param day `yyyy-MM-dd`
 */
export function billingPeriod(day: string, cycleDay: number | null): string {
  if (cycleDay === null) return day.slice(0, 7);
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const isOfThisMonth = date >= Math.min(cycleDay, daysInMonth(year, month));
  const [ofYear, ofMonth] = isOfThisMonth ? [year, month] : month === 1 ? [year - 1, 12] : [year, month - 1];
  const first = Math.min(cycleDay, daysInMonth(ofYear, ofMonth));
  return [String(ofYear).padStart(4, '0'), ...[ofMonth, first].map((one) => String(one).padStart(2, '0'))].join('-');
}
