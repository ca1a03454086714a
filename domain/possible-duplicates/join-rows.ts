import type { RecordKey } from '../../schemas/record.ts';
import { clustersOf } from '../clusters.ts';
import type { Settled } from './settle.ts';

/** A row that other rows may be merged with. */
export interface ComparedRow {
  row: number;
  /** Null: it has none. */
  key: RecordKey | null;
  /** It is neither excluded nor rejected. */
  isRecord: boolean;
  /** Place of its route among those of its object. */
  route: number;
}

/** What decisions of people say about the rows of an object. */
export interface RowDecisions {
  settled: Pick<Settled, 'groups' | 'contradicted' | 'areApart'>;
  /** The id that decisions use for a record, by its key. */
  ids: ReadonlyMap<RecordKey, string>;
}

export interface JoinedRows {
  /** For each row that is merged: the key of the record that it becomes a part of. */
  survivors: Map<number, RecordKey>;
  /** Rows that are one record with another because people said so. */
  byPeople: Set<number>;
  /** Why rows are not merged as the mapping or a decision says, by row. */
  notes: Map<number, string>;
}

type Groups = ReadonlyMap<number, number>;
type Member = ComparedRow & { key: RecordKey };

export const keptApart = 'kept apart:people decided that it is another record than one with equal values';
export const otherRoute =
  'not merged:people accepted it as a duplicate of a record that takes another route of the mapping';
export const contradiction = 'not merged:decisions about it contradict each other';

/**
 * Joins rows into records: rows that are equal in a list of `dedupe`, and rows that people accepted as one. Rows that people
 * keep apart are never joined. The smallest key survives: it does not depend on the order of the rows, which differs between
 * two extractions of some sources. Rows that don't become a record take no part: they are decided on their own.
 * @param exact rows that are equal, one for each list: row → first row of its group
 * @param rows every row that `exact` or a decision names
 */
export function joinRows(
  exact: Groups[],
  rows: ReadonlyMap<number, ComparedRow>,
  leaveOut: (row: number) => boolean,
  decisions: RowDecisions | null,
): JoinedRows {
  const notes = new Map<number, string>();
  const accepted = decisions ? acceptedRows(rows, leaveOut, decisions, notes) : new Map<number, number>();
  const groups = accepted.size > 0 ? [accepted, ...exact] : exact;
  const members = new Map<number, Member[]>();
  for (const [row, cluster] of clustersOf(groups, leaveOut)) {
    const found = rows.get(row);
    if (!found || !isMember(found)) continue;
    const others = members.get(cluster);
    if (others) others.push(found);
    else members.set(cluster, [found]);
  }
  const survivors = new Map<number, RecordKey>();
  for (const cluster of members.values())
    for (const part of decisions ? partsOf(cluster, groups, decisions, notes) : [cluster]) {
      const survivor = part.map(({ key }) => key).reduce((one, other) => (other < one ? other : one));
      for (const { row, key } of part) if (key !== survivor) survivors.set(row, survivor);
    }
  return { survivors, byPeople: new Set(accepted.keys()), notes };
}

const isMember = (row: ComparedRow): row is Member => row.key !== null && row.isRecord;

/** The rows of the groups that people accepted: row → first row of its group. A group across routes does not count. */
function acceptedRows(
  rows: ReadonlyMap<number, ComparedRow>,
  leaveOut: (row: number) => boolean,
  { settled, ids }: RowDecisions,
  notes: Map<number, string>,
): Map<number, number> {
  const byId = new Map<string, Member>();
  for (const found of rows.values()) {
    const id = isMember(found) && !leaveOut(found.row) ? ids.get(found.key) : undefined;
    if (id !== undefined) byId.set(id, found as Member);
  }
  const rowsOf = (group: string[]) => group.flatMap((id) => byId.get(id) ?? []);
  for (const group of settled.contradicted) for (const { row } of rowsOf(group)) notes.set(row, contradiction);
  const accepted = new Map<number, number>();
  for (const group of settled.groups) {
    const found = rowsOf(group);
    if (found.length < 2) continue;
    const isOneRoute = new Set(found.map(({ route }) => route)).size === 1;
    for (const { row } of found)
      if (isOneRoute) accepted.set(row, found[0]!.row);
      else notes.set(row, otherRoute);
  }
  return accepted;
}

/** Divides a cluster so that no part has two rows that people keep apart. Most clusters have none and stay as they are. */
function partsOf(
  cluster: Member[],
  groups: Groups[],
  { settled, ids }: RowDecisions,
  notes: Map<number, string>,
): Member[][] {
  const named = (part: Member[]) => part.flatMap(({ key }) => ids.get(key) ?? []);
  const haveApart = (some: string[], others: string[]) =>
    some.some((one) => others.some((other) => settled.areApart(one, other)));
  const all = named(cluster);
  if (!haveApart(all, all)) return [cluster];
  const sorted = cluster.sort((one, other) => (one.key < other.key ? -1 : 1));
  const partOf = new Map(sorted.map((member) => [member.row, [member]]));
  const join = (one: number, other: number) => {
    const [mine, its] = [partOf.get(one)!, partOf.get(other)!];
    if (mine === its) return;
    if (haveApart(named(mine), named(its))) for (const row of [one, other]) notes.set(row, keptApart);
    else {
      const joined = [...mine, ...its];
      for (const { row } of joined) partOf.set(row, joined);
    }
  };
  // Rows of a list are equal to each other only: two rows that are kept apart don't join the rows that equal one of them.
  for (const group of groups) {
    const before = new Map<number, number[]>();
    for (const { row } of sorted) {
      const first = group.get(row);
      if (first === undefined) continue;
      const equal = before.get(first) ?? [];
      for (const other of equal) join(other, row);
      before.set(first, [...equal, row]);
    }
  }
  return [...new Set(partOf.values())];
}
