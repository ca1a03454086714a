import { columnOf, type Column } from '../../../domain/proposal/features.ts';
import type { SourceTable } from '../../../domain/proposal/source.ts';
import type { TargetField } from '../../../domain/proposal/targets.ts';
import type { ColumnFacts, SemanticType } from '../../../schemas/column-facts.ts';
import type { LoadedObject } from '../../../schemas/terms.ts';

/** A column of a survey. */
export const column = (
  name: string,
  semantic: SemanticType,
  { values = null, ...changes }: Partial<ColumnFacts> & { values?: string[] | null } = {},
): Column =>
  columnOf(
    {
      object: 'billing_accounts',
      within: null,
      column: name,
      ...{ rows: 1_000, filled: 1_000, distinct: 900, isKey: false },
      length: { least: 1, most: 20, mean: 10 },
      ...{ semantic, score: 0.9, runnerUp: null, meaning: null },
      shapes: [],
      top: [],
      references: [],
      decides: [],
      ...changes,
    },
    values,
  );

export const refersTo = (...objects: LoadedObject[]) => ({
  references: objects.map((object) => ({ object, contained: 0.99 })),
});

/** A field of Zoho. */
export const field = (apiName: string, dataType = 'text', changes: Partial<TargetField> = {}): TargetField => ({
  ...{ apiName, label: apiName.replaceAll('_', ' '), dataType, length: null, custom: false, mandatory: false },
  ...{ unique: false, writable: true, lookupModule: null, pickListValues: [] },
  ...changes,
});

/** An object of the source. */
export const table = (object: LoadedObject, columns: Column[], changes: Partial<SourceTable> = {}): SourceTable => ({
  object,
  key: columns[0]?.facts.column ?? '',
  hasSecretKeys: false,
  updated: null,
  columns: columns.map((one) => ({ ...one, facts: { ...one.facts, object } })),
  lines: null,
  companiesWithoutPerson: null,
  totals: null,
  ...changes,
});
