import type { Json } from '../../schemas/json.ts';
import { textIn, type SourceRow } from '../condition.ts';
import { parseTexts } from '../parse-json.ts';
import { readName, speaksOf } from '../proposal/names.ts';

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

/**
 * The components in a cell: a JSON list of ids, or of objects with an id and a quantity, whatever they are called (`item_code`,
 * `artikelnr`, `menge`); or ids with commas between them.
 */
export function componentsIn(text: string): Component[] {
  const entries = entriesIn(text);
  if (entries) return entries.map(componentOf);
  const ids = idsIn(text);
  if (ids) return ids.map((id) => ({ id, quantity: '' }));
  return text
    .split(',')
    .map((id) => ({ id: id.trim(), quantity: '' }))
    .filter(({ id }) => id !== '');
}

function componentOf(entry: SourceRow): Component {
  const { item_code: code, quantity } = entry;
  const members = Object.entries(entry).map(([name, value]) => ({ words: readName(name), value }));
  const named = (...concepts: string[]) => members.find(({ words }) => speaksOf(words, ...concepts))?.value;
  const isAmount = ({ words }: (typeof members)[number]) => speaksOf(words, 'quantity', 'price', 'amount');
  const id = code ?? named('code', 'id') ?? named('number', 'product') ?? members.find((one) => !isAmount(one))?.value;
  return { id: (id ?? '').trim(), quantity: quantity ?? named('quantity') ?? '' };
}

/** The texts of a JSON list without objects; null for every other text. */
function idsIn(text: string): string[] | null {
  if (!text.trim().startsWith('[')) return null;
  try {
    // What begins so is a list, or no JSON.
    const value = parseTexts(text) as Json[];
    return value.map((one) => memberText(one).trim()).filter(Boolean);
  } catch {
    return null;
  }
}

/** The texts of the fields that have one. */
export const textsOf = (fields: string | string[] | undefined, row: SourceRow): string[] =>
  [fields ?? []]
    .flat()
    .map((field) => textIn(row, field).trim())
    .filter((text) => text !== '');
