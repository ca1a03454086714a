import { parseRow } from '../../domain/source-row.ts';

test('custom fields and lines become texts', () => {
  const row = { no: 'O1', extensions: '{"tier":1,"vip":true,"none":null}', lines: '[{"item":"P1","quantity":2.50}]' };
  expect(parseRow(row)).toEqual({
    fields: { no: 'O1', 'extensions.tier': '1', 'extensions.vip': 'true', 'extensions.none': '' },
    lines: [{ item: 'P1', quantity: '2.50' }],
    problem: null,
  });
});

test.each([
  ['a quoted quote', String.raw`{"a":"say \"hi\" \\"}`, { 'extensions.a': 'say "hi" \\' }],
  ['the name __proto__', '{"__proto__":"x","a":"1"}', { 'extensions.__proto__': 'x', 'extensions.a': '1' }],
  ['a name twice with one value', '{"a":"1","a":"1"}', { 'extensions.a': '1' }],
])('custom fields with %s are read', (_, extensions, fields) => {
  expect(parseRow({ extensions }).fields).toEqual(fields);
});

test.each([
  ['a name twice with two values', '{"a":"1","a":"2"}'],
  ['an open quote', '{"a":"1'],
  ['a missing comma', '{"a":"1" "b":"2"}'],
])('custom fields with %s are not JSON', (_, extensions) => {
  expect(parseRow({ extensions }).problem).toBe('extensions: not a JSON object');
});

test('a long number keeps its digits', () => {
  expect(parseRow({ lines: '[{"item":12345678901234567890}]' }).lines).toEqual([{ item: '12345678901234567890' }]);
});

test('a value inside a value is kept as JSON', () => {
  expect(parseRow({ extensions: '{"a":{"b":[1]}}' }).fields).toEqual({ 'extensions.a': '{"b":["1"]}' });
});

test.each(['', ' ', 'null'])('%j is an empty column', (empty) => {
  expect(parseRow({ no: '1', extensions: empty, lines: empty })).toEqual({
    fields: { no: '1' },
    lines: [],
    problem: null,
  });
});

test.each([
  ['broken JSON', '[{"item": "P1"'],
  ['an object', '{}'],
  ['a text', '"P1"'],
  ['a list of numbers', '[1]'],
  ['a list of lists', '[[]]'],
  ['a list with null', '[null]'],
  ['a lone quote', '"'],
  ['JSON that is nested too deep', '['.repeat(200_000)],
])('lines that are %s are a problem of the row', (_, lines) => {
  expect(parseRow({ no: '1', lines })).toEqual({
    fields: { no: '1' },
    lines: [],
    problem: 'lines: not a JSON list of rows',
  });
});

test.each(['{"a":', '[]', '7'])('extensions %s are a problem of the row', (extensions) => {
  expect(parseRow({ extensions }).problem).toBe('extensions: not a JSON object');
});

test('a field of a line may have any name', () => {
  const [line] = parseRow({ lines: '[{"__proto__":"x","constructor":"y"}]' }).lines;
  expect(Object.entries(line ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});
