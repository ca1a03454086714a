import { openFileLookup, type RowLookup } from '../../connectors/staging/row-lookup.ts';
import { readAllFiles, type ReadsInBulk, type StartedJobs } from '../../connectors/zoho/read-all.ts';
import type { Row } from '../../connectors/staging/rows.ts';
import { isLookup } from '../../domain/map-field.ts';
import type { Json, JsonObject } from '../../schemas/json.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';

/** The subform with the lines of a module, and the fields that the mapping fills in them. */
export interface LineFields {
  subform: string;
  fields: string[];
  /** Those that are lookups: a file of a bulk read has only the id. */
  lookups: ReadonlySet<string>;
}

/** Null for a module that the mapping gives no lines. */
export function lineFieldsOf(mapping: Mapping, module: Module): LineFields | null {
  const rules = mapping.modules[module]?.sources.flatMap(({ lines }) => lines ?? []) ?? [];
  const fields = rules.flatMap((lines) => Object.entries(lines.fields));
  if (!rules[0]) return null;
  return {
    subform: rules[0].into,
    fields: [...new Set(fields.map(([name]) => name))],
    lookups: new Set(fields.flatMap(([name, rule]) => (isLookup(rule) || rule.owner ? [name] : []))),
  };
}

const [parent, position] = ['Parent_Id', 'Sequence_Number'];

/**
 * Reads all lines of a module into a temporary file: a list of records does not include them, and reading one record after
 * the other would take as many calls as there are records.
 */
export const openLines = (
  zoho: ReadsInBulk,
  { subform, fields }: LineFields,
  jobs: StartedJobs | undefined,
  signal: AbortSignal,
): Promise<RowLookup> => {
  const columns = [parent, position, ...fields];
  const files = (folder: string) =>
    readAllFiles(zoho, { module: subform, fields: columns, folder, ...(jobs && { jobs }) }, signal);
  return openFileLookup(files, { key: parent, columns, whose: "Zoho's" });
};

/** The lines of a record in their order, with the fields that the mapping fills. Numbers are texts. */
export function linesIn(rows: Row[] | undefined, { fields, lookups }: LineFields): JsonObject[] {
  const valueOf = (field: string, text: string): Json =>
    text === '' ? null : lookups.has(field) ? { id: text } : text;
  return [...(rows ?? [])]
    .sort((a, b) => Number(a[position]) - Number(b[position]))
    .map((row) => Object.fromEntries(fields.map((field) => [field, valueOf(field, row[field] ?? '')])));
}
