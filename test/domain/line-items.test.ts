import { alignLines, totalOfLines } from '../../domain/line-items.ts';

test('each wanted row takes the id of the row in its place', () => {
  expect(alignLines([{ Quantity: 1 }, { Quantity: 2 }], [{ id: '1' }, { id: '2' }])).toEqual([
    { Quantity: 1, id: '1' },
    { Quantity: 2, id: '2' },
  ]);
});

test('a row more is appended without an id, a row too many is deleted', () => {
  expect(alignLines([{ Quantity: 1 }, { Quantity: 2 }], [{ id: '1' }])).toEqual([
    { Quantity: 1, id: '1' },
    { Quantity: 2 },
  ]);
  expect(alignLines([], [{ id: '1' }, {}])).toEqual([
    { id: '1', _delete: null },
    { id: null, _delete: null },
  ]);
});

test('what is no list of rows has none', () => {
  expect(alignLines(null, 'x')).toEqual([]);
});

test('the total is quantity times price less discount, to the minor unit', () => {
  const lines = [
    { Quantity: 3, List_Price: 19.99, Discount: 0.5 },
    { Quantity: 1, List_Price: 0.1 },
    { List_Price: 5 },
    { Quantity: 2 },
  ];
  expect(totalOfLines(lines)).toBe('59.57');
});

test('what is not a row is ignored', () => {
  const mixed = [null, 'x', ['y'], { Quantity: 2, List_Price: 5 }];
  expect(alignLines(mixed, [{}])).toStrictEqual([{ Quantity: 2, List_Price: 5 }]);
  expect(totalOfLines(mixed)).toBe('10.00');
});
