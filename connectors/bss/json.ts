import type { Json, JsonObject } from '../../schemas/json.ts';

/** A record without the attributes, and the characteristics by name, that `never` lists. */
export function withoutForbidden(record: JsonObject, never: string[]): JsonObject {
  const forbidden = new Set(never);
  const clean = (value: Json): Json => {
    if (Array.isArray(value)) return value.filter((item) => !forbidden.has(nameOf(item))).map(clean);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([name]) => !forbidden.has(name));
    return Object.fromEntries(kept.map(([name, one]) => [name, clean(one)]));
  };
  return forbidden.size === 0 ? record : (clean(record) as JsonObject);
}

const nameOf = (value: Json): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['name'] === 'string'
    ? value['name']
    : '';
