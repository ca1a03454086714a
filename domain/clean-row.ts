import type { Remark } from '../schemas/record.ts';
import type { SourceRow } from './condition.ts';
import { isWithheldName, redact } from './network-identifiers.ts';

export type Withheld = Omit<Remark, 'key'>;

/** A row without network identifiers: texts by field (custom fields as `extensions.<name>`) and the lines. */
export interface CleanRow {
  fields: SourceRow;
  lines: SourceRow[];
  withheld: Withheld[];
}

/**
 * Removes network identifiers from a source row, by field name and by content, before anything else reads the row.
 * @param hash salted hash, so that a remark does not reveal the value
 */
export function cleanRow(row: SourceRow, withhold: ReadonlySet<string>, hash: (text: string) => string): CleanRow {
  const withheld: Withheld[] = [];
  const clean = (field: string, text: string): string => {
    if (text === '') return '';
    if (withhold.has(field) || isWithheldName(lastPart(field))) {
      withheld.push({ field, rule: 'withheld:name', hash: hash(text) });
      return '';
    }
    const redacted = redact(text);
    for (const { rule, value } of redacted.found) withheld.push({ field, rule: `withheld:${rule}`, hash: hash(value) });
    return redacted.text;
  };
  const fields: Record<string, string> = {};
  for (const [field, text] of Object.entries(row)) {
    if (field === 'lines') continue;
    if (field !== 'extensions') fields[field] = clean(field, text);
    else {
      const extensions = parseObject(text);
      for (const [name, value] of Object.entries(extensions))
        fields[`extensions.${name}`] = clean(`extensions.${name}`, value);
    }
  }
  const lines = parseList(row['lines']).map((line) =>
    Object.fromEntries(Object.entries(line).map(([name, value]) => [name, clean(`lines.${name}`, value)])),
  );
  return { fields, lines, withheld };
}

const lastPart = (field: string) => field.slice(field.lastIndexOf('.') + 1);

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...(value as object) }).map(([name, member]) => [name, member === null ? '' : String(member)]),
  );

/** An empty text has no members. Any other text is JSON, as the profile's query guarantees. */
const parseObject = (text: string): Record<string, string> => (text === '' ? {} : textsOf(JSON.parse(text)));
const parseList = (text: string | undefined): Record<string, string>[] =>
  !text ? [] : (JSON.parse(text) as unknown[]).map(textsOf);
