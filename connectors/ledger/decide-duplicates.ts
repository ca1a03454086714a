import { changedCluster, problemOfDecision } from '../../domain/possible-duplicates/check-decision.ts';
import type { DuplicateVerdict } from '../../schemas/duplicates.ts';
import type { ActVerdict } from '../../schemas/exceptions.ts';
import type { Queryable } from './database.ts';
import { addDecisions, lockDuplicates, type DecidedBy } from './duplicate-decisions.ts';
import { digestOfClusters, findCluster, listCertain } from './duplicates.ts';

const refused = (why: string): ActVerdict => ({ counted: false, why: `${why} Nothing was changed.` });

/** Checks a person's decision and stores it, inside a transaction. Who may decide is judged before. */
export async function decideDuplicates(
  client: Queryable,
  engagement: string,
  { choice, decision, comment }: DuplicateVerdict,
  who: DecidedBy,
): Promise<ActVerdict> {
  await lockDuplicates(client, engagement);
  if ('cluster' in choice) {
    const cluster = await findCluster(client, engagement, choice.cluster);
    if (!cluster) return refused(changedCluster);
    const problem = problemOfDecision(cluster.ids, decision);
    if (problem !== null) return refused(problem);
    await addDecisions(client, engagement, { clusters: [cluster], decision, comment }, who);
    return { counted: true, count: 1 };
  }
  const clusters = await listCertain(client, engagement, choice.object);
  if (clusters.length === 0) return refused(`No certain duplicates of ${choice.object} are without a decision.`);
  if (digestOfClusters(clusters) !== choice.digest)
    return refused(
      `The certain duplicates of ${choice.object} without a decision are not those that you saw. There are ${clusters.length.toLocaleString('en')} now. Look at them again.`,
    );
  if (decision.decision === 'split') return refused('Only one cluster can be split.');
  await addDecisions(client, engagement, { clusters, decision, comment }, who);
  return { counted: true, count: clusters.length };
}
