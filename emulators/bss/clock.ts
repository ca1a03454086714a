const day = 86_400_000;

/** The day on which the demo operator's data ends, fixed so that a seed always gives the same bytes. */
export const lastDay = Date.UTC(2026, 5, 30);

/** Calendar day `yyyy-MM-dd`, so many days before the last one. */
export function dayBefore(days: number): string {
  return new Date(lastDay - days * day).toISOString().slice(0, 10);
}

/**
 * Local time of the operator without a zone, in office hours: no clock change ever falls into it.
 * `moment` picks the second of the day, from 0 up to 1.
 */
export function momentBefore(days: number, moment: number): string {
  const seconds = 8 * 3600 + Math.floor(moment * 12 * 3600);
  return new Date(lastDay - days * day + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** First day of the calendar month so many months before the last one. */
export function monthBefore(months: number): Date {
  return new Date(Date.UTC(2026, 5 - months, 1));
}

export function isoDay(date: Date, plusDays = 0): string {
  return new Date(date.getTime() + plusDays * day).toISOString().slice(0, 10);
}
