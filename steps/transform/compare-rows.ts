import { groupLines, type Groups } from '../../connectors/staging/groups.ts';
import { clustersOf } from '../../domain/clusters.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { FoundRow, RowFacts } from './section-work.ts';

/** What the comparison needs of the sections of one staged file. */
export interface ComparedSections {
  /** The result of `compare` for each section, in any order. */
  compared(): AsyncIterable<Uint8Array>;
  /** The result of `look`. */
  look(wanted: number[]): Promise<FoundRow[]>;
}

const noFacts: RowFacts = { earlier: new Map(), survivors: new Map() };

/** Whether rows of an object must be compared with each other. */
export function lists(mapping: Mapping, object: LoadedObject): number {
  const sources = Object.values(mapping.modules).flatMap((module) => module.sources);
  return sources.filter((one) => one.object === object).flatMap(({ dedupe }) => dedupe).length;
}

/**
 * Finds the rows whose key is repeated, and those that are merged with another row. Only these are held in memory.
 * @param columns number of lists of `dedupe`
 */
export async function compareRows(sections: ComparedSections, columns: number): Promise<RowFacts> {
  const [repeated = new Map<number, number>(), ...groups] = await groupLines(sections.compared(), columns + 1);
  const isRepeated = (row: number) => (repeated.get(row) ?? row) !== row;
  const clusters = clustersOf(groups, isRepeated);
  const firsts = new Set(repeated.values());
  if (firsts.size + clusters.size === 0) return noFacts;
  const wanted = [...new Set([...firsts, ...clusters.keys()])].sort((a, b) => a - b);
  const found = new Map((await sections.look(wanted)).map((one) => [one.row, one]));
  const earlier = [...repeated]
    .filter(([row, first]) => row !== first)
    .map(([row, first]) => [row, found.get(first)?.key ?? null] as const);
  return { earlier: new Map(earlier), survivors: survivorsOf(clusters, found) };
}

/**
 * Rows that are merged with another row, by number, with the key of that row: the smallest key of the cluster. It does not
 * depend on the order of the rows, which differs between two extractions of some sources. Rows that don't become a record
 * take no part: they are decided on their own.
 */
function survivorsOf(clusters: Groups, found: Map<number, FoundRow>): Map<number, RecordKey> {
  const smallest = new Map<number, RecordKey>();
  const members = [...clusters].flatMap(([row, cluster]) => {
    const { key, isRecord } = found.get(row) ?? { key: null, isRecord: false };
    return key !== null && isRecord ? [{ row, cluster, key }] : [];
  });
  for (const { cluster, key } of members) {
    const before = smallest.get(cluster);
    if (before === undefined || key < before) smallest.set(cluster, key);
  }
  return new Map(
    members.flatMap(({ row, cluster, key }) => {
      const survivor = smallest.get(cluster) ?? key;
      return survivor === key ? [] : [[row, survivor] as const];
    }),
  );
}
