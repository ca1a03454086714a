import type { Defect } from '../../emulators/bss/records.ts';
import { DuplicateCluster } from '../../schemas/duplicates.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import {
  searchDuplicates,
  type FoundDuplicates,
  type SearchSettings,
} from '../../steps/discovery/search-duplicates.ts';
import type { Person } from './look-alikes.ts';
import { factsOf, openTables, usualValues, type TableOfTest } from './survey.ts';

/** Searches rows of an object in a real DuckDB. */
export async function searchIn(
  object: LoadedObject,
  table: TableOfTest,
  more: Partial<Pick<SearchSettings, 'merges' | 'readAs'>> = {},
): Promise<Omit<FoundDuplicates, 'clusters'> & { clusters: DuplicateCluster[] }> {
  const { survey, close } = await openTables({ [object]: table });
  try {
    const facts = factsOf({ [object]: table });
    const found = await searchDuplicates(survey, { object, facts, readAs: () => usualValues, merges: null, ...more });
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

/** How the clusters of a discovery, as staging has them, agree with the answer key of the generator. */
export function scoreSimilar(
  text: string,
  defects: readonly Defect[],
): { planted: number; found: number; precision: number; recall: number; wrong: string[]; missed: string[] } {
  const planted = defects
    .filter(({ rule }) => rule === 'similar-duplicate')
    .map(({ object, id, into }) => `${object} ${[id, into!].toSorted().join(' ')}`);
  const clusters = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => DuplicateCluster.parse(JSON.parse(line)));
  const objects = new Set(clusters.map(({ object }) => object));
  const found = [...objects].flatMap((object) =>
    [...pairsIn(clusters.filter((one) => one.object === object && one.tier !== 'unsure')).keys()].map(
      (pair) => `${object} ${pair}`,
    ),
  );
  const wrong = found.filter((pair) => !planted.includes(pair));
  const missed = planted.filter((pair) => !found.includes(pair));
  return {
    planted: planted.length,
    found: found.length,
    precision: found.length === 0 ? 1 : (found.length - wrong.length) / found.length,
    recall: planted.length === 0 ? 1 : (planted.length - missed.length) / planted.length,
    wrong: wrong.slice(0, 5),
    missed: missed.slice(0, 5),
  };
}
