import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';

/** What is read of a schema: its own definition, as the library keeps it. */
interface Definition {
  type: string;
  innerType?: Schema;
  in?: Schema;
  shape?: Record<string, Schema>;
  element?: Schema;
  valueType?: Schema;
  options?: Schema[];
  /** Of a text: `email`. */
  format?: string;
}
type Schema = z.ZodType & { _zod: { def: Definition } };

const listed = 12;

/** The definitions at a path: of each alternative. None where the path leads nowhere. */
function definitionsAt(schema: Schema, path: readonly PropertyKey[]): Definition[] {
  const { def } = schema._zod;
  const inner = def.innerType ?? def.in;
  if (inner) return definitionsAt(inner, path);
  if (def.options) return def.options.flatMap((one) => definitionsAt(one, path));
  const [next, ...rest] = path;
  if (next === undefined) return [def];
  const child = def.shape?.[String(next)] ?? def.element ?? def.valueType;
  return child ? definitionsAt(child, rest) : [];
}

/** The keys that a map may have. None where any key is allowed. */
const keysOf = (definitions: readonly Definition[]): string[] => [
  ...new Set(definitions.flatMap(({ shape }) => Object.keys(shape ?? {}))),
];

const quoted = (names: readonly string[]): string =>
  names.length > listed ? `${names.slice(0, listed).join(', ')} …` : names.join(', ');

/** The known key that is written nearly like an unknown one. */
function nearest(unknown: string, keys: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return keys
    .map((key) => ({ key, away: distance(plain(key), plain(unknown)) }))
    .filter(({ away }) => away <= Math.max(1, Math.floor(unknown.length / 4)))
    .toSorted((one, other) => one.away - other.away)[0]?.key;
}

const kinds: Record<string, string> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  int: 'a whole number',
  nonoptional: 'a value',
};
/** What a map with keys of people's own choice holds. */
const membersOf = (definitions: readonly Definition[]): string =>
  definitions.some(({ valueType }) => valueType?._zod.def.format === 'email')
    ? ' with an e-mail address behind each name'
    : '';

const kindOf = (expected: string): string => kinds[expected] ?? `a ${expected}`;

function whatIs(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  // An issue is in a map or a list, or about what one of them lacks.
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], value);
}

/** What is wrong with a field of a file that a person wrote, and what is expected there. It names no value of the file. */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType, whole: unknown): string {
  const definitions = definitionsAt(schema, issue.path);
  const keys = keysOf(definitions);
  if (issue.code === 'unrecognized_keys') {
    const meant = nearest(issue.keys[0]!, keys);
    const known = keys.length > 0 ? ` Known are: ${quoted(keys)}.` : '';
    return `there is no such key.${meant === undefined ? known : ` Did you mean ${meant}?`}`;
  }
  if (issue.code !== 'invalid_type') return issue.message;
  const value = valueAt(whole, issue.path);
  const wanted = `${kindOf(issue.expected)}${keys.length > 0 ? ` with the keys ${quoted(keys)}` : ''}${membersOf(definitions)}`;
  if (value === undefined || value === null)
    return `${value === undefined ? 'it is missing' : 'it is empty'}. Write ${wanted}.`;
  const isUnquoted = issue.expected === 'string' && typeof value !== 'object';
  return `it is ${whatIs(value)}. Write ${wanted}${isUnquoted ? ', in quotes' : ''}.`;
}
