import { DateTime } from 'luxon';
import { transforms } from '../../domain/values/transforms.ts';
import { minorUnitOf } from '../../domain/values/numbers.ts';
import type { TransformName } from '../../schemas/mapping.ts';

const context = {
  timeZone: 'Europe/London',
  phoneRegion: 'GB',
  currency: 'GBP',
  sentinels: new Set(['0000-00-00', '1900-01-01', '9999-12-31']),
  column: null,
};
/** The result of a transform: the value, `~value` if it was repaired, or `!reason` if the text is unusable. */
const make = (name: TransformName, text: string): string => {
  const made = transforms[name](text, context);
  if (!made.ok) return `!${made.reason}`;
  return `${made.repaired ? '~' : ''}${String(made.value)}`;
};

test.each<[TransformName, string, string]>([
  ['trim', '  a ', 'a'],
  ['collapse_spaces', ' a \t b ', 'a b'],
  ['upper', 'gbp', 'GBP'],
  ['lower', 'ABC', 'abc'],
  ['nonzero', '0.00', 'false'],
  ['nonzero', '-12.50', 'true'],
  ['nonzero', '£1,234.50', 'true'],
  ['nonzero', '0.001', 'false'],
  ['nonzero', 'much', '!not a number'],
  ['duration', '150', '02:30'],
  ['duration', '0', '~00:01'],
  ['duration', '600000', '!not a number of seconds up to 599999'],
  ['duration', '1:30', '!not a number of seconds up to 599999'],
  ['phone', '020 7946 0123', '+442079460123'],
  ['phone', '0117/496 0123', '+441174960123'],
  ['phone', '020 7946 0123/020 7946 0124', '!several phone numbers'],
  ['phone', '0117/4960123/4', '!several phone numbers'],
  ['phone', '0117496/0123', '!several phone numbers'],
  ['phone', 'tel:+44 20 7946 0123', '+442079460123'],
  ['phone', '4.47E+11', '!not a phone number'],
  ['phone', '10086', '!not a phone number'],
  ['phone', '020 7946 0123 ext. 5', '!not a phone number'],
  ['phone', '020 7946 0123; 020 7946 0124', '!several phone numbers'],
  ['email', ' Ada@Example.ORG ', 'ada@example.org'],
  ['email', 'noemail@@example', '!not an e-mail address'],
  ['email', 'none@example.org', '!a placeholder'],
  ['email', `${'a'.repeat(88)}@example.org`, `${'a'.repeat(88)}@example.org`],
  ['email', `${'a'.repeat(89)}@example.org`, '!not an e-mail address'],
  ['boolean', 'Ja', 'true'],
  ['boolean', ' Yes ', 'true'],
  ['boolean', '0', 'false'],
  ['boolean', 'maybe', '!neither yes nor no'],
  ['country', 'gb', 'United Kingdom'],
  ['country', 'United  States of America', 'United States'],
  ['country', 'France', 'France'],
  ['country', ' France ', 'France'],
  ['country', 'Atlantis', '!not a known country'],
  ['country', 'QQ', '!not a known country'],
  ['repair_encoding', 'MÃ¡laga', '~Málaga'],
  ['repair_encoding', 'Málaga', 'Málaga'],
  ['repair_encoding', 'Â£Ã¡ 李', 'Â£Ã¡ 李'],
  ['repair_encoding', 'Ã¡ á', 'Ã¡ á'],
  ['repair_encoding', 'â€™tis', '~’tis'],
  ['repair_encoding', 'Dr. MÃ¼ller', '~Dr. Müller'],
  ['repair_encoding', 'MÃƒÂ¼ller', '~Müller'],
  ['repair_encoding', 'MÃƒÆ’Ã‚Â¼ller', '~MÃ¼ller'],
  ['integer', '1,234,567', '~1234567'],
  ['integer', '12.5', '!not a whole number'],
  ['integer', '1000000000', '!more than 9 digits'],
  ['integer', 'twelve', '!not a number'],
  ['decimal', '12.50', '12.5'],
  ['decimal', ' 12.50 ', '12.5'],
  ['decimal', '1.234,56', '~1234.56'],
  ['decimal', '1,234.56', '~1234.56'],
  ['decimal', '12,5', '~12.5'],
  ['decimal', '(3.50)', '~-3.5'],
  ['decimal', '( 3.50 )', '~-3.5'],
  ['decimal', '3.50 CR', '~-3.5'],
  ['decimal', '12345678901234567', '!more than 16 digits'],
  ['decimal', '1234567890123456', '1234567890123456'],
  ['decimal', '12345678901234560', '!more than 16 digits'],
  ['decimal', '12345678901234568', '!more than 16 digits'],
  ['decimal', '9007199254740993', '!more than 16 digits'],
  ['money', '10.0050', '~10.01'],
  ['money', '-10.0050', '~-10.01'],
  ['money', '£ 12.00', '12'],
  ['money', '12.00 GBP', '12'],
  ['money', ' 12.00 gbp ', '12'],
  ['money', '12.00 £', '12'],
  ['money', '12.00 €', '!another currency'],
  ['money', '12.00 EUR', '!another currency'],
  ['money', '12..5', '!not a number'],
  ['money', 'EUR twelve', '!not a number'],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', ' 2024-02-29 ', '2024-02-29'],
  ['date', '20240229', '~2024-02-29'],
  ['date', '2023-02-29', '!not a calendar day'],
  ['date', '2023-01-00', '!not a calendar day'],
  ['date', '2023-04-31', '!not a calendar day'],
  ['date', '2023-00-10', '!not a calendar day'],
  ['date', '2023-13-10', '!not a calendar day'],
  ['date', '2023-12-01', '2023-12-01'],
  ['date', '1799-12-31', '!a year before 1800 or after 2199'],
  ['date', '1800-01-01', '1800-01-01'],
  ['date', '0000-00-00', '!a sentinel for "no date"'],
  ['date', '1900-01-01', '!a sentinel for "no date"'],
  ['date', '31/12/2020', '~2020-12-31'],
  ['date', '12/13/2020', '~2020-12-13'],
  ['date', '13/12/2020', '~2020-12-13'],
  ['date', '5/5/2020', '~2020-05-05'],
  ['date', '04/05/2020', '!day and month are ambiguous'],
  ['date', '11/12/2020', '!day and month are ambiguous'],
  ['date', '12/11/2020', '!day and month are ambiguous'],
  ['date', 'unknown', '!not a date'],
  ['date', '2020-06-01 23:30:00', '2020-06-01'],
  ['date', '2020-06-01T23:30:00Z', '2020-06-02'],
  ['date', '2020-06-01T23:30:00-05:00', '2020-06-02'],
  ['date', '2020-06-01T25:30:00Z', '!not a valid time'],
  ['date', '9999-12-31T00:00:00Z', '!a sentinel for "no date"'],
  ['datetime', '2020-06-01 12:00:00', '2020-06-01T12:00:00+01:00'],
  ['datetime', ' 2020-06-01 12:00:00 ', '2020-06-01T12:00:00+01:00'],
  ['datetime', '2020-12-01 12:00', '2020-12-01T12:00:00+00:00'],
  ['datetime', '2020-06-01T12:00:00.123+05:30', '2020-06-01T12:00:00+05:30'],
  ['datetime', '2020-06-01T12:00Z', '2020-06-01T12:00:00+00:00'],
  ['datetime', '2020-06-01T12:00:00 +05', '2020-06-01T12:00:00+05:00'],
  ['datetime', '2020-06-01T12:00:00Z', '2020-06-01T12:00:00+00:00'],
  ['datetime', '2021-03-28 01:30:00', '~2021-03-28T02:30:00+01:00'],
  ['datetime', '2020-06-01', '2020-06-01T00:00:00+01:00'],
  ['datetime', '31/12/2020', '~2020-12-31T00:00:00+00:00'],
  ['datetime', '0000-00-00', '!a sentinel for "no date"'],
  ['datetime', 'soon', '!not a date'],
  ['datetime', '9999-12-31 00:00:00', '!a sentinel for "no date"'],
  ['datetime', '2020-13-01 00:00:00', '!not a valid time'],
])('%s of "%s" is "%s"', (name, text, expected) => {
  expect(make(name, text)).toBe(expected);
});

