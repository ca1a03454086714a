import { numbersIn, timesIn, whyUnread } from '../../../domain/quality/readings.ts';
import type { ValueContext } from '../../../domain/values/value.ts';
import { declared, factOf, type ColumnOfTest } from '../../support/survey.ts';

const columnOf = (type: ColumnOfTest, within: string | null = null) => factOf('orders', within, 'x', type, []);
const context = (form: Parameters<typeof declared>[0][string] = {}): ValueContext =>
  declared({ x: form })(columnOf('text'));
const time = (text: string) => timesIn(columnOf('timestamp'), context()).read(text);
const day = (text: string) => timesIn(columnOf('date'), context()).read(text);

test('a point in time is a local time of the profile’s zone', () => {
  expect(time('2024-07-01T10:00:00Z')).toBe('2024-07-01T11:00:00');
  expect(time('2024-07-01 10:00')).toBe('2024-07-01T10:00:00');
});

test('a date is a day, and one that stands for none is empty', () => {
  expect(day('31.01.2024')).toBe('2024-01-31');
  expect(day('9999-12-31')).toBe('');
  expect(day('03.04.2024')).toBeNull();
});

test.each<[ColumnOfTest, string, string | null]>([
  ['money', '£1,234.505', '1234.505'],
  ['money', '1.234', null],
  ['money', '$ 5.00', null],
  ['quantity', '1,5', '1.5'],
  ['percentage', '7,5 %', '7.5'],
  ['percentage', 'half', null],
])('as %s, %s is %s', (type, text, expected) => {
  expect(numbersIn(columnOf(type), context()).read(text)).toBe(expected);
});

test('SQL reads nothing itself of a column with a declared form, but whole numbers', () => {
  const isPlain = (form: Parameters<typeof context>[0]) => numbersIn(columnOf('money'), context(form)).isPlain('x');
  expect(timesIn(columnOf('date'), context({ date: { format: 'dd.MM.yyyy' } })).isPlain('x')).toBe('false');
  expect(isPlain({ numbers: { decimal: ',' } })).not.toContain('\\.');
  expect(isPlain({ numbers: { decimal: '.' } })).toContain('\\.');
});

test('each column that nobody can read is named once, with what to declare', () => {
  const [total, price, due] = [
    numbersIn(columnOf('money'), context()),
    numbersIn(columnOf('quantity', 'lines'), context()),
    timesIn(columnOf('date'), context()),
  ];
  expect(whyUnread([])).toBeNull();
  expect(whyUnread([total, total, price])).toBe(
    'No value of orders.x can be read as an amount. No value of orders.lines.x can be read as a number. Declare how the source writes them, or correct the declaration: `numbers` in the source profile.',
  );
  expect(whyUnread([due, total])).toMatch(/as a date\. .*: `dates` and `numbers` in the source profile\.$/);
});
