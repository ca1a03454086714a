import { differs, shownValue } from '../../../domain/pack/shown.ts';

test.each<[unknown, string]>([
  [12, '12'],
  ['1,234.50', '1,234.50'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'nothing'],
  ['2026-03-02T18:00:00.000Z', '2026-03-02T18:00:00.000Z'],
  ['0123456789ab'.padEnd(64, 'c'), '0123456789ab…'],
  [[1], 'a list'],
  [{ a: 1 }, 'an entry'],
])('a figure, a time and the beginning of a digest are shown: %p', (value, shown) => {
  expect(shownValue(value)).toBe(shown);
});

test.each<[unknown, string]>([
  [262011234567890, 'another number'],
  ['262011234567890', 'another text'],
  ['8949000000000000001', 'another text'],
  ['ada@northwind.example', 'another text'],
])('what may be anybody or any card is not shown: %p', (value, shown) => {
  expect(shownValue(value)).toBe(shown);
});

test('a difference names both sides', () => {
  expect(differs(1, 2)).toBe('the pack has 1, the ledger 2');
});
