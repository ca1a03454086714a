import type { Json, JsonObject } from '../schemas/json.ts';
import type { RecordKey } from '../schemas/record.ts';
import type { Module } from '../schemas/terms.ts';
import { isObject } from './compare-record.ts';

/**
 * A reference of a queued value by the keys that its record can have. All but one of them are of objects that turn out not to
 * have the id.
 */
export function referenceTo(keys: RecordKey[]): JsonObject {
  const [key, ...others] = keys;
  return others.length === 0 ? { $key: key! } : { $key: key!, $or: others };
}

/** The keys of a reference; null for another value. */
function keysOf(value: JsonObject): RecordKey[] | null {
  const { $key: key, $or: others } = value;
  if (typeof key !== 'string') return null;
  return [key, ...(Array.isArray(others) ? others : [])] as RecordKey[];
}

/** Keys of the records that queued values refer to, all candidates included. A key can occur more than once. */
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
  const keys = keysOf(value);
  if (keys) found.push(...keys);
  else for (const name in value) collectKeys(value[name] as Json, found);
}

/** A record in Zoho. */
export interface Resolved {
  id: string;
  module: Module;
}

export interface ResolvedValues {
  values: JsonObject;
  /** References to records that are not in Zoho, by the first key that they can have. */
  unresolved: RecordKey[];
  /** References whose id belongs to several records in Zoho. */
  ambiguous: RecordKey[];
}

/**
 * Replaces references by key with Zoho ids: `{ $key }` becomes `{ id }`, and with `$module` `{ id, module: { api_name } }`.
 * References without one id are listed and left out of the values. Values without references are returned as they are.
 */
export function resolveReferences(values: JsonObject, found: ReadonlyMap<string, Resolved>): ResolvedValues {
  if (keysIn(values).length === 0) return { values, unresolved: [], ambiguous: [] };
  const unresolved: RecordKey[] = [];
  const ambiguous: RecordKey[] = [];
  const resolve = (value: Json): Json | undefined => {
    if (Array.isArray(value)) return value.flatMap((item) => resolve(item) ?? []);
    if (value === null || typeof value !== 'object') return value;
    const keys = keysOf(value);
    if (keys) {
      const [one, ...others] = keys.flatMap((key) => found.get(key) ?? []);
      if (!one || others.some(({ id }) => id !== one.id)) {
        (one ? ambiguous : unresolved).push(keys[0]!);
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
  return { values: placeSubject(resolveMembers(values)), unresolved, ambiguous };
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
