import type { Json, JsonObject } from '../schemas/json.ts';
import type { RecordKey } from '../schemas/record.ts';

/** Keys of the records that queued values refer to. A key can occur more than once. */
export function keysIn(value: Json): RecordKey[] {
  const found: RecordKey[] = [];
  collectKeys(value, found);
  return found;
}

function collectKeys(value: Json, found: RecordKey[]): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) collectKeys(item, found);
    return;
  }
  const key = value['$key'];
  if (typeof key === 'string') found.push(key as RecordKey);
  else for (const name in value) collectKeys(value[name] as Json, found);
}

/**
 * Replaces references by key with Zoho ids (`{ $key }` becomes `{ id }`). Keys without an id are listed in `unresolved`
 * and left out of the values. Values without references are returned as they are.
 */
export function resolveReferences(
  values: JsonObject,
  ids: ReadonlyMap<string, string>,
): { values: JsonObject; unresolved: RecordKey[] } {
  if (keysIn(values).length === 0) return { values, unresolved: [] };
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
  const resolveMembers = (object: JsonObject): JsonObject => {
    const resolved: JsonObject = {};
    for (const [name, value] of Object.entries(object)) {
      const one = resolve(value);
      if (one !== undefined) resolved[name] = one;
    }
    return resolved;
  };
  return { values: resolveMembers(values), unresolved };
}
