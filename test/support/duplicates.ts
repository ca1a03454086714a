import { Readable } from 'node:stream';
import type { DuplicateCluster, DuplicateTier } from '../../schemas/duplicates.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { discover } from '../../steps/discover.ts';
import { surveyPath } from '../../steps/discovery/stage-survey.ts';
import { duplicatesPath } from '../../steps/discovery/find-duplicates.ts';
import { storePossibleDuplicates } from '../../steps/discovery/store-duplicates.ts';
import { openGuard } from '../../steps/guard.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import type { StepsEngagement } from './steps.ts';

/** A cluster as the search finds it; its id names the object and the members. */
export const clusterOf = (object: LoadedObject, ids: string[], tier: DuplicateTier = 'likely'): DuplicateCluster => ({
  ...{ id: `${object}/${ids.join('+')}`, object, tier, ids },
  pairs: ids.slice(1).map((second) => ({
    ...{ first: ids[0]!, second, score: 0.93, tier, guards: tier === 'certain' ? [] : ['no document to compare'] },
    evidence: [
      { field: 'name', level: 'nearly the same', weight: 6.2 },
      { field: 'birth_date', level: 'another day', weight: -3 },
    ],
  })),
});

/** Discovers the source; then the search for duplicates finds these clusters. */
export async function surveyWith(
  { ports }: Pick<StepsEngagement, 'ports'>,
  stored: StoredEngagement,
  clusters: DuplicateCluster[],
): Promise<void> {
  const { slug } = stored.engagement;
  await discover(ports, stored);
  const lines = clusters.map((one) => `${JSON.stringify(one)}\n`);
  await ports.staging.write(duplicatesPath(slug), Readable.from(lines));
  const objects = [...new Set(clusters.map(({ object }) => object))];
  await storePossibleDuplicates(ports, stored, {
    files: objects.map((object) => ({
      ...{ object, path: surveyPath(slug, object), key: stored.profile.objects[object]?.key ?? '' },
    })),
    guard: await openGuard(ports, stored),
    takenAt: '2026-11-27T08:00:00Z',
  });
}
