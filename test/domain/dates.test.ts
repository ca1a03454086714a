import { fc } from '../support/properties.ts';
import { DateTime } from 'luxon';
import { sameValue } from '../../domain/compare-record.ts';
import { columnDates, typeOfForm } from '../../domain/values/date-formats.ts';
import { toDate, toDateTime } from '../../domain/values/dates.ts';
import { localTime } from '../../domain/values/offsets.ts';
import type { Converted, ValueContext } from '../../domain/values/value.ts';
import { DateForm } from '../../schemas/profile-fields.ts';
import { SourceProfile } from '../../schemas/profile.ts';

const context: ValueContext = {
  timeZone: 'America/New_York',
  phoneRegion: 'US',
  currency: 'USD',
  sentinels: new Set(['1900-01-01', '9999-12-31', 'never']),
  column: null,
};
/** The value, `~value` with a remark, or `!reason`. */
const show = (made: Converted) => (made.ok ? `${made.repaired ? '~' : ''}${String(made.value)}` : `!${made.reason}`);
const inColumn = (form: object) => ({ ...context, column: columnDates(DateForm.parse(form)) });
const day = (text: string, form?: object) => show(toDate(text, form ? inColumn(form) : context));
const time = (text: string, form?: object) => show(toDateTime(text, form ? inColumn(form) : context));

test.each([
  ['2026-03-01T00:00:00.000Z', '~2026-03-01'],
  ['1980-05-17T00:00:00Z', '~1980-05-17'],
  ['2026-01-01 00:00+00', '~2026-01-01'],
  ['2026-03-01T00:00:00+05:30', '~2026-03-01'],
  ['2026-03-01T00:00:00-05:00', '2026-03-01'],
  ['2026-03-01T05:00:00Z', '2026-03-01'],
  ['2026-03-01T00:00:01Z', '2026-02-28'],
  ['2026-03-01T00:00:00.5Z', '2026-02-28'],
])('a date that is stored as midnight keeps its day: %s is %s in New York', (text, expected) => {
  expect(day(text)).toBe(expected);
});

test.each<[string, object | undefined]>([
  ['1800-01-01 00:00:01Z', undefined],
  ['2199-12-31 23:00:00-05:00', { zone: 'UTC' }],
])('a time whose day lies outside the known years in the zone of its column is no date: %s', (text, form) => {
  expect(day(text, form)).toBe('!a year before 1800 or after 2199');
});

test('a time before time zones, written in UTC, keeps within the known years', () => {
  expect(time('1800-01-01 00:00:00', { zone: 'Asia/Kolkata' })).toBe('!a year before 1800 or after 2199');
});

test.each<[object, 'date' | 'timestamp' | null, boolean]>([
  [{ format: 'dd.MM.yyyy' }, 'date', false],
  [{ format: "dd.MM.yyyy 'at' HH:mm" }, 'timestamp', false],
  [{ format: 'dd.MM.yyyy HH:mm ZZ' }, 'timestamp', true],
  [{ format: "dd.MM.yyyy 'Zeit'" }, 'date', false],
  [{ format: 'epoch' }, 'timestamp', true],
  [{ format: 'epoch_ms' }, 'timestamp', true],
  [{ format: 'excel' }, 'date', false],
  [{ zone: 'Europe/Berlin' }, null, false],
])('a column with the declaration %j holds a %s', (form, type, hasOffset) => {
  const declared = DateForm.parse(form);
  expect(typeOfForm(declared)).toBe(type);
  expect(columnDates(declared).hasOffset).toBe(hasOffset);
});

test('a column with a zone of its own has the days of that zone', () => {
  expect(day('2026-03-01T00:00:00Z', { zone: 'America/New_York' })).toBe('2026-02-28');
  expect(day('2026-02-28T23:30:00Z', { zone: 'Europe/Berlin' })).toBe('2026-03-01');
  expect(time('2026-06-01 12:00:00', { zone: 'Europe/Berlin' })).toBe('2026-06-01T12:00:00+02:00');
});

