import type { DuplicateTier } from '../../schemas/duplicates.ts';
import { clustersOf } from '../clusters.ts';
import { lowerOf } from './guards.ts';

/** Two records that may be one, by the numbers of their rows. */
export interface Edge {
  first: number;
  second: number;
  score: number;
  tier: DuplicateTier;
}

export interface Joined<One extends Edge> {
  members: number[];
  tier: DuplicateTier;
  edges: One[];
}

/** A larger cluster is no proposal: a person looks at it as a whole. */
export const mostMembers = 10;

/** Groups of records that are connected by edges. */
function connected<One extends Edge>(edges: readonly One[]): { members: number[]; edges: One[] }[] {
  const roots = clustersOf(
    edges.map(
      ({ first, second }) =>
        new Map([
          [first, first],
          [second, first],
        ]),
    ),
  );
  const groups = new Map<number, { members: number[]; edges: One[] }>();
  const groupOf = (root: number) => {
    const group = groups.get(root) ?? { members: [], edges: [] };
    groups.set(root, group);
    return group;
  };
  for (const [member, root] of roots) groupOf(root).members.push(member);
  for (const edge of edges) groupOf(roots.get(edge.first)!).edges.push(edge);
  return [...groups.values()].map((group) => ({ ...group, members: group.members.toSorted((a, b) => a - b) }));
}

const byStrength = (a: Edge, b: Edge): number => b.score - a.score || a.first - b.first || a.second - b.second;

/** Groups that certain edges connect, before anything is split. */
export const certainGroups = <One extends Edge>(edges: readonly One[]): { members: number[]; edges: One[] }[] =>
  connected(edges.filter(({ tier }) => tier === 'certain'));

/**
 * Joins records into clusters, each record into at most one. Only certain edges join groups as a matter of course. A group in
 * which two records must stay apart is split at its weakest edges. Other edges are suggestions: one may add to a cluster, which
 * then has its tier, and never brings together two records that must stay apart, or more than `mostMembers`.
 *
 * @param isApart whether two records must stay apart
 * @returns the clusters, and the suggestions that found no place because their records are in other clusters already
 */
export function joinEdges<One extends Edge>(
  edges: readonly One[],
  isApart: (one: number, other: number) => boolean,
): { clusters: Joined<One>[]; left: One[] } {
  const clusterOf = new Map<number, Joined<One>>();
  const clusters = new Set<Joined<One>>();
  const left: One[] = [];
  const put = (cluster: Joined<One>) => {
    clusters.add(cluster);
    for (const member of cluster.members) clusterOf.set(member, cluster);
  };
  for (const group of certainGroups(edges))
    for (const { members, edges: own } of split(group, isApart, left))
      put({ members, edges: own, tier: members.length > mostMembers ? 'unsure' : 'certain' });

  const suggestions = edges.filter(({ tier }) => tier !== 'certain');
  for (const edge of suggestions.toSorted((a, b) =>
    a.tier === b.tier ? byStrength(a, b) : a.tier === 'likely' ? -1 : 1,
  )) {
    const [one, other] = [edge.first, edge.second].map(
      (member): Joined<One> => clusterOf.get(member) ?? { members: [member], tier: 'certain', edges: [] },
    ) as [Joined<One>, Joined<One>];
    if (one === other) one.edges.push(edge);
    else if (canJoin(one, other, edge, isApart)) {
      clusters.delete(one);
      clusters.delete(other);
      const tier = lowerOf(lowerOf(one.tier, other.tier), edge.tier);
      const members = [...one.members, ...other.members].toSorted((a, b) => a - b);
      put({ members, tier, edges: [...one.edges, ...other.edges, edge] });
    } else left.push(edge);
  }
  return { clusters: [...clusters].toSorted((a, b) => a.members[0]! - b.members[0]!), left };
}

function canJoin<One extends Edge>(
  one: Joined<One>,
  other: Joined<One>,
  { tier }: Edge,
  isApart: (one: number, other: number) => boolean,
): boolean {
  if (one.members.length + other.members.length > mostMembers) return false;
  // What is not even likely makes no larger cluster of what is.
  if (tier === 'unsure' && one.members.length + other.members.length > 2) return false;
  return !one.members.some((member) => other.members.some((another) => isApart(member, another)));
}

/** Takes the weakest edges away until no two connected records must stay apart. */
function split<One extends Edge>(
  group: { members: number[]; edges: One[] },
  isApart: (one: number, other: number) => boolean,
  left: One[],
): { members: number[]; edges: One[] }[] {
  const { members, edges } = group;
  // In a large one, a person sees everything.
  if (members.length > mostMembers) return [group];
  const breaks = members.some((one, place) => members.slice(place + 1).some((other) => isApart(one, other)));
  if (!breaks) return [group];
  const strongest = edges.toSorted(byStrength);
  left.push(...strongest.splice(-1));
  return connected(strongest).flatMap((part) => split(part, isApart, left));
}
