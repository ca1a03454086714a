import type { DuplicateDecision } from '../../schemas/duplicates.ts';

/** What a decision says about the ids of one object: each group is one record, all others stay apart. */
export interface MadeDecision {
  ids: readonly string[];
  groups: readonly (readonly string[])[];
}

export type ClusterState = 'open' | DuplicateDecision['decision'];

export interface SettledCluster {
  state: ClusterState;
  /** Place of the decision that says so. */
  decision: number | null;
  /** People keep two of its members apart. */
  hasApart: boolean;
}

/** What all decisions about an object say together. */
export interface Settled {
  /** Ids that are one record. No id is in two groups. */
  groups: string[][];
  /** Groups that don't hold any longer: a newer decision keeps two members apart, and says nothing of the others. */
  contradicted: string[][];
  /** Ids that a decision names. */
  named: string[];
  /** Whether the newest decision about both ids keeps them apart. */
  areApart(one: string, other: string): boolean;
  /** What holds for a cluster. Open: no decision covers it as it is. */
  stateOf(ids: readonly string[]): SettledCluster;
}

/** The groups of ids that are one record. */
export function groupsOf(ids: readonly string[], decision: DuplicateDecision): string[][] {
  if (decision.decision === 'accept') return [[...ids]];
  return decision.decision === 'split' ? decision.groups : [];
}

/**
 * Reads all decisions about an object together. The newest decision about two ids counts. What is kept apart wins: a group
 * that would join two such ids, also by way of other groups, does not hold.
 * @param decisions the oldest first
 */
export function settle(decisions: readonly MadeDecision[]): Settled {
  const labels = labelsOf(decisions);
  const areApart = (one: string, other: string): boolean => {
    for (const [no, label] of newestFirst(labels.get(one))) {
      const its = labels.get(other)?.get(no);
      if (its !== undefined) return label !== its;
    }
    return false;
  };
  const hasApart = (ids: readonly string[]) =>
    ids.some((one, at) => ids.slice(at + 1).some((other) => areApart(one, other)));
  const groupOf = new Map<string, string[]>();
  const contradicted: string[][] = [];
  for (let no = decisions.length - 1; no >= 0; no -= 1) {
    for (const group of decisions[no]!.groups) {
      const newest = coveredBy(labels, group);
      // A newer decision about all of them has replaced it.
      if (newest !== no) continue;
      const joined = [...new Set(group.flatMap((id) => groupOf.get(id) ?? [id]))].sort();
      if (hasApart(joined)) contradicted.push([...group]);
      else for (const id of joined) groupOf.set(id, joined);
    }
  }
  return {
    groups: [...new Set(groupOf.values())],
    contradicted,
    named: [...labels.keys()],
    areApart,
    stateOf(ids) {
      const decision = coveredBy(labels, ids);
      const isApart = hasApart(ids.filter((id) => labels.has(id)));
      const open = { state: 'open' as const, decision: null, hasApart: isApart };
      if (decision === null) return open;
      const said = ids.map((id) => labels.get(id)!.get(decision)!);
      const holds = ids.map((id) => groupOf.get(id)?.[0] ?? id);
      return isSamePartition(said, holds) ? { state: stateIn(said), decision, hasApart: isApart } : open;
    },
  };
}

/** For each id, what each decision about it calls its group: its first id. In the order of the decisions. */
function labelsOf(decisions: readonly MadeDecision[]): Map<string, Map<number, string>> {
  const labels = new Map<string, Map<number, string>>();
  for (const [no, { ids, groups }] of decisions.entries()) {
    const firsts = new Map(groups.flatMap((group) => group.map((id) => [id, group[0]!] as const)));
    for (const id of ids) {
      const own = labels.get(id) ?? new Map<number, string>();
      own.set(no, firsts.get(id) ?? id);
      labels.set(id, own);
    }
  }
  return labels;
}

const newestFirst = (labels = new Map<number, string>()): [number, string][] => [...labels].reverse();

/** The newest decision about all of the ids; null if there is none. */
function coveredBy(labels: Map<string, Map<number, string>>, ids: readonly string[]): number | null {
  for (const [no] of newestFirst(labels.get(ids[0]!))) if (ids.every((id) => labels.get(id)?.has(no))) return no;
  return null;
}

/** Whether two ways to name the groups of the same members mean the same groups. */
function isSamePartition(names: string[], others: string[]): boolean {
  const pairs = new Set(names.map((name, at) => JSON.stringify([name, others[at]])));
  return pairs.size === new Set(names).size && pairs.size === new Set(others).size;
}

function stateIn(labels: string[]): ClusterState {
  const groups = new Set(labels).size;
  if (groups === 1) return 'accept';
  return groups === labels.length ? 'ignore' : 'split';
}