test.each<[object, string, string]>([
  [{ format: 'dd/MM/yyyy' }, '04/05/2020', '2020-05-04'],
  [{ format: 'MM/dd/yyyy' }, '04/05/2020', '2020-04-05'],
  [{ format: 'd.M.yyyy' }, '4.5.2020', '2020-05-04'],
  [{ format: 'dd/MM/yyyy' }, '2020-05-04', '!not in the format that the profile declares'],
  [{ format: 'dd/MM/yyyy' }, '31/02/2020', '!not in the format that the profile declares'],
  [{ format: 'dd-MMM-yy' }, '04-MAY-20', '2020-05-04'],
  [{ format: 'dd-MMM-yy' }, '04-May-71', '1971-05-04'],
  [{ format: 'dd/MM/yy', pivot: 25 }, '04/05/45', '1945-05-04'],
  [{ format: 'dd/MM/yy', pivot: 25 }, '29/02/00', '2000-02-29'],
  [{ format: 'dd/MM/yy', pivot: 0 }, '29/02/00', '!not in the format that the profile declares'],
  [{ format: 'epoch' }, '1767225600', '~2026-01-01'],
  [{ format: 'epoch' }, '1767243600.5', '2026-01-01'],
  [{ format: 'epoch' }, 'today', '!not in the format that the profile declares'],
  [{ format: 'epoch' }, '99999999999', '!a year before 1800 or after 2199'],
  [{ format: 'epoch_ms' }, '1767225600000', '~2026-01-01'],
  [{ format: 'epoch_ms', zone: 'UTC' }, '1767225600000', '2026-01-01'],
  [{ format: 'epoch_ms' }, '99999999999999', '!a year before 1800 or after 2199'],
  [{ format: 'epoch_ms' }, '-99999999999999', '!not in the format that the profile declares'],
  [{ format: 'epoch_ms' }, '1767225600.5', '!not in the format that the profile declares'],
  [{ format: 'excel' }, '46082', '2026-03-01'],
  [{ format: 'excel' }, '46082,75', '2026-03-01'],
  [{ format: 'excel' }, '59', '1900-02-28'],
  [{ format: 'excel' }, '61', '1900-03-01'],
  [{ format: 'excel' }, '60', '!not in the format that the profile declares'],
  [{ format: 'excel' }, '0', '!not in the format that the profile declares'],
  [{ format: 'excel' }, '2958466', '!not in the format that the profile declares'],
  [{ format: 'excel' }, '2026-03-01', '!not in the format that the profile declares'],
  [{ format: 'dd/MM/yyyy' }, 'never', '!a sentinel for "no date"'],
  [{ format: 'dd/MM/yyyy' }, '31/12/9999', '!a sentinel for "no date"'],
])('with %j, the date "%s" is "%s"', (form, text, expected) => {
  expect(day(text, form)).toBe(expected);
});

test.each<[object, string, string]>([
  [{ format: 'dd/MM/yyyy HH:mm' }, '04/05/2020 13:30', '2020-05-04T13:30:00-04:00'],
  [{ format: 'dd/MM/yyyy HH:mm', zone: 'UTC' }, '04/05/2020 13:30', '2020-05-04T13:30:00+00:00'],
  [{ format: 'dd/MM/yyyy HH:mm ZZ' }, '04/05/2020 13:30 +02:00', '2020-05-04T13:30:00+02:00'],
  [{ format: 'dd/MM/yyyy' }, '04/05/2020', '2020-05-04T00:00:00-04:00'],
  [{ format: 'epoch' }, '1767225600', '2026-01-01T00:00:00+00:00'],
  [{ format: 'excel' }, '46082.75', '2026-03-01T18:00:00-05:00'],
])('with %j, the time "%s" is "%s"', (form, text, expected) => {
  expect(time(text, form)).toBe(expected);
});

test.each([
  ['31/12/20', '!not a date'],
  ['46082', '!not a date'],
  ['1767225600', '!not a date'],
  ['2020/01.02', '!not a date'],
  ['20260229', '!not a calendar day'],
  ['2026-01-01 25:00:00', '!not a valid time'],
  ['2026-01-31 24:00:00', '~2026-01-31'],
  ['2026-01-31T24:00:00Z', '~2026-01-31'],
  ['2026-01-31 24:00:01', '!not a valid time'],
  ['0202-05-04', '!a year before 1800 or after 2199'],
  ['2200-01-01', '!a year before 1800 or after 2199'],
  ['1900-01-01T05:00:00Z', '!a sentinel for "no date"'],
  ['1900-01-01 10:00:00', '!a sentinel for "no date"'],
  ['1900-01-02T04:00:00Z', '!a sentinel for "no date"'],
])('without a declaration, the date %s is %s', (text, expected) => {
  expect(day(text)).toBe(expected);
});

