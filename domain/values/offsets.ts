import { DateTime } from 'luxon';

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Offsets of days and half months by zone, because one by one they cost more than all the rest of a transformation. */
const offsets = new Map<string, Map<string, string | null>>();
/** Two hundred years of half months. */
const mostOffsets = 5_000;

/** The offset as `±HH:mm` that all times of a day have; null for a day on which the clocks change. */
export function offsetOfDay(day: string, zone: string): string | null {
  let known = offsets.get(zone);
  if (!known || known.size >= mostOffsets) offsets.set(zone, (known = new Map<string, string | null>()));
  // Clocks never change and change back in two weeks.
  const month = day.slice(0, 7);
  const half = day.slice(8) <= '15' ? month : `${month}+`;
  let offset = known.get(half);
  if (offset === undefined) {
    const last = daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5)));
    const [from, to] = half === month ? ['01', '15'] : ['16', String(last)];
    known.set(half, (offset = offsetBetween(`${month}-${from}`, `${month}-${to}`, zone)));
  }
  if (offset !== null) return offset;
  offset = known.get(day);
  if (offset === undefined) known.set(day, (offset = offsetBetween(day, day, zone)));
  return offset;
}

/** Earlier, zones had offsets with seconds. */
const firstRegularYear = '1973';

/**
 * A point in time as `yyyy-MM-ddTHH:mm:ss` of a zone. @param time in ISO form, with an offset
 */
export function localTime(time: string, zone: string): string {
  const at = Date.parse(time);
  const offset = time < firstRegularYear ? null : offsetOfDay(isoOf(at).slice(0, 10), zone);
  if (offset !== null) {
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
    const local = isoOf(at + (offset.startsWith('-') ? -minutes : minutes) * 60_000);
    if (offsetOfDay(local.slice(0, 10), zone) === offset) return local;
  }
  return DateTime.fromISO(time, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19);

/** The offset of the first and of the last second of some days; null if they differ, or if one does not exist. */
function offsetBetween(from: string, to: string, zone: string): string | null {
  const first = offsetAt(`${from}T00:00:00`, zone);
  return first === offsetAt(`${to}T23:59:59`, zone) ? first : null;
}

/** The offset of a local time; null if the time does not exist. */
function offsetAt(local: string, zone: string): string | null {
  const time = DateTime.fromISO(local, { zone });
  return time.toISO({ includeOffset: false, suppressMilliseconds: true }) === local ? time.toFormat('ZZ') : null;
}
