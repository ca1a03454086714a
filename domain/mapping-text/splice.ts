import { isMap, isScalar, parseDocument, stringify, type Pair, type YAMLMap } from 'yaml';

/** A member of a map in the file, and its new value; `undefined` removes it. */
export interface Change {
  /** Path of the map. */
  path: (string | number)[];
  key: string;
  value: unknown;
  /** The member's new name. It keeps its place. */
  name?: string;
}

/**
 * Changes one member of a map in the text of a YAML file, and nothing else. Null where that is not possible: then the caller
 * writes the whole document anew.
 */
export function replaceMember(text: string, { path, key, value, name = key }: Change): string | null {
  const document = parseDocument(text);
  const map = document.getIn(path, true);
  const parent = document.getIn(path.slice(0, -1), true) as YAMLMap;
  if (!isMap(map)) return parent.flow ? null : addMap(text, parent, { path, key, value });
  const pair = memberOf(map, key);
  const isLast = map.items.length === 1 && path.at(-1) !== 'fields';
  if (value === undefined && isLast)
    return parent.flow ? null : removeLines(text, memberOf(parent, path.at(-1)) as Pair);
  if (map.flow) {
    const members = Object.entries(map.toJS(document) as object).map(([one, old]): [string, unknown] =>
      one === key ? [name, value] : [one, old],
    );
    return replaceFlow(text, map, pair ? members : [...members, [key, value]]);
  }
  if (!pair) return insertAfter(text, map, memberText(key, value));
  if (value === undefined) return removeLines(text, pair);
  const [start] = rangeOf(pair.key);
  const [, end] = rangeOf(pair.value);
  // A value in block style ends at the beginning of the next line.
  const close = text[end - 1] === '\n' ? end - 1 : end;
  return `${text.slice(0, start)}${memberText(name, value)}${text.slice(close)}`;
}

/** A map on one line is written anew, if no comment is inside. */
function replaceFlow(text: string, map: YAMLMap, members: [string, unknown][]): string | null {
  const [start, end] = rangeOf(map);
  if (text.slice(start, end).includes('#')) return null;
  const kept = Object.fromEntries(members.filter(([, value]) => value !== undefined));
  return `${text.slice(0, start)}${flowText(kept)}${text.slice(end)}`;
}

/** A map that does not exist yet, with its first member, at the end of its parent. */
function addMap(text: string, parent: YAMLMap, { path, key, value }: Change): string {
  const indent = ' '.repeat(columnOf(text, parent) + 2);
  return insertAfter(text, parent, `${String(path.at(-1))}:\n${indent}${memberText(key, value)}`);
}

const memberOf = (map: YAMLMap, key: unknown): Pair | undefined =>
  map.items.find((one) => isScalar(one.key) && one.key.value === key);

const rangeOf = (node: unknown): [number, number, number] => (node as { range: [number, number, number] }).range;

/** The column in which the members of a map begin. */
function columnOf(text: string, map: YAMLMap): number {
  const [start] = rangeOf((map.items[0] as Pair).key);
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

function insertAfter(text: string, map: YAMLMap, member: string): string {
  const last = map.items.at(-1) as Pair;
  const end = lineEnd(text, rangeOf(last.value)[1]);
  return `${text.slice(0, end)}\n${' '.repeat(columnOf(text, map))}${member}${text.slice(end)}`;
}

/** Removes the lines of a member, and with them a comment at their end. */
function removeLines(text: string, pair: Pair): string | null {
  const [start] = rangeOf(pair.key);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  // The first member of an entry of a list stands behind its dash.
  if (text.slice(lineStart, start).trim() !== '') return null;
  return `${text.slice(0, lineStart)}${text.slice(lineEnd(text, rangeOf(pair.value)[1]) + 1)}`;
}

/** The end of the line that a position is in. A value in block style ends at the beginning of the next line. */
function lineEnd(text: string, position: number): number {
  const inside = text[position - 1] === '\n' ? position - 1 : position;
  const end = text.indexOf('\n', inside);
  return end === -1 ? text.length : end;
}

const memberText = (key: string, value: unknown): string => `${flowText(key)}: ${flowText(value)}`;

/** A value on one line, in the style of the examples: `{ from: phone, transforms: [phone] }`. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, one]) => `${flowText(name)}: ${flowText(one)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  const plain = stringify(value, { lineWidth: 0 }).trimEnd();
  const isSafe = typeof value !== 'string' || (plain === value && !/[,[\]{}#:\n]/.test(value));
  return isSafe ? plain : JSON.stringify(value);
}
