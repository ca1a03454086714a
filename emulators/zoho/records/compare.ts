import type { Module, StoredRecord } from '../orgs/org.ts';

/** A value as queries compare it: lookups are ids, times are milliseconds, empty values are null. */
export function rawValue(module: Module, record: StoredRecord, name: string): unknown {
  switch (name) {
    case 'id':
      return record.id;
    case 'Created_Time':
      return record.createdAt;
    case 'Modified_Time':
      return record.modifiedAt;
    case 'Created_By':
      return record.createdBy;
    case 'Modified_By':
      return record.modifiedBy;
    case 'Full_Name':
      return [record.values['First_Name'], record.values['Last_Name']].filter(Boolean).join(' ') || null;
    case 'Call_Duration_in_seconds':
      return secondsOf(record.values['Call_Duration']);
    case 'Record_Status__s':
      return 'Available';
    case 'Locked__s':
      return record.lock !== null;
    case 'Tag':
      return (record.tags ?? []).map((id) => module.tags.get(id)?.name ?? '').join(';') || null;
  }
  const value = record.values[name];
  if (value === undefined || value === null || value === '') {
    return module.fields.get(name)?.type === 'boolean' ? false : null;
  }
  return module.fields.get(name)?.type === 'datetime' ? Date.parse(value as string) : value;
}

/** The seconds of a duration such as `5:30`, in minutes and seconds. docs: insert-records, calls */
export function secondsOf(duration: unknown): number | null {
  if (typeof duration !== 'string') return null;
  const [minutes, seconds = 0] = duration.split(':').map(Number);
  return Number(minutes) * 60 + seconds;
}

/** Converts a value of a query to the type of the field that it is compared with. */
export function literalFor(module: Module, name: string, value: unknown): unknown {
  const type = module.fields.get(name)?.type;
  if (type === 'datetime' && typeof value === 'string') return Date.parse(value);
  if (['integer', 'double', 'currency', 'percent'].includes(type ?? '') && typeof value === 'string')
    return Number(value);
  if (type === 'boolean' && typeof value === 'string') return value.toLowerCase() === 'true';
  return value;
}

const fold = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
const digits = /^\d+$/;

/** Compares two values: numbers and ids by size, texts alphabetically. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(fold(a)), String(fold(b))];
  if (digits.test(left) && digits.test(right)) {
    return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

export function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return a.some((one) => equal(one, b));
  return fold(a) === fold(b) || (a !== null && b !== null && digits.test(String(b)) && String(a) === String(b));
}

const isPresent = (value: unknown) => value !== null && value !== undefined;
const contains = (a: unknown, b: unknown) => isPresent(a) && String(fold(a)).includes(String(fold(b)));
const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [value];
const isBetween = (a: unknown, b: unknown) =>
  isPresent(a) && compare(a, list(b)[0]) >= 0 && compare(a, list(b)[1]) <= 0;

/** Comparators of criteria and searches, by name. docs: bulk-read criteria, search-records */
export const comparators: Record<string, (a: unknown, b: unknown) => boolean> = {
  equal: (a, b) => (b === '${EMPTY}' ? !isPresent(a) : equal(a, b)),
  not_equal: (a, b) => (b === '${EMPTY}' ? isPresent(a) : !equal(a, b)),
  greater_than: (a, b) => isPresent(a) && compare(a, b) > 0,
  greater_equal: (a, b) => isPresent(a) && compare(a, b) >= 0,
  less_than: (a, b) => isPresent(a) && compare(a, b) < 0,
  less_equal: (a, b) => isPresent(a) && compare(a, b) <= 0,
  contains,
  not_contains: (a, b) => !contains(a, b),
  starts_with: (a, b) => isPresent(a) && String(fold(a)).startsWith(String(fold(b))),
  ends_with: (a, b) => isPresent(a) && String(fold(a)).endsWith(String(fold(b))),
  in: (a, b) => list(b).some((one) => equal(a, one)),
  not_in: (a, b) => !list(b).some((one) => equal(a, one)),
  between: isBetween,
  not_between: (a, b) => isPresent(a) && !isBetween(a, b),
};
