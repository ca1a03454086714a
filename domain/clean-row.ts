import type { Remark } from '../schemas/record.ts';
import type { SourceRow } from './condition.ts';
import type { Guard } from './identifiers/guard.ts';
import type { Hit } from './identifiers/hit.ts';

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
export function cleanRow(row: SourceRow, cleaning: Cleaning): CleanRow {
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
  const fields: Record<string, string> = {};
  for (const [field, text] of Object.entries(row)) {
    if (field === 'lines') continue;
    if (field !== 'extensions') fields[field] = clean(field, text, row);
    else {
      const extensions = parseObject(text);
      for (const [name, value] of Object.entries(extensions))
        fields[`extensions.${name}`] = clean(`extensions.${name}`, value, row);
    }
  }
  const lines = parseList(row['lines']).map((line) =>
    Object.fromEntries(Object.entries(line).map(([name, value]) => [name, clean(`lines.${name}`, value, line)])),
  );
  return { fields, lines, withheld };
}

/** A hit that people decide about stays in the value and is counted apart. */
const remarkOf = ({ action, rule }: Hit): string => `${action === 'report' ? 'suspicious' : 'withheld'}:${rule}`;

/** A placeholder in an address or in a withheld field would be stored as nonsense, and half an address can reach a stranger. */
const styleOf = (text: string, hits: readonly Hit[]): 'mask' | 'whole' =>
  hits.some(({ rule }) => rule === 'field-name') || /^\S+@\S+$/.test(text) ? 'whole' : 'mask';

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...(value as object) }).map(([name, member]) => [name, member === null ? '' : String(member)]),
  );

/** An empty text has no members. Any other text is JSON, as the profile's query guarantees. */
const parseObject = (text: string): Record<string, string> => (text === '' ? {} : textsOf(parse(text)));
const parseList = (text: string | undefined): Record<string, string>[] =>
  !text ? [] : (parse(text) as unknown[]).map(textsOf);

const longNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g;

/** Long numbers become texts, because a card's 19 digits would lose the last ones and not be known any longer. */
const parse = (text: string): unknown =>
  JSON.parse(
    /\d{16}/.test(text) ? text.replaceAll(longNumber, (one) => (one.startsWith('"') ? one : `"${one}"`)) : text,
  );
