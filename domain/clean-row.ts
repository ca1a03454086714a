import type { Remark } from '../schemas/record.ts';
import type { SourceRow } from './condition.ts';
import type { Guard } from './identifiers/guard.ts';
import type { Hit } from './identifiers/hit.ts';
import type { ParsedRow } from './source-row.ts';

export type Withheld = Omit<Remark, 'key'>;

/** A row without network identifiers: texts by field (custom fields as `extensions.<name>`) and the lines. */
export interface CleanRow {
  fields: SourceRow;
  lines: SourceRow[];
  withheld: Withheld[];
}

export interface Cleaning {
  guard: Pick<Guard, 'scanValue' | 'clean'>;
  /** Fields that are withheld whatever they hold. */
  withhold: ReadonlySet<string>;
  /** Keys and references by field, checked apart; each returns what is kept of the value. */
  exempt: ReadonlyMap<string, (value: string, row: SourceRow) => string>;
}

/** Removes network identifiers from a source row, by field name and by content, before anything else reads the row. */
export function cleanRow(row: Pick<ParsedRow, 'fields' | 'lines'>, cleaning: Cleaning): CleanRow {
  const withheld: Withheld[] = [];
  const clean = (field: string, text: string, whole: SourceRow): string => {
    if (text === '') return '';
    const kept = cleaning.exempt.get(field);
    if (kept) return kept(text, whole);
    if (cleaning.withhold.has(field)) {
      withheld.push({ field, rule: 'withheld:field-list' });
      return '';
    }
    const hits = cleaning.guard.scanValue(field, text);
    if (hits.length === 0) return text;
    const cleaned = cleaning.guard.clean(field, text, styleOf(text, hits));
    for (const rule of new Set(cleaned.hits.map(remarkOf))) withheld.push({ field: safeName(field), rule });
    return cleaned.text;
  };
  // A custom field can be named after an identifier. Its name is in remarks and reports; the mapping uses the real one.
  const safeName = (field: string) => cleaning.guard.clean('', field, 'mask').text;
  const cleanAll = (fields: SourceRow, prefix: string): SourceRow =>
    Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, clean(prefix + name, text, fields)]));
  const fields = cleanAll(row.fields, '');
  const lines = row.lines.map((line) => cleanAll(line, 'lines.'));
  return { fields, lines, withheld };
}

/** A hit that people decide about stays in the value and is counted apart. */
const remarkOf = ({ action, rule }: Hit): string => `${action === 'report' ? 'suspicious' : 'withheld'}:${rule}`;

/** A placeholder in an address or in a withheld field would be stored as nonsense, and half an address can reach a stranger. */
const styleOf = (text: string, hits: readonly Hit[]): 'mask' | 'whole' =>
  hits.some(({ rule }) => rule === 'field-name') || /^\S+@\S+$/.test(text) ? 'whole' : 'mask';
