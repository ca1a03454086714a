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

test('a longer range has about 40 slices of whole batches', () => {
  const slices = cutRange({ first: 1, last: 10_000 });
  expect(slices).toHaveLength(34);
  expect(slices[0]).toEqual({ first: 1, last: 300 });
});

test('a slice has at most 2,000 numbers, and every number is in exactly one', () => {
  const slices = cutRange({ first: 1, last: 1_000_001 });
  expect(slices).toHaveLength(501);
  expect(slices.every(({ first }, index) => first === index * 2_000 + 1)).toBe(true);
  expect(slices.at(-1)).toEqual({ first: 1_000_001, last: 1_000_001 });
});
