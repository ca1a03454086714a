import type { Json, JsonObject } from '../schemas/json.ts';
import { sameValue } from './compare-record.ts';

/** Fields of a line that Zoho computes or sets. docs: subforms, line items */
const computed = new Set([
  'id',
  'Parent_Id',
  'Sequence_Number',
  'Total',
  'Total_After_Discount',
  'Net_Total',
  'Tax',
  'Created_Time',
  'Modified_Time',
]);

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that was read from Zoho, in the form in which Zoho takes it: lookups and users by id, lines without totals. */
function writable(value: Json): Json {
  if (Array.isArray(value))
    return value.map((item) => (isObject(item) && 'Parent_Id' in item ? writableLine(item) : item));
  return isObject(value) && typeof value['id'] === 'string' ? { id: value['id'] } : value;
}

const writableLine = (line: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(line).flatMap(([name, value]) =>
      computed.has(name) || name.startsWith('$') ? [] : [[name, writable(value)]],
    ),
  );

/** The values of a before-image as they are written back. Empty fields are included. */
export const restoreValues = (image: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, writable(value)]));

/** Fields of a before-image that are different in Zoho now. */
export const differingFromImage = (image: JsonObject, found: JsonObject): string[] =>
  Object.keys(image).filter((field) => !sameImage(image[field] ?? null, found[field] ?? null));

function sameImage(before: Json, now: Json): boolean {
  const [wanted, actual] = [writable(before), writable(now)];
  if (!Array.isArray(wanted) || !Array.isArray(actual)) return sameValue(wanted, actual);
  return wanted.length === actual.length && wanted.every((item, at) => sameItem(item, actual[at] ?? null));
}

function sameItem(wanted: Json, actual: Json): boolean {
  if (!isObject(wanted) || !isObject(actual)) return sameValue(wanted, actual);
  return Object.keys(wanted).every((name) => sameImage(wanted[name] ?? null, actual[name] ?? null));
}
