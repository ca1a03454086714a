import { isLosslessNumber, parse } from 'lossless-json';
import type { Json, JsonObject } from '../../schemas/json.ts';

/**
 * JSON with every number as the digits that stand there: an id of 19 digits keeps them, and money its zeros.
 * @throws SyntaxError for text that is no JSON
 */
export const parseTexts = (text: string): Json => asTexts(parse(text));

function asTexts(value: unknown): Json {
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asTexts(one)]));
  return typeof value === 'string' ? value : null;
}

/** A record without the attributes, and the named characteristics, that must never be selected. */
export function withoutForbidden(record: JsonObject, never: string[]): JsonObject {
  const forbidden = new Set(never);
  const clean = (value: Json): Json => {
    if (Array.isArray(value)) return value.filter((one) => !forbidden.has(nameOf(one))).map(clean);
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
