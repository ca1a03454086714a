import { laneCount } from '../../domain/lane-count.ts';

test('a lane is started for every 300 records, at least one and at most as many as are allowed', () => {
  expect([0, 300, 301, 10_000].map((records) => laneCount(records, 10))).toEqual([1, 1, 2, 10]);
});
