import { amount, counted, duration, list, page, section, table } from '../../../domain/documents/markdown.ts';

test('a column of numbers is aligned to the right and has thousands separators', () => {
  expect(
    table(
      ['Module', 'Records'],
      [
        ['Accounts', 12_300],
        ['Contacts', 7],
      ],
    ),
  ).toBe(['| Module | Records |', '| --- | ---: |', '| Accounts | 12,300 |', '| Contacts | 7 |'].join('\n'));
});

test('special characters in a cell do not break the table', () => {
  expect(table(['Reason'], [['a|b\nc']])).toContain('| a\\|b c |');
});

test('a table without rows and a section without parts are empty', () => {
  expect(table(['Module'], [])).toBe('');
  expect(section('Modules', table(['Module'], []), false)).toBe('');
});

test('a page has a title and parts, separated by empty lines', () => {
  expect(page('Report', 'It closes.', '', false, section('Modules', list(['Accounts', 'Contacts'])))).toBe(
    '# Report\n\nIt closes.\n\n## Modules\n\n- Accounts\n- Contacts\n',
  );
});

test.each([
  [1, '1 body'],
  [0, '0 bodies'],
  [1_200, '1,200 bodies'],
])('%d is written as %s', (count, text) => {
  expect(counted(count, 'body', 'bodies')).toBe(text);
});

test('the default plural ends in s', () => {
  expect(counted(2, 'record')).toBe('2 records');
});

test.each([
  ['1234567.50', '1,234,567.50'],
  ['-1234', '-1,234'],
  ['0.00', '0.00'],
  ['9007199254740993.01', '9,007,199,254,740,993.01'],
])('the amount %s is written as %s', (decimal, text) => {
  expect(amount(decimal)).toBe(text);
});

test.each([
  [8.2, '8 s'],
  [250, '4 min 10 s'],
  [59.7, '1 min 0 s'],
  [3_599, '59 min 59 s'],
  [3_600, '1 h 0 min'],
  [7_260, '2 h 1 min'],
  [7_500, '2 h 5 min'],
])('%d seconds are written as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
