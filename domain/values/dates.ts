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
  const time = DateTime.fromISO(`${local}${offset ?? ''}`, offset ? { setZone: true } : { zone: context.timeZone });
  if (!time.isValid) return failed('not a valid time');
  if (offset) return { ok: true, value: `${local}${offset}` };
  const value = time.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
  return value.startsWith(local) ? { ok: true, value } : { ok: true, value, repaired: true };
}
