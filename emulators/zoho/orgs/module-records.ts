import type { Module, StoredRecord, ValueIndex } from './org.ts';

/** A value as uniqueness compares it: without case, unless the field is case-sensitive. */
export const fold = (value: unknown, caseSensitive = false): string =>
  typeof value === 'string' ? (caseSensitive ? value : value.toLowerCase()) : JSON.stringify(value);

const folded = (module: Module, field: string, value: unknown): string =>
  fold(value, module.fields.get(field)?.caseSensitive ?? false);
const isBlank = (value: unknown): boolean => value === null || value === undefined || value === '';

/** The record with this value; of several, the first. */
export function findByUnique(module: Module, field: string, value: unknown): StoredRecord | undefined {
  if (isBlank(value)) return undefined;
  const found = module.unique.get(field)?.get(folded(module, field, value));
  const id = Array.isArray(found) ? found[0] : found;
  return id === undefined ? undefined : module.records.get(id);
}

/** Creates the index of a field. */
export function indexField(module: Module, field: string): void {
  const index: ValueIndex = new Map();
  module.unique.set(field, index);
  for (const record of module.records.values()) addToIndex(module, index, field, record);
}

function addToIndex(module: Module, index: ValueIndex, field: string, record: StoredRecord): void {
  const value = record.values[field];
  if (isBlank(value)) return;
  const key = folded(module, field, value);
  const known = index.get(key);
  if (known === undefined) index.set(key, record.id);
  else if (Array.isArray(known)) known.push(record.id);
  else index.set(key, [known, record.id]);
}

/** Adds a record and its unique values. */
export function addRecord(module: Module, record: StoredRecord, now: number): void {
  module.records.set(record.id, record);
  for (const [field, index] of module.unique) addToIndex(module, index, field, record);
  countChange(module, now);
}

/** Removes a record. Its unique values can be used again. */
export function removeRecord(module: Module, record: StoredRecord, now: number): void {
  module.records.delete(record.id);
  for (const [field, index] of module.unique) removeFromIndex(module, index, field, record);
  countChange(module, now);
}

/** Changes values of a record and updates the indexes of those that change. */
export function changeValues(module: Module, record: StoredRecord, values: StoredRecord['values']): void {
  const changed = [...module.unique].filter(([field]) => field in values && values[field] !== record.values[field]);
  for (const [field, index] of changed) removeFromIndex(module, index, field, record);
  Object.assign(record.values, values);
  for (const [field, index] of changed) addToIndex(module, index, field, record);
}

function removeFromIndex(module: Module, index: ValueIndex, field: string, record: StoredRecord): void {
  const value = record.values[field];
  if (isBlank(value)) return;
  const key = folded(module, field, value);
  const known = index.get(key);
  if (known === record.id) index.delete(key);
  if (!Array.isArray(known)) return;
  const [first, ...others] = known.filter((id) => id !== record.id);
  if (first !== undefined) index.set(key, others.length === 0 ? first : [first, ...others]);
  else index.delete(key);
}

/** Records the new count, one for each second, for the delayed count. */
function countChange(module: Module, now: number): void {
  module.version += 1;
  const last = module.counts.at(-1);
  if (last && now - last.at < 1_000) last.count = module.records.size;
  else module.counts.push({ at: now, count: module.records.size });
  if (module.counts.length > 10_000) module.counts.splice(0, 5_000);
}

const sortedRecords = new WeakMap<Module, { version: number; records: StoredRecord[] }>();

/**
 * The records of a module, by ascending id. The map already has this order, except for records restored from the recycle
 * bin. The list is cached until a record is added or removed.
 */
export function recordsById(module: Module): StoredRecord[] {
  const known = sortedRecords.get(module);
  if (known?.version === module.version) return known.records;
  const records = [...module.records.values()];
  if (
    records.some((record, place) => place > 0 && compareIds((records[place - 1] as StoredRecord).id, record.id) > 0)
  ) {
    records.sort((a, b) => compareIds(a.id, b.id));
  }
  sortedRecords.set(module, { version: module.version, records });
  return records;
}

/** Compares ids as numbers. Stored ids have 19 digits; a client may send a shorter one. */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Index of the first record with a greater id. */
export function indexAfter(records: StoredRecord[], id: string): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds((records[middle] as StoredRecord).id, id) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
