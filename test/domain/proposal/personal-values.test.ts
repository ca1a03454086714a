import { arePersonal } from '../../../domain/proposal/personal-values.ts';

const none: ReadonlySet<string> = new Set();

test.each([
  ['full names', ['Anna Schmidt', 'Pekka Virtanen', 'João da Silva']],
  ['surnames first', ['Schmidt, Anna', 'Virtanen, Pekka', 'Silva, João']],
  ['given names alone', ['Anna', 'Pekka', 'Óscar', 'Unknown']],
  ['names that no list has', ['Väinämö Ketunen', 'Ilmatar Saarela', 'Louhi Pohjola']],
  ['initials', ['K. Ketunen', 'I. Saarela', 'L. Pohjola']],
  ['a script without capitals', ['עומר כהן', 'נועה לוי', 'איתי מזרחי']],
  ['streets', ['Hafenstraße 12', 'Ringweg 7a', 'Mannerheimintie 5']],
  ['streets with the number before', ['12 Harbour Road', '7a Mill Lane', '5 Rue Verte']],
  ['an e-mail address', ['Gold', 'Silver', 'ada@mail.example']],
  [
    'sentences',
    ['The customer called twice and wants to move house soon', 'She asked for a new card, because the old one broke'],
  ],
])('%s are no choices', (_, values) => {
  expect(arePersonal(values, none, false)).toBe(true);
});

test.each([
  ['words', ['Gold', 'Silver', 'Bronze']],
  ['names of plans', ['Family Plan', 'Business Plan', 'Student Plan']],
  ['ways to pay', ['Direct Debit', 'Bank Transfer', 'Cash']],
  ['zones', ['Zone 1', 'Zone 2', 'Zone 3']],
  ['codes', ['A1', 'B2']],
  ['two values', ['Direct Debit', 'Bank Transfer']],
  ['nothing', []],
])('%s are choices', (_, values) => {
  expect(arePersonal(values, none, false)).toBe(false);
});

test('given names that the source has elsewhere are known in any language', () => {
  expect(arePersonal(['Tuulikki', 'Väinämö'], none, false)).toBe(false);
  expect(arePersonal(['Tuulikki', 'Väinämö'], new Set(['tuulikki']), false)).toBe(true);
});

test('a column that is called a status is one, if it holds no known names', () => {
  const values = ['In Progress', 'On Hold', 'Not Started'];
  expect(arePersonal(values, none, false)).toBe(true);
  expect(arePersonal(values, none, true)).toBe(false);
  expect(arePersonal(['Anna Schmidt', 'Pekka Virtanen'], none, true)).toBe(true);
});
