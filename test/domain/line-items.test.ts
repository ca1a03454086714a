import { alignLines, differingLines, percentOfLine, sameLines, totalOfLines } from '../../domain/line-items.ts';

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
  expect(totalOfLines(lines, 2)).toBe('59.57');
});

test('what is not a row is ignored', () => {
  const mixed = [null, 'x', ['y'], { Quantity: 2, List_Price: 5 }];
  expect(alignLines(mixed, [{}])).toStrictEqual([{ Quantity: 2, List_Price: 5 }]);
  expect(totalOfLines(mixed, 2)).toBe('10.00');
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

test.each([
  [2, '33.30'],
  [0, '33'],
  [3, '33.300'],
])('each line is rounded to the %d places of the currency, and not its price', (places, total) => {
  expect(totalOfLines([{ Quantity: 1000, List_Price: 0.0333 }], places)).toBe(total);
});

test('lines are rounded half up, away from zero, before they are added', () => {
  const line = { Quantity: 1, List_Price: 0.005 };
  expect(totalOfLines([line, line], 2)).toBe('0.02');
  expect(totalOfLines([{ ...line, Quantity: -1 }], 2)).toBe('-0.01');
});

test("the record's own discount and adjustment are part of its total", () => {
  expect(totalOfLines([{ Quantity: 1, List_Price: 10 }], 2, { Discount: 1, Adjustment: 0.5 })).toBe('9.50');
});

test('a percentage of a line is taken from its rounded amount', () => {
  expect(percentOfLine({ Quantity: 1, List_Price: 100 }, '10%', 2)).toBe(10);
  expect(percentOfLine({ Quantity: 3, List_Price: 0.333 }, '50%', 2)).toBe(0.5);
});

describe('rows that differ are named by their position', () => {
  const rows = [{ Quantity: 1 }, { Quantity: 2 }, { Quantity: 3 }];
  const differ = (actual: typeof rows) => differingLines('Items', rows, actual);

  test('equal rows do not differ', () => {
    expect(differ([...rows])).toEqual([]);
  });
  test('a changed field', () => {
    expect(differ([rows[0]!, { Quantity: 9 }, rows[2]!])).toEqual(['Items[2].Quantity']);
  });
  test('rows in another order', () => {
    expect(differ([rows[1]!, rows[0]!, rows[2]!])).toEqual(['Items[1].Quantity', 'Items[2].Quantity']);
  });
  test('a missing row in the middle', () => {
    expect(differ([rows[0]!, rows[2]!])).toEqual(['Items[2] (missing)']);
  });
  test('a doubled row', () => {
    expect(differ([rows[0]!, rows[1]!, rows[1]!, rows[2]!])).toEqual(['Items[3] (additional)']);
  });
  test('a row appended at the end', () => {
    expect(differ([...rows, { Quantity: 4 }])).toEqual(['Items[4] (additional)']);
  });
  test('a changed row before a missing one', () => {
    expect(differ([rows[0]!, { Quantity: 9 }])).toEqual(['Items[2].Quantity', 'Items[3] (missing)']);
  });
});
