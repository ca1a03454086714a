import { laneCount } from '../../domain/lane-count.ts';

test('one lane is started per 300 records, at least one and at most the allowed number', () => {
  expect([0, 300, 301, 10_000].map((records) => laneCount(records, 10))).toEqual([1, 1, 2, 10]);
});
