import { toDecimal, toInteger, toMoney } from '../../domain/values/numbers.ts';
import type { Converted, ValueContext } from '../../domain/values/value.ts';

const context: ValueContext = {
  ...{ timeZone: 'UTC', phoneRegion: 'GB', currency: 'GBP' },
  ...{ sentinels: new Set(), column: null },
};
/** The value, `~value` if it was repaired, or `!reason`. */
const shown = (made: Converted): string =>
  made.ok ? `${made.repaired ? '~' : ''}${String(made.value)}` : `!${made.reason}`;
const decimal = (text: string, changes: Partial<ValueContext> = {}) =>
  shown(toDecimal(text, { ...context, ...changes }));
const money = (text: string, changes: Partial<ValueContext> = {}) => shown(toMoney(text, { ...context, ...changes }));

const ambiguous = '!ambiguous point or comma (decimal or thousands)';
const notNumber = '!not a number';

test.each([
  ['1,234', ambiguous],
  ['1.234', ambiguous],
  ['-12.500', ambiguous],
  ['999,000', ambiguous],
  ['0.004', '0.004'],
  ['0,004', '~0.004'],
  ['1234,567', '~1234.567'],
  ['1.2340', '1.234'],
  ['12,', notNumber],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1.234,567.8', notNumber],
  ['1.234.567', '~1234567'],
  ['1,234,567', '~1234567'],
  ['1.234.567,8', '~1234567.8'],
])('a point or a comma is a decimal sign only where it can be nothing else: %s is %s', (text, expected) => {
  expect(decimal(text)).toBe(expected);
});

test.each([
  ['12 345', '~12345'],
  ['1 234 567,89', '~1234567.89'],
  ["1'234.50", '~1234.5'],
  ['1’234,567', '~1234.567'],
  ['1\u202f234', '~1234'],
  ['1 234 5678', notNumber],
  ['1234 567', notNumber],
  ["1 234'567", notNumber],
])('blanks and apostrophes separate thousands where the groups are complete: %s is %s', (text, expected) => {
  expect(decimal(text)).toBe(expected);
});

test.each([
  ['1E+1', '~10'],
  ['1.5e2', '~150'],
  ['-5E-7', '~-5e-7'],
  ['0E-10', '~0'],
  ['9.9E+10', '~99000000000'],
  ['1E+11', '!an exponent, which can hide digits'],
  ['(4.47E+11)', '!an exponent, which can hide digits'],
  ['1,5E+2', notNumber],
])('an exponent is read where no digits can be lost: %s is %s', (text, expected) => {
  expect(decimal(text)).toBe(expected);
});

test.each([
  ['3.50-', '~-3.5'],
  ['3.50 -', '~-3.5'],
  ['3.50CR', '~-3.5'],
  ['(3.50)', '~-3.5'],
  ['+3.50', '3.5'],
  ['\u22123.50', '-3.5'],
  ['(-3.50)', notNumber],
  ['-3.50-', notNumber],
  ['--3.50', notNumber],
  ['-(3.50)', notNumber],
  ['3.50 DR', notNumber],
])('a sign is read before or behind the number, and only once: %s is %s', (text, expected) => {
  expect(decimal(text)).toBe(expected);
});

const german = { decimal: ',', thousands: '.' } as const;
const outside = '!not in the number format of its column';

test.each([
  [german, '1.234', '1234'],
  [german, '1,234', '1.234'],
  [german, '-1.234,5', '-1234.5'],
  [german, '(1.234,5)', '~-1234.5'],
  [german, ',5', '0.5'],
  [german, '5,', '5'],
  [german, '1.23', outside],
  [german, '1,234.5', outside],
  [german, '1,2,3', outside],
  [german, '1,x', outside],
  [german, '', outside],
  [german, '1,5E+2', outside],
  [german, '1.5E+2', outside],
  [{ decimal: '.' }, '1.234', '1.234'],
  [{ decimal: '.' }, '1,234', outside],
  [{ decimal: '.' }, '2E+1', '~20'],
  [{ decimal: '.', thousands: ',' }, '1,234', '1234'],
  [{ decimal: '.', thousands: ' ' }, '1\u00a0234.5', '1234.5'],
  [{ decimal: '.', thousands: "'" }, '1’234.5', '1234.5'],
] as const)('with the format %j of its column, %s is %s', (numbers, text, expected) => {
  expect(decimal(text, { numbers })).toBe(expected);
});

test('the format of a column is that of its whole numbers and amounts too', () => {
  expect(shown(toInteger('1.234', { ...context, numbers: german }))).toBe('1234');
  expect(shown(toInteger('1.234', context))).toBe(ambiguous);
  expect(money('1.234,50 £', { numbers: german })).toBe('1234.5');
  expect(money('1.50', { numbers: german })).toBe(outside);
});

test.each([
  ['£-12', '-12'],
  ['-£12', '-12'],
  ['GBP 12 GBP', '12'],
  ['$12', '!another currency'],
  ['12 $', '!another currency'],
  ['£12 EUR', '!another currency'],
  ['GBP 12 EUR', '!another currency'],
  ['¥12', '!another currency'],
  ['twelve', notNumber],
  ['uno', notNumber],
  ['abc', notNumber],
  ['$', notNumber],
  ['', notNumber],
])('every code and sign of a currency must be that of the mapping: %s is %s', (text, expected) => {
  expect(money(text)).toBe(expected);
});

test('a sign that several currencies have is that of the mapping', () => {
  expect(money('$12', { currency: 'CAD' })).toBe('12');
  expect(money('¥12', { currency: 'CNY' })).toBe('12');
  expect(money('KWD 12.5', { currency: 'KWD' })).toBe('12.5');
});

test('the price of a unit is not rounded, up to the nine decimal places that Zoho has', () => {
  expect(money('0.0012', { amounts: 'exact' })).toBe('0.0012');
  expect(money('0.123456789', { amounts: 'exact' })).toBe('0.123456789');
  expect(money('0.1234567891', { amounts: 'exact' })).toBe('!more than 9 decimal places');
  expect(money('0.0012')).toBe('~0');
});

test.each([
  ['10%', '~10%'],
  ['12.5 %', '~12.5%'],
  ['100%', '~100%'],
  ['-5%', '!not a percentage from 0 to 100'],
  ['101%', '!not a percentage from 0 to 100'],
  ['1.234%', ambiguous],
  ['1.50', '1.5'],
])('a discount can be a percentage: %s is %s', (text, expected) => {
  expect(money(text, { amounts: 'discount' })).toBe(expected);
});

test('a percentage is no amount', () => {
  expect(money('10%')).toBe(notNumber);
});
