import type { Json, JsonObject } from '../../schemas/json.ts';

const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/**
 * Tests whether a name is one that `never` lists, without regard to case. Of `table.column` only the last part is compared.
 * The test returns the entry of the list, or undefined.
 */
export function forbiddenBy(never: string[]): (name: string) => string | undefined {
  const entries = new Map(never.map((entry) => [lastPart(entry), entry]));
  return (name) => (entries.size === 0 ? undefined : (entries.get(name.toLowerCase()) ?? entries.get(lastPart(name))));
}

/** Removes the attributes, and the characteristics by name, that `never` lists. */
export function forbiddenRemover(never: string[]): (record: JsonObject) => JsonObject {
  if (never.length === 0) return (record) => record;
  const forbidden = forbiddenBy(never);
  const clean = (value: Json): Json => {
    if (Array.isArray(value)) return value.filter((item) => forbidden(nameOf(item)) === undefined).map(clean);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name]) => forbidden(name) === undefined);
    return Object.fromEntries(kept.map(([name, one]) => [name, clean(one)]));
  };
  return (record) => clean(record) as JsonObject;
}

const nameOf = (value: Json): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['name'] === 'string'
    ? value['name']
    : '';