test.each([
  ['2026-01-31T24:00:00+05:30', '~2026-02-01T00:00:00+05:30'],
  ['2026-01-31T12:00:00+14:00', '2026-01-31T12:00:00+14:00'],
  ['2026-01-31T12:00:00-12:00', '2026-01-31T12:00:00-12:00'],
  ['2026-01-31T12:00:00-00:00', '2026-01-31T12:00:00+00:00'],
  ['2026-01-31T12:00:00+14:30', '!an offset that no time zone has'],
  ['2026-01-31T12:00:00-12:30', '!an offset that no time zone has'],
  ['2026-01-31T12:00:00+25:00', '!an offset that no time zone has'],
  ['2026-01-31T12:00:00+05:75', '!an offset that no time zone has'],
  ['1753-01-01 00:00:00', '!a year before 1800 or after 2199'],
  ['2199-12-31T24:00:00', '!a year before 1800 or after 2199'],
  ['2026-01-31T23:59:60Z', '!not a valid time'],
  ['1850-01-01 12:00:00', '~1850-01-01T16:56:02+00:00'],
  ['never', '!a sentinel for "no date"'],
  ['2026-02-30', '!not a calendar day'],
])('the time %s is %s', (text, expected) => {
  expect(time(text)).toBe(expected);
});

test('every time that is accepted is read back as the same time, in whatever zone Zoho shows it', () => {
  const digits = (most: number) => fc.integer({ min: 0, max: most }).map((one) => String(one).padStart(2, '0'));
  const text = fc
    .record({
      year: fc.integer({ min: 1700, max: 2300 }).map(String),
      ...{ month: digits(13), day: digits(32), hour: digits(25), minute: digits(60), second: digits(60) },
      offset: fc.constantFrom('', 'Z', '+05:30', '-12:00', '+14:00', '-00:00', '+25:00', '+15'),
    })
    .map((at) => `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}:${at.second}${at.offset}`);
  fc.assert(
    fc.property(text, fc.constantFrom('Asia/Kolkata', 'America/Los_Angeles', 'UTC'), (written, zone) => {
      const made = toDateTime(written, context);
      if (!made.ok) return;
      const value = String(made.value);
      expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
      const shownIn = Number(value.slice(0, 4)) < 1973 ? 'UTC' : zone;
      expect(sameValue(value, DateTime.fromISO(value).setZone(shownIn).toISO())).toBe(true);
      expect(toDateTime(value, context)).toEqual({ ok: true, value });
      const asDay = toDate(written, context);
      if (asDay.ok) expect(toDate(String(asDay.value), context)).toEqual({ ok: true, value: asDay.value });
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ['HH:mm', false],
  ['MM/yyyy', false],
  ['banana', false],
  ['dd/MM/yyyy', true],
  ["yyyy-MM-dd'T'HH:mm:ssZZ", true],
  ['epoch_ms', true],
])('whether %s is a format for a date is found when the profile is read: %s', (format, isValid) => {
  expect(DateForm.safeParse({ format }).success).toBe(isValid);
});

test('a profile of every kind declares sentinels, and formats and zones by field', () => {
  const objects = { billing_accounts: { key: 'no', query: 'select no from account order by 1' } };
  const profile = { kind: 'postgres', url: 'env:X', system: 's', timeZone: 'UTC', objects };
  expect(SourceProfile.parse(profile).sentinels).toContain('9999-12-31');
  const dates = { 'extensions.review': { format: 'dd/MM/yyyy' }, since: { zone: 'Asia/Tokyo' } };
  const declared = {
    ...profile,
    sentinels: ['n/a'],
    objects: { billing_accounts: { ...objects.billing_accounts, dates } },
  };
  expect(SourceProfile.safeParse(declared).success).toBe(true);
  expect(SourceProfile.safeParse({ ...declared, timeZone: 'Mars/Base' }).success).toBe(false);
});

test('a point in time is a local time of any zone, also on days on which clocks change', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1960-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
      fc.constantFrom('Europe/London', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC'),
      fc.constantFrom('UTC', 'UTC+05:30', 'UTC-03:00'),
      (at, zone, written) => {
        const time = DateTime.fromJSDate(at, { zone: written }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
        expect(localTime(time, zone)).toBe(DateTime.fromISO(time, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss"));
      },
    ),
  );
  expect(localTime('2026-03-29T00:59:59Z', 'Europe/London')).toBe('2026-03-29T00:59:59');
  expect(localTime('2026-03-29T01:00:00Z', 'Europe/London')).toBe('2026-03-29T02:00:00');
  expect(localTime('2026-10-24T23:30:00Z', 'Europe/London')).toBe('2026-10-25T00:30:00');
  expect(localTime('1960-06-01T12:00:00Z', 'Europe/London')).toBe('1960-06-01T13:00:00');
});
