import type { Condition } from '../schemas/mapping.ts';

export type SourceRow = Readonly<Record<string, string>>;

/** Compiles a condition of the mapping into a test of a row. A missing field counts as blank. */
export function compileCondition(condition: Condition): (row: SourceRow) => boolean {
  const { field } = condition;
  const textOf = (row: SourceRow) => (row[field] ?? '').trim();
  if ('in' in condition) return (row) => condition.in.includes(textOf(row));
  if ('not_in' in condition) return (row) => !condition.not_in.includes(textOf(row));
  if ('matches' in condition) {
    const pattern = new RegExp(condition.matches, 'iu');
    return (row) => pattern.test(textOf(row));
  }
  return (row) => (textOf(row) === '') === condition.empty;
}
