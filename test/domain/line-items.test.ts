import { alignLines, sameLines, totalOfLines } from '../../domain/line-items.ts';

test('each wanted row gets the id of the current row at the same position', () => {
  expect(alignLines([{ Quantity: 1 }, { Quantity: 2 }], [{ id: '1' }, { id: '2' }])).toEqual([
    { Quantity: 1, id: '1' },
    { Quantity: 2, id: '2' },
  ]);
});

test('an additional row is appended without an id, and a surplus row is deleted', () => {
  expect(alignLines([{ Quantity: 1 }, { Quantity: 2 }], [{ id: '1' }])).toEqual([
    { Quantity: 1, id: '1' },
    { Quantity: 2 },
  ]);
  expect(alignLines([], [{ id: '1' }, {}])).toEqual([
    { id: '1', _delete: null },
    { id: null, _delete: null },
  ]);
});

test('a value that is not a list has no rows', () => {
  expect(alignLines(null, 'x')).toEqual([]);
});

test('the total is quantity times price minus discount, rounded to two decimal places', () => {
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

test('what the source emptied in a row is null', () => {
  expect(alignLines([{ Quantity: 1 }], [{ id: '1' }], [{ Quantity: 1, Discount: 2 }])).toEqual([
    { Quantity: 1, Discount: null, id: '1' },
  ]);
});

test('rows are the same when each has the written values at its position', () => {
  expect(sameLines([{ Quantity: 1 }], [{ id: '1', Quantity: 1 }])).toBe(true);
  expect(sameLines([{ Quantity: 1 }], [{ id: '1', Quantity: 2 }])).toBe(false);
  expect(sameLines([{ Quantity: 1 }], [])).toBe(false);
});
