import { groupRows } from '../../connectors/staging/groups.ts';
import type { Row } from '../../connectors/staging/rows.ts';
import { inferType } from '../../domain/column-types.ts';
import { comparableKey, keyOf, repeatedId } from '../../domain/identity.ts';
import type { ColumnType } from '../../schemas/manifest.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';

/** Number of rows from which the types of columns are inferred. */
const sampledRows = 10_000;

export interface Inspected {
  rows: number;
  /** Types of the columns, in their order. */
  types: ColumnType[];
  /** Rows that can't become a record because of their id, by reason. */
  problems: Map<string, number>;
  /** The sum of these rows. */
  unsound: number;
}

/** What the rows of an object are, above all whether each has a key of its own. */
export async function inspectRows(
  rows: AsyncIterable<Row>,
  about: { system: string; object: ExtractedObject; key: string; columns: string[] },
  /** Another reason why an id can't be a key; null if there is none. */
  refuse: (id: string) => string | null = () => null,
  /** Is told the place of each such row, from 0 on. */
  note: (problem: string, place: number) => void = () => undefined,
): Promise<Inspected> {
  const { system, object, key, columns } = about;
  const problems = new Map<string, number>();
  const count = (problem: string, place: number) => {
    problems.set(problem, (problems.get(problem) ?? 0) + 1);
    note(problem, place);
  };
  const inferred = columns.map(() => inferType());
  let number = 0;
  const keyAt = (row: Row): RecordKey | null => {
    const id = row[key] ?? '';
    const identity = keyOf(system, object, id);
    const problem = 'problem' in identity ? identity.problem : refuse(id);
    if (problem !== null) count(problem, number - 1);
    return 'key' in identity && problem === null ? identity.key : null;
  };
  async function* comparable(): AsyncGenerator<(string | null)[]> {
    for await (const row of rows) {
      number += 1;
      if (number <= sampledRows) columns.forEach((name, index) => inferred[index]?.add(row[name] ?? ''));
      const found = keyAt(row);
      yield [found === null ? null : comparableKey(found), found];
    }
  }
  const [alike = new Map<number, number>(), equal = new Map<number, number>()] = await groupRows(comparable(), 2);
  for (const [row, first] of alike) if (row !== first) count(repeatedId(equal.get(row) === first), row - 1);
  const unsound = [...problems.values()].reduce((sum, one) => sum + one, 0);
  return { rows: number, types: inferred.map((one) => one.type()), problems, unsound };
}
