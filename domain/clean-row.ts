import type { Remark } from '../schemas/record.ts';
import type { SourceRow } from './condition.ts';
import type { Guard } from './identifiers/guard.ts';
import type { Hit } from './identifiers/hit.ts';
import { remember } from './remember.ts';
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
  /** Scans by field, empty at first. Values come again and again. */
  scans: Map<string, (text: string) => boolean>;
}

/** Removes network identifiers from a source row, by field name and by content, before anything else reads the row. */
export function cleanRow(row: Pick<ParsedRow, 'fields' | 'lines'>, cleaning: Cleaning): CleanRow {
  const withheld: Withheld[] = [];
  const fields = cleanFields(row.fields, cleaning, withheld, plainName);
  const lines = row.lines.map((line) => cleanFields(line, cleaning, withheld, lineName));
  return { fields, lines, withheld };
}

const plainName = (name: string): string => name;

const lineNames = new Map<string, string>();

/** The name of a field of a line. The same text each time, because looking up a new one takes longer. */
function lineName(name: string): string {
  let full = lineNames.get(name);
  if (full === undefined) {
    full = `lines.${name}`;
    if (lineNames.size < mostNames) lineNames.set(name, full);
  }
  return full;
}

const mostNames = 10_000;

/** The same row if nothing of it is withheld. */
function cleanFields(
  fields: SourceRow,
  cleaning: Cleaning,
  withheld: Withheld[],
  nameOf: (name: string) => string,
): SourceRow {
  let cleaned: Record<string, string> | null = null;
  for (const name in fields) {
    const text = fields[name]!;
    if (text === '') continue;
    const kept = clean(nameOf(name), text, fields, cleaning, withheld);
    if (kept === text) continue;
    cleaned ??= { ...fields };
    cleaned[name] = kept;
  }
  return cleaned ?? fields;
}

function clean(field: string, text: string, row: SourceRow, cleaning: Cleaning, withheld: Withheld[]): string {
  const { exempt, guard } = cleaning;
  const kept = exempt.get(field);
  if (kept) return kept(text, row);
  if (cleaning.withhold.has(field)) {
    withheld.push({ field, rule: 'withheld:field-list' });
    return '';
  }
  if (scanOf(cleaning, field)(text)) return text;
  const hits = guard.scanValue(field, text);
  const cleaned = guard.clean(field, text, styleOf(text, hits));
  // A custom field can be named after an identifier. Its name is in remarks and reports; the mapping uses the real one.
  const safeName = guard.clean('', field, 'mask').text;
  for (const rule of new Set(cleaned.hits.map(remarkOf))) withheld.push({ field: safeName, rule });
  return cleaned.text;
}

/** Whether nothing is found in a value of a field. */
function scanOf(cleaning: Cleaning, field: string): (text: string) => boolean {
  const { scans, guard } = cleaning;
  let scan = scans.get(field);
  if (!scan) {
    scan = remember((text) => guard.scanValue(field, text).length === 0);
    if (scans.size < mostNames) scans.set(field, scan);
  }
  return scan;
}

/** A hit that people decide about stays in the value and is counted apart. */
const remarkOf = ({ action, rule }: Hit): string => `${action === 'report' ? 'suspicious' : 'withheld'}:${rule}`;

/** A placeholder in an address or in a withheld field would be stored as nonsense, and half an address can reach a stranger. */
const styleOf = (text: string, hits: readonly Hit[]): 'mask' | 'whole' =>
  hits.some(({ rule }) => rule === 'field-name') || /^\S+@\S+$/.test(text) ? 'whole' : 'mask';
