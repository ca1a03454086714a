import type { DuplicateCluster } from '../../schemas/duplicates.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import {
  searchDuplicates,
  type FoundDuplicates,
  type SearchSettings,
} from '../../steps/discovery/search-duplicates.ts';
import type { Person } from './look-alikes.ts';
import { factsOf, openTables, type TableOfTest } from './survey.ts';

/** Searches rows of an object in a real DuckDB. */
export async function searchIn(
  object: LoadedObject,
  table: TableOfTest,
  more: Partial<Pick<SearchSettings, 'merges' | 'sentinels'>> = {},
): Promise<Omit<FoundDuplicates, 'clusters'> & { clusters: DuplicateCluster[] }> {
  const { survey, close } = await openTables({ [object]: table });
  try {
    const facts = factsOf({ [object]: table });
    const found = await searchDuplicates(survey, { object, facts, sentinels: [], merges: null, ...more });
    if (found === null) throw new Error('the table has no names');
    const clusters: DuplicateCluster[] = [];
    for await (const cluster of found.clusters) clusters.push(cluster);
    return { ...found, clusters };
  } finally {
    await close();
  }
}

/** People as rows of a table. */
export const tableOfPeople = (people: readonly Person[]): TableOfTest => ({
  columns: {
    id: 'id',
    given: 'given_name',
    family: 'family_name',
    birth: 'birth_date',
    document: 'tax_number',
    email: 'email',
    phone: 'phone',
    street: 'street',
    city: 'city',
    postcode: 'postcode',
  },
  rows: people.map((one) => [
    ...[one.id, one.given, one.family, one.birth, one.document],
    ...[one.email, one.phone, one.street, one.city, one.postcode],
  ]),
});

/** Every two ids that are in one cluster, as one text, by tier. */
export const pairsIn = (clusters: readonly DuplicateCluster[]): Map<string, DuplicateCluster['tier']> =>
  new Map(
    clusters.flatMap(({ ids, tier }) =>
      ids.flatMap((one, at) => ids.slice(at + 1).map((other): [string, typeof tier] => [`${one} ${other}`, tier])),
    ),
  );
