import { differingFields, sameValue, sameValues } from '../../domain/compare-record.ts';

test.each([
  ['the same text', 'a', 'a', true],
  ['another text', 'a', 'b', false],
  ['a number and its text', 1.5, '1.50', true],
  ['another number', 1.5, 1.51, false],
  ['a number and a text that is none', 1, 'one', false],
  ['a number and an empty text', 1, '', false],
  ['a number and a text with an exponent', 1500, '1.5E3', true],
  ['a number and an object', 1, { id: '1' }, false],
  ['the same instant in another zone', '2021-05-01T12:00:00+01:00', '2021-05-01T16:30:00+05:30', true],
  ['another instant', '2021-05-01T12:00:00+01:00', '2021-05-01T12:00:00+02:00', false],
  ['a lookup by its id', { id: '7' }, { id: '7', name: 'Ada' }, true],
  ['a lookup to another record', { id: '7' }, { id: '8' }, false],
  ['a lookup and a text', { id: '7' }, '7', false],
  ['an empty text and null', '', null, true],
  ['null and a missing value', null, undefined, true],
  ['null and a text', null, 'a', false],
  ['yes and its text', true, 'true', true],
  ['yes and the text of no', true, 'false', false],
  ['a time and a yes', '2021-05-01T12:00:00Z', true, false],
  ['false and null', false, null, true],
  ['a text and a missing value', 'a', undefined, false],
  ['equal lists', [{ name: 'x' }], [{ name: 'x' }], true],
  ['a list and a text', ['x'], 'x', false],
  ['the values of a multi-select pick list in another order', ['b', 'a'], ['a', 'b'], true],
  ['other values of a multi-select pick list', ['b', 'a'], ['a', 'c'], false],
])('%s', (_, wanted, actual, same) => {
  expect(sameValue(wanted, actual)).toBe(same);
});

test('tags are the same in any order and case, whatever else Zoho shows of them', () => {
  const tags = [{ name: 'Gold' }, { name: 'Active' }];
  const found = [
    { id: '1', name: 'active', color_code: null },
    { id: '2', name: 'Gold', color_code: null },
  ];
  expect(sameValue(tags, found)).toBe(true);
  expect(sameValue(tags, found.slice(1))).toBe(false);
  expect(sameValue(tags, ['Gold'])).toBe(false);
  expect(sameValue([], [])).toBe(true);
});

test('the fields that differ are listed', () => {
  expect(differingFields({ A: 1, B: 'x', Tag: [{ name: 'a' }] }, { A: 1, B: 'y', Tag: [] })).toEqual(['B', 'Tag']);
  expect(sameValues({ A: 1 }, { A: 1, Z: 2 })).toBe(true);
  expect(sameValues({ A: 1 }, {})).toBe(false);
});
