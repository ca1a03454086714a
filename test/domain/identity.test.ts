import {
  comparableId,
  comparableKey,
  idIn,
  keyOf,
  objectOf,
  placeKey,
  plainId,
  splitKey,
} from '../../domain/identity.ts';

test('a key names the system, the source object and the source id', () => {
  expect(keyOf('northwind', 'subscribers', 'SUB-1')).toEqual({ key: 'northwind:subscribers:SUB-1' });
});

test.each([
  ['a blank', 'A1 '],
  ['a no-break space', 'A1\u00a0'],
  ['an ideographic space', '\u3000A1'],
  ['a tab and a line end', '\tA1\r\n'],
  ['a zero-width space', 'A1\u200b'],
  ['a byte order mark', '\ufeffA1'],
  ['a direction mark', 'A1\u200e'],
  ['several of them', ' \u200b\u00a0A1\u2060 '],
])('%s at an end of an id does not matter', (_, id) => {
  expect(plainId(id)).toBe('A1');
});

test('white space inside an id stays, because it can be part of the id', () => {
  expect(plainId(' A 1 ')).toBe('A 1');
});

test('an accent in one or in two characters is the same', () => {
  expect(keyOf('s', 'orders', 'Jose\u0301')).toEqual(keyOf('s', 'orders', 'Jos\u00e9'));
});

test('an id with a million blanks inside is read at once', () => {
  const id = `a${' '.repeat(1_000_000)}b`;
  expect(plainId(id)).toBe(id);
});

test.each([
  ['is empty', '', 'missing source id'],
  ['is invisible', ' \u200b\u00a0', 'missing source id'],
  ['has a NUL', 'A\u00001', 'the source id has a control character'],
  ['has a tab inside', 'A\t1', 'the source id has a control character'],
  ['ends with a NUL', 'A1\u0000', 'the source id has a control character'],
  ['has half a character', 'A\ud83d', 'the source id is not valid Unicode'],
  ['is too long for a field of Zoho', 'A'.repeat(248), 'the key is longer than 255 characters'],
])('an id that %s gives no key', (_, id, problem) => {
  expect(keyOf('s', 'orders', id)).toEqual({ problem });
});

test('a key of exactly 255 characters fits', () => {
  expect(keyOf('s', 'orders', 'A'.repeat(246))).toHaveProperty('key');
});

test('an id with an emoji at its end keeps it', () => {
  expect(plainId('A😀')).toBe('A😀');
});

test.each([
  ['PLAN-001', 'plan-001'],
  ['Straße', 'STRASSE'],
  ['ẞ', 'ß'],
  ['ΟΔΟΣ', 'οδος'],
])('%s and %s are the same for Zoho', (one, other) => {
  expect(comparableKey(one)).toBe(comparableKey(other));
});

test('different ids stay different', () => {
  expect(comparableKey('A1')).not.toBe(comparableKey('A2'));
});

test('a place never equals a key', () => {
  expect(placeKey('s', 'orders', 'row 1')).toBe('s:orders: row 1');
  expect(keyOf('s', 'orders', ' row 1')).toEqual({ key: 's:orders:row 1' });
});

test('a record is named by source object and id, with or without the system', () => {
  expect(splitKey('orders:O:1')).toEqual({ object: 'orders', id: 'O:1' });
  expect(splitKey('north-1:orders:O 1')).toEqual({ object: 'orders', id: 'O 1' });
  expect(splitKey('SUB-1')).toBeNull();
  expect(splitKey('socks:1')).toBeNull();
});

test('a key names its source object', () => {
  expect(objectOf('acme:orders:A:1')).toBe('orders');
});

test('ids that Zoho can not tell apart have the same comparable form', () => {
  expect(comparableId(' ab1\u00a0')).toBe(comparableId('AB1'));
});

test('the id of a key may have colons', () => {
  expect(idIn('northwind:orders:A:1')).toBe('A:1');
});
