import type { Json, JsonObject } from '../schemas/json.ts';
import type { RecordKey } from '../schemas/record.ts';
import type { Module } from '../schemas/terms.ts';
import { isObject } from './compare-record.ts';

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

/** A record in Zoho. */
export interface Resolved {
  id: string;
  module: Module;
}

/**
 * Replaces references by key with Zoho ids: `{ $key }` becomes `{ id }`, and with `$module` `{ id, module: { api_name } }`. Keys
 * without an id are listed in `unresolved` and left out of the values. Values without references are returned as they are.
 */
export function resolveReferences(
  values: JsonObject,
  found: ReadonlyMap<string, Resolved>,
): { values: JsonObject; unresolved: RecordKey[] } {
  if (keysIn(values).length === 0) return { values, unresolved: [] };
  const unresolved: RecordKey[] = [];
  const resolve = (value: Json): Json | undefined => {
    if (Array.isArray(value)) return value.flatMap((item) => resolve(item) ?? []);
    if (value === null || typeof value !== 'object') return value;
    const key = value['$key'];
    if (typeof key === 'string') {
      const one = found.get(key);
      if (!one) {
        unresolved.push(key as RecordKey);
        return undefined;
      }
      return value['$module'] === true ? { id: one.id, module: { api_name: one.module } } : { id: one.id };
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
  return { values: placeSubject(resolveMembers(values)), unresolved };
}

/**
 * An activity is about a person (`Who_Id`) or about a record of another module (`What_Id`), and names that module.
 * docs: insert-records, activities
 */
function placeSubject({ What_Id: subject, ...values }: JsonObject): JsonObject {
  if (subject === undefined) return values;
  if (!isObject(subject) || !isObject(subject['module'])) return { ...values, What_Id: subject };
  const { id, module } = subject as { id: string; module: { api_name: string } };
  return module.api_name === 'Contacts'
    ? { ...values, Who_Id: { id }, What_Id: null }
    : { ...values, Who_Id: null, What_Id: { id }, $se_module: module.api_name };
}
