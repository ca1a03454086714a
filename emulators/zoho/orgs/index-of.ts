import type { Module, Stored } from './org.ts';

/** Uniqueness disregards case unless the field asks for it; a blank is never unique. */
export const fold = (value: unknown, caseSensitive = false): string =>
  typeof value === 'string' ? (caseSensitive ? value : value.toLowerCase()) : JSON.stringify(value);

const folded = (module: Module, field: string, value: unknown): string =>
  fold(value, module.fields.get(field)?.caseSensitive ?? false);
const blank = (value: unknown): boolean => value === null || value === undefined || value === '';

export function findByUnique(module: Module, field: string, value: unknown): Stored | undefined {
  if (blank(value)) return undefined;
  const id = module.unique.get(field)?.get(folded(module, field, value));
  return id === undefined ? undefined : module.records.get(id);
}

/** Starts to keep a field's values by record; of several records with one value the first stays. */
export function indexField(module: Module, field: string): void {
  const index = new Map<string, string>();
  module.unique.set(field, index);
  for (const record of module.records.values()) put(module, index, field, record);
}

function put(module: Module, index: Map<string, string>, field: string, record: Stored): void {
  const value = record.values[field];
  if (blank(value)) return;
  const key = folded(module, field, value);
  if (!index.has(key)) index.set(key, record.id);
}

/** Takes a record in, with its unique values. */
export function keep(module: Module, record: Stored, now: number): void {
  module.records.set(record.id, record);
  for (const [field, index] of module.unique) put(module, index, field, record);
  changed(module, now);
}

/** Lets a record go; its unique values are free again. */
export function drop(module: Module, record: Stored, now: number): void {
  module.records.delete(record.id);
  release(module, record);
  changed(module, now);
}

/** Changes a record's values with their places in the indexes. */
export function change(module: Module, record: Stored, values: Stored['values']): void {
  release(module, record);
  Object.assign(record.values, values);
  for (const [field, index] of module.unique) put(module, index, field, record);
}

function release(module: Module, record: Stored): void {
  for (const [field, index] of module.unique) {
    const value = record.values[field];
    if (blank(value)) continue;
    const key = folded(module, field, value);
    if (index.get(key) === record.id) index.delete(key);
  }
}

/** A count of each second is kept, so that an answer can lag. */
function changed(module: Module, now: number): void {
  module.version += 1;
  const last = module.counts.at(-1);
  if (last && now - last.at < 1_000) last.count = module.records.size;
  else module.counts.push({ at: now, count: module.records.size });
  if (module.counts.length > 10_000) module.counts.splice(0, 5_000);
}

const ordered = new WeakMap<Module, { version: number; records: Stored[] }>();

/**
 * A module's records by id, ascending. Ids grow and a map keeps the order of insertion, so that only a record that came
 * back from the recycle bin stands in the wrong place. The list is kept until records come or go.
 */
export function inOrder(module: Module): Stored[] {
  const known = ordered.get(module);
  if (known?.version === module.version) return known.records;
  const records = [...module.records.values()];
  if (records.some((record, place) => place > 0 && compareIds((records[place - 1] as Stored).id, record.id) > 0)) {
    records.sort((a, b) => compareIds(a.id, b.id));
  }
  ordered.set(module, { version: module.version, records });
  return records;
}

/** Ids are compared as numbers: all have 19 digits, and what a client sends may be shorter. */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Place of the first record whose id is greater than `id`. */
export function placeAfter(records: Stored[], id: string): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareIds((records[middle] as Stored).id, id) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
