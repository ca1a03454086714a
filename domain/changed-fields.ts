import type { Json, JsonObject } from '../schemas/json.ts';
import type { RecordKey } from '../schemas/record.ts';
import { keysIn } from './resolve-references.ts';

/** The fields with a value. A new record has nothing that could be emptied. */
export const filledFields = (values: JsonObject): JsonObject =>
  // Most records have no empty field, and a lane makes no copy of them.
  Object.values(values).includes(null)
    ? Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
    : values;

/** The values of some fields. A field without a value is left out. */
export const fieldsOf = (values: JsonObject, fields: string[]): JsonObject =>
  Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)));

/**
 * The wanted fields that differ from what Zoho acknowledged, and those that refer to a record that is another one in Zoho
 * than before. References are keys.
 *
 * @param moved keys that lead to another record than before
 * @param again fields that are written whether they changed or not
 */
export function changedFields(
  wanted: JsonObject,
  acknowledged: JsonObject,
  { moved, again }: { moved: RecordKey[]; again: string[] },
): JsonObject {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) =>
        again.includes(field) ||
        !isSameJson(value, acknowledged[field] ?? null) ||
        keysIn(value).some((key) => moved.includes(key)),
    ),
  );
}

/** Whether two values have the same JSON, without regard to the order of members. */
function isSameJson(one: Json, other: Json): boolean {
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isSameJson(item, other[index]!))
    );
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSameJson(one[name] ?? null, other[name] ?? null));
}
