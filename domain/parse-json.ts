import { isLosslessNumber, parse } from 'lossless-json';
import type { Json } from '../schemas/json.ts';

/**
 * Parses JSON with every number and boolean as text: an id of 19 digits keeps its digits, an amount its zeros.
 * @throws SyntaxError for text that is not JSON
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
