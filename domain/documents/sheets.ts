import type { Mapping } from '../../schemas/mapping.ts';
import { lookedUpIn } from '../keys.ts';
import { rulesOf } from '../named-fields.ts';

export type SheetCell = string | number | boolean | null;

/** One sheet of a workbook. */
export interface SheetTable {
  name: string;
  head: string[];
  rows: SheetCell[][];
}

type Members = Record<string, unknown>;
interface Row {
  cells: Map<string, SheetCell>;
}

/** Excel takes no longer text in a cell. */
const mostCharacters = 32_767;

/**
 * The sheets of a document that is kept as JSON: one for each list of entries, and one for everything that stands alone. An
 * entry of a list within a list names the entry that it belongs to.
 */
export function sheetsOf(data: unknown): SheetTable[] {
  const lists = new Map<string, Row[]>();
  const alone: [string, SheetCell][] = [];
  const add = (path: string, entries: Members[], belongsTo: [string, SheetCell] | null) => {
    const rows = lists.get(path) ?? [];
    lists.set(path, rows);
    for (const [index, entry] of entries.entries()) {
      const cells = new Map<string, SheetCell>(belongsTo ? [belongsTo] : []);
      rows.push({ cells });
      const label = Object.values(entry).find((value) => typeof value === 'string') ?? index + 1;
      const name = path.slice(path.lastIndexOf('.') + 1);
      spread(entry, '', {
        cell: (column, cell) => void cells.set(column, cell),
        list: (column, inner) => add(`${path}.${column}`, inner, [name, label]),
      });
    }
  };
  if (isList(data)) add('entries', data, null);
  else
    spread(data, '', {
      cell: (path, cell) => void alone.push([path, cell]),
      list: (path, entries) => add(path, entries, null),
    });
  const tables = [...lists].map(([path, rows]) => {
    const head = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))];
    return { name: path, head, rows: rows.map(({ cells }) => head.map((column) => cells.get(column) ?? null)) };
  });
  const summary = { name: 'Summary', head: ['What', 'Value'], rows: alone };
  return withUniqueNames([...(alone.length > 0 ? [summary] : []), ...tables]);
}

/** The sheets of the mapping document: a row for each rule, instead of the file's own nesting. */
export function mappingSheets({ mapping, ...rest }: Members & { mapping: Mapping }): SheetTable[] {
  const rows = Object.entries(mapping.modules).flatMap(([module, { sources }]) =>
    sources.flatMap((source) => [
      ...rulesOf(source).map(([, into, rule]) => ({
        ...{ module, object: source.object, into, from: [rule.from ?? rule.constant].flat().join(', ') },
        ...{ transforms: rule.transforms.join(', '), valueMap: rule.map, length: rule.length, cut: rule.cut },
        split: rule.split,
        ...{ lookup: lookedUpIn(rule).join(' or '), required: rule.required, leftOut: null },
      })),
      ...Object.entries(source.ignore).map(([from, leftOut]) => ({ module, object: source.object, from, leftOut })),
    ]),
  );
  const values = Object.entries(mapping.maps).flatMap(([map, pairs]) =>
    Object.entries(pairs).map(([from, to]) => ({ map, from, to })),
  );
  return sheetsOf({ ...rest, rules: rows, values });
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): value is Members[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject);

/** Walks through nested members by their path. Lists of entries are passed on, other lists become one text. */
function spread(
  value: unknown,
  path: string,
  found: { cell: (path: string, cell: SheetCell) => void; list: (path: string, entries: Members[]) => void },
): void {
  if (isList(value)) return found.list(path, value);
  if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) spread(member, path === '' ? name : `${path}.${name}`, found);
    return;
  }
  found.cell(path, cellOf(value));
}

function cellOf(value: unknown): SheetCell {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  return cellText(Array.isArray(value) ? value.map((one) => cellOf(one) ?? '').join(', ') : String(value));
}

/** A text that a cell can hold: XML has no place for control characters. */
export const cellText = (text: string): string =>
  text.replaceAll(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]/gu, ' ').slice(0, mostCharacters);

/** Excel allows 31 characters in a name, without some signs, and each name once, whatever its case. */
function withUniqueNames(tables: SheetTable[]): SheetTable[] {
  const taken = new Set<string>();
  return tables.map((table) => {
    const wanted = table.name.replaceAll(/[[\]:*?/\\']/g, ' ');
    let name = wanted.slice(-31).replace(/^[. ]+/, '');
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${wanted.slice(-27)} ${number}`;
    taken.add(name.toLowerCase());
    return { ...table, name };
  });
}
