import type { Json, JsonObject } from '../schemas/json.ts';
import type { RecordKey } from '../schemas/record.ts';

/** Keys of the records that queued values refer to. A key can occur more than once. */
export function keysIn(value: Json): RecordKey[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (value === null || typeof value !== 'object') return [];
  const key = value['$key'];
  return typeof key === 'string' ? [key as RecordKey] : Object.values(value).flatMap(keysIn);
}

/**
 * Replaces references by key with Zoho ids (`{ $key }` becomes `{ id }`). Keys without an id are listed in `unresolved`
 * and left out of the values.
 */
export function resolveReferences(
  values: JsonObject,
  ids: ReadonlyMap<string, string>,
): { values: JsonObject; unresolved: RecordKey[] } {
  const unresolved: RecordKey[] = [];
  const resolve = (value: Json): Json | undefined => {
    if (Array.isArray(value)) return value.flatMap((item) => resolve(item) ?? []);
    if (value === null || typeof value !== 'object') return value;
    const key = value['$key'];
    if (typeof key === 'string') {
      const id = ids.get(key);
      if (id === undefined) unresolved.push(key as RecordKey);
      return id === undefined ? undefined : { id };
    }
    return resolveMembers(value);
  };
  const resolveMembers = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).flatMap(([name, value]) => {
        const resolved = resolve(value);
        return resolved === undefined ? [] : [[name, resolved]];
      }),
    );
  return { values: resolveMembers(values), unresolved };
}
