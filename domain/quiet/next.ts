import type { QuietVerdict } from './judge.ts';

/** Readings in the time that the source must be still: a write soon begins the time anew. */
const readingsPerTime = 4;
/** Times of stillness that are waited for before people decide. */
const mostTimes = 5;

/** Readings after which people decide. Without a time there is nothing to wait for: one comparison. */
export const mostReadings = (quietMinutes: number): number =>
  quietMinutes === 0 ? 2 : 1 + readingsPerTime * mostTimes;

/** What follows a reading. A watch has at most `mostReadings`. */
export function nextStep(
  { isStill, readings }: Pick<QuietVerdict, 'isStill' | 'readings'>,
  quietMinutes: number,
): { next: 'deltas' } | { next: 'people' } | { next: 'reading'; afterSeconds: number } {
  if (isStill) return { next: 'deltas' };
  if (readings >= mostReadings(quietMinutes)) return { next: 'people' };
  return { next: 'reading', afterSeconds: (quietMinutes * 60) / readingsPerTime };
}
