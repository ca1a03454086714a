import { LosslessNumber } from 'lossless-json';
import type { Resource, Value } from './values.ts';

/**
 * A record in shapes that real servers and the specification's own samples have: `@referredtype`, a timestamp in UTC or
 * without seconds' fraction, one balance instead of a list. It says the same.
 */
export function dirty(resource: Resource): Resource {
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [dirtyName(name), dirtyValue(name, value)]),
  );
}

const dirtyName = (name: string) => (name === '@referredType' ? '@referredtype' : name);

function dirtyValue(name: string, value: Value): Value {
  if (name === 'accountBalance' && Array.isArray(value)) return dirtyValue('', value[0] ?? null);
  if (Array.isArray(value)) return value.map((one) => dirtyValue('', one));
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*[+]/.test(value)) return dirtyTime(value);
  if (typeof value !== 'object' || value === null || value instanceof LosslessNumber) return value;
  return dirty(value);
}

/** The same instant otherwise written, by its own digits: in UTC, or without the fraction. */
function dirtyTime(value: string): string {
  const isEven = Number(value[18]) % 2 === 0;
  return isEven ? new Date(value).toISOString().replace('.000Z', 'Z') : value.replace('.000', '');
}
