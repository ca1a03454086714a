import { Readable } from 'node:stream';
import type { Survey } from '../../connectors/staging/survey-database.ts';
import { mergesOf } from '../../domain/duplicate-search/merges.ts';
import { parties } from '../../domain/quality/identity.ts';
import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { SimilarRecords } from '../../schemas/quality.ts';
import type { Config, Ports } from '../ports.ts';
import { readingOf } from './check-quality.ts';
import { countMerged } from './count-merged.ts';
import { searchDuplicates } from './search-duplicates.ts';

/** The file of an engagement's clusters in staging: one JSON object a line, with ids and evidence and without values. */
export const duplicatesPath = (slug: string): string => `${slug}/survey/duplicates.jsonl`;

/** Clusters of each object that the report explains. */
const explained = 5;

/**
 * Finds records that may be of the same person or firm in all objects of customers, and writes their clusters to staging, in
 * place of those of an earlier discovery.
 */
export async function findDuplicates(
  { staging }: Pick<Ports, 'staging'>,
  stored: Config,
  survey: Survey,
  facts: readonly ColumnFacts[],
): Promise<SimilarRecords[]> {
  const { engagement, mapping } = stored;
  const read = readingOf(stored);
  const found: SimilarRecords[] = [];
  async function* lines(): AsyncGenerator<string> {
    for (const object of parties) {
      const own = facts.filter((one) => one.object === object);
      const readAs = (field: string) => read(object, field);
      const merges = mergesOf(mapping, object, readAs);
      const search = await searchDuplicates(survey, { object, facts: own, readAs, merges });
      if (search === null) continue;
      const { records, left, isLearned } = search;
      const merged = await countMerged(survey, object, merges);
      const similar: SimilarRecords = {
        ...{ object, records, merged, left, isLearned },
        clusters: { certain: 0, likely: 0, unsure: 0 },
        inClusters: 0,
        samples: [],
      };
      for await (const cluster of search.clusters) {
        similar.clusters[cluster.tier] += 1;
        similar.inClusters += cluster.ids.length;
        similar.samples = [...similar.samples, cluster].toSorted(byTier).slice(0, explained);
        yield `${JSON.stringify(cluster)}\n`;
      }
      found.push(similar);
    }
  }
  await staging.write(duplicatesPath(engagement.slug), Readable.from(lines()));
  return found;
}

const tiers = ['certain', 'likely', 'unsure'] as const;
const byTier = (one: SimilarRecords['samples'][number], other: SimilarRecords['samples'][number]): number =>
  tiers.indexOf(one.tier) - tiers.indexOf(other.tier);
