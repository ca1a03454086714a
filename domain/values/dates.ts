import { DateTime } from 'luxon';
import { type Converted, type ValueContext, failed } from './value.ts';

/** Dates that source systems write for "none" or "open end". */
const sentinels = new Set(['0000-00-00', '1900-01-01', '9999-12-31']);

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const yearFirst = /^(\d{4})[/.]?(\d{2})[/.]?(\d{2})$/;
const yearLast = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/;
const timestamp =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})? ?(?:(Z|UTC)|([+-]\d{2})(?::?(\d{2}))?)?$/i;

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

function calendarDate(year: string, month: string, day: string, repaired: boolean): Converted {
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (sentinels.has(value)) return { ok: true, value: '' };
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (y < 1000 || m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return failed('not a calendar day');
  return repaired ? { ok: true, value, repaired } : { ok: true, value };
}

/**
 * Calendar date as `yyyy-MM-dd`. Accepts ISO, forms with the year first, and forms with the year last if day and month
 * are unambiguous. A timestamp gives its day in the source's time zone. Sentinel dates become blank.
 */
export function toDate(text: string, context: ValueContext): Converted {
  const trimmed = text.trim();
  const iso = isoDate.exec(trimmed);
  if (iso) return calendarDate(iso[1]!, iso[2]!, iso[3]!, false);
  const first = yearFirst.exec(trimmed);
  if (first) return calendarDate(first[1]!, first[2]!, first[3]!, true);
  const last = yearLast.exec(trimmed);
  if (last) {
    const [one, two, year] = [last[1]!, last[3]!, last[4]!];
    if (Number(one) > 12 || one === two) return calendarDate(year, two, one, true);
    if (Number(two) > 12) return calendarDate(year, one, two, true);
    return failed('day and month are ambiguous');
  }
  const zoned = timestamp.exec(trimmed);
  if (!zoned) return failed('not a date');
  if (!zoned[3] && !zoned[4]) return toDate(zoned[1]!, context);
  const whole = toDateTime(trimmed, context);
  if (!whole.ok || whole.value === '') return whole;
  return { ok: true, value: DateTime.fromISO(String(whole.value), { zone: context.timeZone }).toFormat('yyyy-MM-dd') };
}

const isOrdinaryOffset = /^[+-](?:0\d|1[0-4]):[0-5]\d$/;

/** A time that exists on the calendar and on a clock, in years with regular time zones. `local` is `yyyy-MM-ddTHH:mm:ss`. */
function isOrdinary(local: string): boolean {
  const two = (at: number) => Number(local.slice(at, at + 2));
  const [year, month, day] = [Number(local.slice(0, 4)), two(5), two(8)];
  if (year < 1973 || month < 1 || month > 12 || day < 1 || two(11) > 23 || two(14) > 59 || two(17) > 59) return false;
  return day <= 28 || day <= daysInMonth(year, month);
}

/** Offsets of days and half months, because one by one they cost more than all the rest of a transformation. */
const offsets = new Map<string, string | null>();
/** Two hundred years of half months. */
const mostOffsets = 5_000;

/** The offset as `±HH:mm` that all times of a day have; null for a day on which the clocks change. */
function offsetOfDay(day: string, zone: string): string | null {
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

/**
 * Point in time in Zoho's format, `yyyy-MM-ddTHH:mm:ss±HH:mm`; fractions of a second are dropped. A text without an
 * offset is in the source's time zone. A local time that does not exist (change to summer time) counts as repaired.
 */
export function toDateTime(text: string, context: ValueContext): Converted {
  const trimmed = text.trim();
  const parts = timestamp.exec(trimmed);
  if (!parts) {
    const day = toDate(trimmed, context);
    if (!day.ok || day.value === '') return day;
    const midnight = toDateTime(`${String(day.value)}T00:00:00`, context);
    return day.repaired && midnight.ok ? { ...midnight, repaired: true } : midnight;
  }
  const [day, clock, utc, hours, minutes] = [parts[1]!, parts[2]!, parts[3], parts[4], parts[5]];
  if (sentinels.has(day)) return { ok: true, value: '' };
  const local = `${day}T${clock.length === 5 ? `${clock}:00` : clock}`;
  const offset = utc ? '+00:00' : hours && `${hours}:${minutes ?? '00'}`;
  if (isOrdinary(local) && (offset === undefined || isOrdinaryOffset.test(offset))) {
    if (offset) return { ok: true, value: `${local}${offset}` };
    const dayOffset = offsetOfDay(day, context.timeZone);
    if (dayOffset !== null) return { ok: true, value: `${local}${dayOffset}` };
  }
  const time = DateTime.fromISO(`${local}${offset ?? ''}`, offset ? { setZone: true } : { zone: context.timeZone });
  if (!time.isValid) return failed('not a valid time');
  if (offset) return { ok: true, value: `${local}${offset}` };
  const value = time.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
  return value.startsWith(local) ? { ok: true, value } : { ok: true, value, repaired: true };
}
