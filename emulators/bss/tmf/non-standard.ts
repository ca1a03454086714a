import { LosslessNumber } from 'lossless-json';
import type { Resource, Value } from './values.ts';

/**
 * Changes a record to forms that real servers and the samples of the specification use: `@referredtype`, a timestamp in UTC
 * or without milliseconds, one balance instead of a list. The meaning stays the same.
 */
export function nonStandard(resource: Resource): Resource {
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [nonStandardName(name), nonStandardValue(name, value)]),
  );
}

const nonStandardName = (name: string) => (name === '@referredType' ? '@referredtype' : name);

function nonStandardValue(name: string, value: Value): Value {
  if (name === 'accountBalance' && Array.isArray(value)) return nonStandardValue('', value[0] ?? null);
  if (Array.isArray(value)) return value.map((one) => nonStandardValue('', one));
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*[+]/.test(value)) return nonStandardTime(value);
  if (typeof value !== 'object' || value === null || value instanceof LosslessNumber) return value;
  return nonStandard(value);
}

/** The same instant in UTC or without milliseconds; its seconds decide which. */
function nonStandardTime(value: string): string {
  const isEven = Number(value[18]) % 2 === 0;
  return isEven ? new Date(value).toISOString().replace('.000Z', 'Z') : value.replace('.000', '');
}
