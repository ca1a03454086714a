import type { DuplicateDecision } from '../../schemas/duplicates.ts';

/** Why a decision about a cluster can't be stored; null if it can. */
export function problemOfDecision(ids: readonly string[], decision: DuplicateDecision): string | null {
  if (decision.decision !== 'split') return null;
  const seen = new Set<string>();
  for (const id of decision.groups.flat()) {
    if (!ids.includes(id)) return `"${id}" is not a member of the cluster.`;
    if (seen.has(id)) return `"${id}" is named twice. A record can be in one group only.`;
    seen.add(id);
  }
  return null;
}

/** Why a decision about a cluster that the newest survey does not have is refused. */
export const changedCluster =
  'The newest survey has no such cluster: its members have changed since you saw it. List the possible duplicates again.';