test('a currency has the minor unit of ISO 4217', () => {
  expect(['GBP', 'JPY', 'KWD', 'GBP'].map(minorUnitOf)).toEqual([2, 0, 3, 2]);
});

test.each([
  ['yes', ['true', 't', 'yes', 'y', '1', 'on', 'ja', 'J', 'oui', 'O', 'vrai', 'si', 'Sí', 'S', 'Sim']],
  ['no', ['false', 'f', 'no', 'n', '0', 'off', 'nein', 'non', 'faux', 'Falso', 'NÃO']],
])('%s is known in the spellings of common source systems', (meaning, spellings) => {
  const expected = String(meaning === 'yes');
  expect(spellings.map((one) => make('boolean', one))).toEqual(spellings.map(() => expected));
});

test.each([
  ['United Kingdom', ['UK', 'GBR', 'Great Britain', 'England', 'Scotland', 'Wales']],
  ['United States', ['USA', 'US']],
  ['Germany', ['DEU', 'DE']],
  ['France', ['FRA', 'FR']],
  ['India', ['IND', 'IN']],
  ['United Arab Emirates', ['UAE', 'AE']],
])('%s is known by its codes and common names', (country, names) => {
  expect(names.map((one) => make('country', one))).toEqual(names.map(() => country));
});

