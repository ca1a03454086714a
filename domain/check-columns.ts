import type { SourceRule } from '../schemas/mapping.ts';
import type { LoadedObject } from '../schemas/terms.ts';
import { linesAdvice, missingLines } from './missing-lines.ts';
import { columnOf, lineRulesOf, moneyColumns, namedFields, readBy } from './named-fields.ts';
import { failure, warning, type Problem } from './problem.ts';

export type Columns = Partial<Record<LoadedObject, string[]>>;

/** What is known of the source beside its columns. */
export interface SourceFacts {
  /** The field of each object that becomes the key. */
  keys?: Partial<Record<LoadedObject, string>>;
  /** The fields of the lines of each object, where the profile lists them. */
  lines?: Columns;
  /** Names of custom fields, where the source defines them. */
  extensions?: Columns;
}

/** Checks that a source rule names only fields that the source has. */
export const checkColumns = (source: SourceRule, path: string, columns: Columns, facts: SourceFacts): Problem[] => [
  ...checkSourceFields(source, path, columns[source.object] ?? []),
  ...checkLines(source, path, facts.lines?.[source.object]),
];

function checkSourceFields(source: SourceRule, path: string, present: string[]): Problem[] {
  const money = moneyColumns(source).map(([name, field]) => ({ at: `money.${name}`, field }));
  return [...namedFields(source), ...money]
    .filter(({ field }) => !present.includes(columnOf(field)))
    .map(({ at, field }) =>
      (at === 'ignore' ? warning : failure)(
        `${path}.${at}`,
        `${source.object} has no field ${field}`,
        field === 'lines' && missingLines(source.object, present) !== null
          ? linesAdvice
          : `Use one of: ${present.join(', ')}.`,
      ),
    );
}

function checkLines(source: SourceRule, path: string, present: string[] | undefined): Problem[] {
  if (!present) return [];
  return lineRulesOf(source).flatMap(([at, , rule]) =>
    readBy(rule)
      .filter((field) => !present.includes(field))
      .map((field) =>
        failure(
          `${path}.${at}`,
          `the lines of ${source.object} have no field ${field}`,
          `Use one of: ${present.join(', ')}.`,
        ),
      ),
  );
}
