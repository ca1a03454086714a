import type { Json, JsonObject } from '../schemas/json.ts';
import type { SourceRow } from './condition.ts';
import { parseTexts } from './parse-json.ts';

/** A row of a staged file with its JSON columns as texts. */
export interface ParsedRow {
  /** Texts by field; custom fields as `extensions.<name>`. */
  fields: SourceRow;
  lines: SourceRow[];
  /** Why a JSON column can't be read, with the name of the column. The row can't become a record then. */
  problem: string | null;
}

/** Reads the JSON columns `extensions` and `lines` of a row. It never throws: a source may have any text in them. */
export function parseRow(row: SourceRow): ParsedRow {
  const custom = parseObject(row['extensions'] ?? '');
  const list = parseList(row['lines'] ?? '');
  const fields: Record<string, string> = {};
  for (const name in row) if (name !== 'extensions' && name !== 'lines') fields[name] = row[name]!;
  for (const name in custom) fields[`extensions.${name}`] = custom[name]!;
  return {
    fields,
    lines: list ?? [],
    problem: !custom ? 'extensions: not a JSON object' : !list ? 'lines: not a JSON list of rows' : null,
  };
}

/** Undefined for a text that is not JSON. Deep nesting ends the parser with an error of another class. */
function parse(text: string): Json | undefined {
  try {
    return text.trim() === '' ? null : parseTexts(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
/** An assignment to `__proto__` would be lost. */
function setText(texts: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__') Object.defineProperty(texts, name, { value, enumerable: true, writable: true });
  else texts[name] = value;
}

function textsOf(value: JsonObject): SourceRow {
  const texts: Record<string, string> = {};
  for (const [name, member] of Object.entries(value)) setText(texts, name, textOf(member));
  return texts;
}

function parseObject(text: string): SourceRow | null {
  const value = parse(text);
  if (value === null) return {};
  return isObject(value) ? textsOf(value) : null;
}

function parseList(text: string): SourceRow[] | null {
  const value = parse(text);
  if (value === null) return [];
  return Array.isArray(value) && value.every(isObject) ? value.map(textsOf) : null;
}
