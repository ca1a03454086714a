import { DateTime } from 'luxon';

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Offsets of days and half months, because one by one they cost more than all the rest of a transformation. */
const offsets = new Map<string, string | null>();
/** Two hundred years of half months. */
const mostOffsets = 5_000;

/** The offset as `±HH:mm` that all times of a day have; null for a day on which the clocks change. */
export function offsetOfDay(day: string, zone: string): string | null {
  // Clocks never change and change back in two weeks.
  const [month, isFirstHalf] = [day.slice(0, 7), day.slice(8) <= '15'];
  const last = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)));
  const [from, to] = isFirstHalf ? [`${month}-01`, `${month}-15`] : [`${month}-16`, `${month}-${last}`];
  return offsetBetween(from, to, zone) ?? offsetBetween(day, day, zone);
}

/** The offset of the first and of the last second of some days; null if they differ, or if one does not exist. */
function offsetBetween(from: string, to: string, zone: string): string | null {
  const name = `${from}${to}${zone}`;
  let offset = offsets.get(name);
  if (offset !== undefined) return offset;
  const first = offsetAt(`${from}T00:00:00`, zone);
  offset = first === offsetAt(`${to}T23:59:59`, zone) ? first : null;
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(name, offset);
  return offset;
}

/** The offset of a local time; null if the time does not exist. */
function offsetAt(local: string, zone: string): string | null {
  const written = DateTime.fromISO(local, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
  return written.startsWith(local) ? written.slice(local.length) : null;
}
