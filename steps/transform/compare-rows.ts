import { digestLine, groupLines, type Groups } from '../../connectors/staging/groups.ts';
import { clustersOf } from '../../domain/clusters.ts';
import { comparableKey } from '../../domain/identity.ts';
import { joinRows, type ComparedRow, type RowDecisions } from '../../domain/possible-duplicates/join-rows.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import type { RowFacts } from './section-work.ts';

/** What the comparison needs of the sections of one staged file. */
export interface ComparedSections {
  /** The result of `compare` for each section, in any order. */
  compared(): AsyncIterable<Uint8Array>;
  /** The result of `look`. */
  look(wanted: number[]): Promise<ComparedRow[]>;
}

const noFacts: RowFacts = { earlier: new Map(), survivors: new Map(), byPeople: new Map(), notes: new Map() };

/** Whether rows of an object must be compared with each other. */
export function lists(mapping: Mapping, object: LoadedObject): number {
  const sources = Object.values(mapping.modules).flatMap((module) => module.sources);
  return sources.filter((one) => one.object === object).flatMap(({ dedupe }) => dedupe).length;
}

/**
 * Finds the rows whose key is repeated, and those that are merged with another row. Only these, and the rows that people
 * decided about, are held in memory.
 * @param columns number of lists of `dedupe`
 */
export async function compareRows(
  sections: ComparedSections,
  columns: number,
  decisions: RowDecisions | null,
): Promise<RowFacts> {
  const named = [...(decisions?.ids.keys() ?? [])];
  const lines = withNamed(named, columns, sections.compared());
  const [keys = new Map<number, number>(), ...groups] = await groupLines(lines, columns + 1);
  const { repeated, rows: decided } = withoutNamed(keys);
  const isRepeated = (row: number) => (repeated.get(row) ?? row) !== row;
  const firsts = new Set(repeated.values());
  const wanted = [...new Set([...firsts, ...clustersOf(groups, isRepeated).keys(), ...decided])];
  if (wanted.length === 0) return noFacts;
  const found = new Map((await sections.look(wanted.sort((a, b) => a - b))).map((one) => [one.row, one]));
  const earlier = [...repeated]
    .filter(([row, first]) => row !== first)
    .map(([row, first]) => [row, found.get(first)?.key ?? null] as const);
  const { byPeople, ...joined } = joinRows(groups, found, isRepeated, decisions);
  return { earlier: new Map(earlier), ...joined, byPeople: new Map([...byPeople].map((row) => [row, true])) };
}

/** The keys that decisions name stand before the rows of the file, as rows -1, -2 … So they are found in any number of rows. */
async function* withNamed(
  named: string[],
  columns: number,
  compared: AsyncIterable<Uint8Array>,
): AsyncGenerator<string | Uint8Array> {
  const blank = Array.from({ length: columns }, () => null);
  if (named.length > 0) yield named.map((key, at) => digestLine(-1 - at, [comparableKey(key), ...blank])).join('');
  yield* compared;
}

/** Rows with a repeated key as they are without the named keys, and the rows whose key is named. */
function withoutNamed(keys: Groups): { repeated: Groups; rows: number[] } {
  const repeated: Groups = new Map();
  const rows: number[] = [];
  const firstOf = new Map<number, number>();
  for (const [row, first] of keys) {
    if (row < 0) continue;
    if (first > 0) {
      repeated.set(row, first);
      continue;
    }
    rows.push(row);
    const before = firstOf.get(first);
    if (before === undefined) firstOf.set(first, row);
    else for (const one of [before, row]) repeated.set(one, before);
  }
  return { repeated, rows };
}
