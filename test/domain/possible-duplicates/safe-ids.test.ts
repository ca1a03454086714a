import { withIds } from '../../../domain/possible-duplicates/safe-ids.ts';
import type { DuplicateCluster } from '../../../schemas/duplicates.ts';

const pair = (first: string, second: string) => ({
  ...{ first, second, score: 0.9, tier: 'likely' as const, evidence: [], guards: [] },
});
const cluster: DuplicateCluster = {
  ...{ id: 'c', object: 'subscribers', tier: 'likely', ids: ['a', 'b', 'c'] },
  pairs: [pair('a', 'b'), pair('b', 'c'), pair('a', 'x')],
};
const digest = (about: unknown) => JSON.stringify(about);

test('a cluster whose ids may be stored stays as it is', () => {
  expect(withIds(cluster, (id) => id, digest)).toBe(cluster);
});

test('other ids get another id of the cluster, and everything is sorted again', () => {
  const stored = withIds(cluster, (id) => (id === 'a' ? 'z' : id), digest);
  expect(stored).toMatchObject({ id: '["subscribers",["b","c","z"]]', ids: ['b', 'c', 'z'] });
  expect(stored?.pairs.map(({ first, second }) => [first, second])).toEqual([
    ['b', 'z'],
    ['b', 'c'],
    ['x', 'z'],
  ]);
});

test('a cluster with an id that must not be stored is left out', () => {
  expect(withIds(cluster, (id) => (id === 'b' ? null : id), digest)).toBeNull();
});
