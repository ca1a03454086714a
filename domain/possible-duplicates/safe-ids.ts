import type { DuplicateCluster } from '../../schemas/duplicates.ts';

/** A cluster with other ids; null if one of them must not be stored. @param idOf the id to store for an id of the source */
export function withIds(
  cluster: DuplicateCluster,
  idOf: (id: string) => string | null,
  digest: (about: unknown) => string,
): DuplicateCluster | null {
  const given = new Map(cluster.ids.map((id) => [id, idOf(id)]));
  if ([...given.values()].includes(null)) return null;
  const named = (id: string) => given.get(id) ?? id;
  if (cluster.ids.every((id) => named(id) === id)) return cluster;
  const ids = cluster.ids.map(named).sort();
  const pairs = cluster.pairs.map((pair) => {
    const [one, other] = [named(pair.first), named(pair.second)];
    return { ...pair, first: one < other ? one : other, second: one < other ? other : one };
  });
  return { ...cluster, id: digest([cluster.object, ids]), ids, pairs };
}