test.each([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
  ['₹', 'INR'],
])('an amount with the sign %s is one in %s and in no other currency', (sign, currency) => {
  expect(transforms.money(`${sign} 12`, { ...context, currency })).toEqual({ ok: true, value: 12 });
  expect(transforms.money(`${sign} 12`, { ...context, currency: 'SEK' })).toEqual({
    ok: false,
    reason: 'another currency',
  });
});

test('every hour of ten years has the offset that the zone has then', () => {
  const zones = ['Europe/London', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Africa/Casablanca'];
  const wrong: unknown[] = [];
  for (const timeZone of zones) {
    for (let hour = 0; hour < 24 * 3_650; hour += 13) {
      const local = new Date(Date.UTC(2014, 0, 1, hour, 17)).toISOString().slice(0, 19);
      const expected = DateTime.fromISO(local, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
      const converted = transforms.datetime(local, { ...context, timeZone });
      if (!converted.ok || converted.value !== expected) wrong.push([timeZone, local, expected, converted]);
    }
  }
  expect(wrong).toEqual([]);
});

test.each<[string, string]>([
  ['1960-07-01 12:00:00', '1960-07-01T12:00:00+01:00'],
  ['2026-01-31 24:00:00', '~2026-02-01T00:00:00+00:00'],
  ['2026-02-29 12:00:00', '!not a valid time'],
  ['2026-13-01 12:00:00', '!not a valid time'],
  ['2026-01-01 12:00:00+15:00', '!an offset that no time zone has'],
  ['2026-01-01 12:61:00', '!not a valid time'],
])('a timestamp that needs the calendar, %s, becomes %s', (text, expected) => {
  expect(make('datetime', text)).toBe(expected);
});

test('an amount in a currency without minor units is rounded', () => {
  expect(transforms.money('12.50', { ...context, currency: 'JPY' })).toEqual({ ok: true, value: 13, repaired: true });
});

test('plain digits are numbers as they are', () => {
  expect(make('integer', '42')).toBe('42');
  expect(make('decimal', '-2.50')).toBe('-2.5');
  expect(make('money', '116.0900000000')).toBe('116.09');
});

test('a day that does not begin at midnight is the time after the change', () => {
  const chile = { ...context, timeZone: 'America/Santiago' };
  expect(transforms.datetime('2024-09-08 00:30:00', chile)).toEqual({
    ok: true,
    value: '2024-09-08T01:30:00-03:00',
    repaired: true,
  });
});

test('dates of two hundred years are converted', () => {
  const dates = Array.from({ length: 80_000 }, (_, day) =>
    new Date(Date.UTC(1973, 0, 1 + day)).toISOString().slice(0, 10),
  );
  expect(dates.filter((date) => make('datetime', `${date} 12:00`).slice(0, 4) !== date.slice(0, 4))).toEqual([]);
});
