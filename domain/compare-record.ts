import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import type { Json, JsonObject } from '../schemas/json.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?/;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Compares a written value with Zoho's: numbers by value, times by instant, lookups by id, an empty text as null. */
export function sameValue(wanted: Json, actual: Json | undefined): boolean {
  if (wanted === null || wanted === '') return actual === null || actual === undefined || actual === '';
  if (actual === null || actual === undefined) return wanted === false;
  if (isObject(wanted)) return isObject(actual) && wanted['id'] === actual['id'];
  if (Array.isArray(wanted)) return Array.isArray(actual) && JSON.stringify(wanted) === JSON.stringify(actual);
  if (typeof wanted === 'number') return sameNumber(wanted, actual);
  if (typeof wanted === 'string' && typeof actual === 'string' && instant.test(wanted)) {
    return DateTime.fromISO(wanted).toMillis() === DateTime.fromISO(actual).toMillis();
  }
  return wanted === actual;
}

function sameNumber(wanted: number, actual: Json): boolean {
  return (typeof actual === 'number' || typeof actual === 'string') && new Decimal(wanted).equals(new Decimal(actual));
}

/** Fields whose value in Zoho differs from the written one. Lines are left out, because their totals are compared. */
export function differingFields(wanted: JsonObject, actual: JsonObject): string[] {
  return Object.keys(wanted).filter((field) => {
    const value = wanted[field];
    const isLines = Array.isArray(value) && value.some((row) => isObject(row) && 'Product_Name' in row);
    return value !== undefined && !isLines && !sameValue(value, actual[field]);
  });
}

export const sameValues = (wanted: JsonObject, actual: JsonObject): boolean =>
  differingFields(wanted, actual).length === 0;
