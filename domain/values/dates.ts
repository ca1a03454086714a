import { DateTime } from 'luxon';
import { daysInMonth, offsetOfDay } from './offsets.ts';
import { type Converted, type ValueContext, failed } from './value.ts';

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const yearFirst = /^(\d{4})([/.]?)(\d{2})\2(\d{2})$/;
const yearLast = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/;
const timestamp =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2}))?(?:[.,](\d{1,9}))? ?(?:(Z|UTC)|([+-]\d{2})(?::?(\d{2}))?)?$/i;

/** Other years are mistakes of typing, or placeholders that the profile should list as sentinels. */
const [firstYear, lastYear] = [1800, 2199];

const sentinel = { ok: false, reason: 'a sentinel for "no date"' } as const;
const otherYear = failed(`a year before ${firstYear} or after ${lastYear}`);
const isKnownYear = (year: number): boolean => year >= firstYear && year <= lastYear;

/** A change of zone can lead into another year than the written one. */
const inKnownYear = (made: Converted & { ok: true }): Converted =>
  isKnownYear(Number(String(made.value).slice(0, 4))) ? made : otherYear;

/** Whether a text is no date because it stands for "none" or "open end". */
export const isSentinel = (converted: Converted): boolean => !converted.ok && converted.reason === sentinel.reason;

function calendarDate(year: string, month: string, day: string, repaired: boolean, context: ValueContext): Converted {
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (context.sentinels.has(value)) return sentinel;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return failed('not a calendar day');
  if (!isKnownYear(y)) return otherYear;
  return repaired ? { ok: true, value, repaired } : { ok: true, value };
}

/** The text in a standard form, or why there is none. */
function standardForm(text: string, { sentinels, column }: ValueContext): string | { ok: false; reason: string } {
  const trimmed = text.trim();
  if (sentinels.has(trimmed)) return sentinel;
  if (!column?.read) return trimmed;
  return column.read(trimmed) ?? { ok: false, reason: 'not in the format that the profile declares' };
}

/**
 * Calendar date as `yyyy-MM-dd`, from the format that the profile declares for the column. Without one: ISO, forms with the
 * year first, and forms with the year last if day and month are unambiguous.
 *
 * A point in time gives its day in the zone of the column or of the source. At midnight as it is written, it is a stored
 * date and keeps its written day, except where the profile declares the column's zone. Sentinels are unusable.
 */
export function toDate(text: string, context: ValueContext): Converted {
  const standard = standardForm(text, context);
  if (typeof standard !== 'string') return standard;
  const iso = isoDate.exec(standard);
  if (iso) return calendarDate(iso[1]!, iso[2]!, iso[3]!, false, context);
  const first = yearFirst.exec(standard);
  if (first) return calendarDate(first[1]!, first[3]!, first[4]!, true, context);
  const last = yearLast.exec(standard);
  if (last) {
    const [one, two, year] = [last[1]!, last[3]!, last[4]!];
    if (Number(one) > 12 || one === two) return calendarDate(year, two, one, true, context);
    if (Number(two) > 12) return calendarDate(year, one, two, true, context);
    return failed('day and month are ambiguous');
  }
  const parts = timestamp.exec(standard);
  return parts ? dayOfTime(parts, context) : failed('not a date');
}

function dayOfTime(parts: RegExpExecArray, context: ValueContext): Converted {
  const [day, clock, seconds = '00', fraction = '0', utc, hours] = parts.slice(1);
  const whole = timeOf(parts, context);
  if (!whole.ok) return whole;
  const isMidnight = clock === '00:00' && Number(seconds) === 0 && Number(fraction) === 0;
  const hasOffset = utc !== undefined || hours !== undefined;
  // 24:00 is the end of the day that it names.
  if (clock === '24:00') return { ok: true, value: day!, repaired: true };
  if (!hasOffset) return { ok: true, value: day! };
  const zone = context.column?.zone ?? context.timeZone;
  const dayInZone = DateTime.fromISO(String(whole.value), { zone }).toFormat('yyyy-MM-dd');
  if (!isMidnight || context.column?.zone || dayInZone === day)
    return context.sentinels.has(dayInZone) ? sentinel : inKnownYear({ ok: true, value: dayInZone });
  return { ok: true, value: day!, repaired: true };
}

/** From -12:00 to +14:00, the offsets that are in use. */
function isPossibleOffset(offset: string): boolean {
  const minutes = (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4))) * (offset.startsWith('-') ? -1 : 1);
  return Number(offset.slice(4)) < 60 && minutes >= -12 * 60 && minutes <= 14 * 60;
}

const twoDigits = (text: string, at: number): number => Number(text.slice(at, at + 2));

/** A time that exists on the calendar and on a clock, in years with regular time zones. `local` is `yyyy-MM-ddTHH:mm:ss`. */
function isOrdinary(local: string): boolean {
  const [year, month, day] = [Number(local.slice(0, 4)), twoDigits(local, 5), twoDigits(local, 8)];
  if (year < 1973 || month < 1 || month > 12 || day < 1) return false;
  if (twoDigits(local, 11) > 23 || twoDigits(local, 14) > 59 || twoDigits(local, 17) > 59) return false;
  return day <= 28 || day <= daysInMonth(year, month);
}

/**
 * Point in time in Zoho's format, `yyyy-MM-ddTHH:mm:ss±HH:mm`; fractions of a second are dropped. A text without an
 * offset is in the zone of the column or of the source. A local time that does not exist (change to summer time), and
 * 24:00, which is midnight of the next day, count as repaired. Sentinels and offsets that are not in use are unusable.
 */
export function toDateTime(text: string, context: ValueContext): Converted {
  const standard = standardForm(text, context);
  if (typeof standard !== 'string') return standard;
  const parts = timestamp.exec(standard);
  if (parts) return timeOf(parts, context);
  const day = toDate(standard, context.column ? { ...context, column: null } : context);
  if (!day.ok) return day;
  const midnight = timeOf(timestamp.exec(`${String(day.value)}T00:00`)!, context);
  return day.repaired && midnight.ok ? { ...midnight, repaired: true } : midnight;
}

function timeOf(parts: RegExpExecArray, context: ValueContext): Converted {
  const [day, clock, seconds, utc, hours, minutes] = [parts[1]!, parts[2]!, parts[3], parts[5], parts[6], parts[7]];
  if (context.sentinels.has(day)) return sentinel;
  if (!isKnownYear(Number(day.slice(0, 4)))) return otherYear;
  const zone = context.column?.zone ?? context.timeZone;
  const local = `${day}T${clock}:${seconds ?? '00'}`;
  const offset = utc ? '+00:00' : hours && `${hours}:${minutes ?? '00'}`.replace('-00:00', '+00:00');
  if (offset && !isPossibleOffset(offset)) return failed('an offset that no time zone has');
  if (isOrdinary(local)) {
    const known = offset ?? offsetOfDay(day, zone);
    if (known !== null) return { ok: true, value: `${local}${known}` };
  }
  const time = DateTime.fromISO(`${local}${offset ?? ''}`, offset ? { setZone: true } : { zone });
  if (!time.isValid) return failed('not a valid time');
  // Before time zones, local times differed by seconds, which an offset can't say.
  const exact = Number.isInteger(time.offset) ? time : time.toUTC();
  const value = exact.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
  return inKnownYear(value.startsWith(local) ? { ok: true, value } : { ok: true, value, repaired: true });
}
