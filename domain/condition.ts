import type { Condition } from '../schemas/mapping.ts';

export type SourceRow = Readonly<Record<string, string>>;

/** The text of a field; empty if the row does not have it. An object has more names than its own, such as `constructor`. */
export function textIn(row: SourceRow, field: string): string {
  const text: unknown = row[field];
  return typeof text === 'string' ? text : '';
}

/** Compiles a condition of the mapping into a test of a row. A missing field counts as blank. */
export function compileCondition(condition: Condition): (row: SourceRow) => boolean {
  const { field } = condition;
  const textOf = (row: SourceRow) => textIn(row, field).trim();
  if ('in' in condition) return (row) => condition.in.includes(textOf(row));
  if ('not_in' in condition) return (row) => !condition.not_in.includes(textOf(row));
  if ('matches' in condition) {
    const pattern = new RegExp(condition.matches, 'iu');
    return (row) => pattern.test(textOf(row));
  }
  return (row) => (textOf(row) === '') === condition.empty;
}
