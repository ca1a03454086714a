import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import type { Json, JsonObject } from '../schemas/json.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?/;
const decimal = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d+)?$/i;

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Compares a written value with Zoho's: numbers by value, times by instant, lookups by id, the values of a multi-select pick
 * list and tags in any order, an empty text as null. A file of a bulk read has numbers and yes or no as texts.
 */
export function sameValue(wanted: Json, actual: Json | undefined): boolean {
  if (wanted === actual) return true;
  if (wanted === null || wanted === '') return actual === null || actual === undefined || actual === '';
  if (actual === null || actual === undefined || actual === '') return wanted === false;
  if (isObject(wanted)) return isObject(actual) && wanted['id'] === actual['id'];
  if (Array.isArray(wanted)) {
    const [tags, present] = [namesIn(wanted), Array.isArray(actual) ? namesIn(actual) : null];
    if (tags && present) return JSON.stringify(tags) === JSON.stringify(present);
    return Array.isArray(actual) && JSON.stringify(inOrder(wanted)) === JSON.stringify(inOrder(actual));
  }
  if (typeof wanted === 'number') return sameNumber(wanted, actual);
  if (typeof wanted === 'boolean') return String(wanted) === String(actual);
  if (typeof actual === 'string' && instant.test(wanted)) {
    return DateTime.fromISO(wanted).toMillis() === DateTime.fromISO(actual).toMillis();
  }
  return wanted === actual;
}

/** Texts of a list in one order, because Zoho gives those of a multi-select pick list in the order of the pick list. */
const inOrder = (list: Json[]): Json[] =>
  list.every((one) => typeof one === 'string') ? list.toSorted((one, other) => (one < other ? -1 : 1)) : list;

/** The names of a list of tags in one order, without case as Zoho compares them; null for another list. */
const namesIn = (list: Json[]): string[] | null =>
  list.every((one) => isObject(one) && typeof one['name'] === 'string')
    ? list.map((one) => String((one as JsonObject)['name']).toLowerCase()).toSorted()
    : null;

/** A number of Zoho as a decimal string; null for anything else. */
export const numberIn = (value: Json | undefined): string | null =>
  (typeof value === 'number' || typeof value === 'string') && decimal.test(String(value)) ? String(value) : null;

function sameNumber(wanted: number, actual: Json): boolean {
  const number = numberIn(actual);
  return number !== null && (String(wanted) === number || new Decimal(wanted).equals(number));
}

/** Fields whose value in Zoho differs from the written one. */
export const differingFields = (wanted: JsonObject, actual: JsonObject): string[] =>
  Object.keys(wanted).filter((field) => !sameValue(wanted[field] as Json, actual[field]));

export const sameValues = (wanted: JsonObject, actual: JsonObject): boolean =>
  differingFields(wanted, actual).length === 0;
