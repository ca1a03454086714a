import type { Json } from '../../schemas/json.ts';
import { textIn, type SourceRow } from '../condition.ts';
import { parseTexts } from '../parse-json.ts';

/** The entries of a cell with a JSON list of objects, as texts by name; null for every other text. */
export function entriesIn(text: string): SourceRow[] | null {
  let value: Json;
  try {
    value = parseTexts(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const entries = value.flatMap((one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? [Object.fromEntries(Object.entries(one).map(([name, member]) => [name, memberText(member)]))]
      : [],
  );
  return entries.length === value.length ? entries : null;
}

const memberText = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** A component of a product. The quantity is empty where the source has none. */
export interface Component {
  id: string;
  quantity: string;
}

/** The components in a cell: a JSON list with `item_code` and `quantity`, or ids with commas between them. */
export function componentsIn(text: string): Component[] {
  const entries = entriesIn(text);
  if (entries) return entries.map(({ item_code: id = '', quantity = '' }) => ({ id, quantity }));
  return text
    .split(',')
    .map((id) => ({ id: id.trim(), quantity: '' }))
    .filter(({ id }) => id !== '');
}

/** The texts of the fields that have one. */
export const textsOf = (fields: string | string[] | undefined, row: SourceRow): string[] =>
  [fields ?? []]
    .flat()
    .map((field) => textIn(row, field).trim())
    .filter((text) => text !== '');
