import { cutRange } from '../../domain/cut-range.ts';

test.each([
  ['an empty range has no slices', { first: 5, last: 4 }, []],
  ['a range of one number is one slice', { first: 5, last: 5 }, [{ first: 5, last: 5 }]],
  [
    'a short range is cut into batches, so that several lanes have work',
    { first: 101, last: 350 },
    [
      { first: 101, last: 200 },
      { first: 201, last: 300 },
      { first: 301, last: 350 },
    ],
  ],
])('%s', (_, range, slices) => {
  expect(cutRange(range)).toEqual(slices);
});

test('slices become smaller towards the end, down to one batch', () => {
  const sizes = cutRange({ first: 1, last: 30_000 }).map(({ first, last }) => last - first + 1);
  expect(sizes[0]).toBe(700);
  expect(sizes.at(-1)).toBe(100);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
});

test('a slice has at most 2,000 numbers, and every number is in exactly one', () => {
  const slices = cutRange({ first: 1, last: 1_000_001 });
  expect(slices[0]).toEqual({ first: 1, last: 2_000 });
  expect(slices.length).toBeLessThan(700);
  expect(slices.slice(1).every(({ first }, index) => first === (slices[index]?.last ?? 0) + 1)).toBe(true);
  expect(slices.at(-1)?.last).toBe(1_000_001);
});
