import { createField, standardModules, type Field } from './standard-modules.ts';

export type Row = Record<string, unknown>;

/** A record as it is kept: Zoho's field names, times as milliseconds, lookups as ids. */
export interface Stored {
  id: string;
  createdAt: number;
  modifiedAt: number;
  values: Row;
  lines: Row[] | null;
}

export interface Module {
  name: string;
  id: string;
  fields: Map<string, Field>;
  records: Map<string, Stored>;
  /** Per unique field: folded value → id. */
  unique: Map<string, Map<string, string>>;
  deleted: { id: string; name: string; at: number }[];
}

export interface User {
  id: string;
  name: string;
  email: string;
  active: boolean;
}

export interface OrgSeed {
  id: string;
  environment: 'production' | 'sandbox';
  company: string;
  edition: 'free' | 'standard' | 'professional' | 'enterprise' | 'ultimate';
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  timeZone: string;
  currency: string;
  users: { name: string; email: string; active: boolean }[];
}

/** Counters that tests ask for. */
export interface Stats {
  calls: number;
  credits: number;
  writes: Record<string, number>;
  duplicates: number;
  wouldHaveFired: number;
  unknownPickListValues: number;
  refusedConcurrency: number;
  refusedCredits: number;
}

export interface Org {
  seed: OrgSeed;
  modules: Map<string, Module>;
  users: User[];
  stats: Stats;
  /** Next id: 19 digits, the org's prefix and a counter. */
  nextId(): string;
  nextNumber(module: string): number;
}

const newStats = (): Stats => ({
  calls: 0,
  credits: 0,
  writes: {},
  duplicates: 0,
  wouldHaveFired: 0,
  unknownPickListValues: 0,
  refusedConcurrency: 0,
  refusedCredits: 0,
});

/** An org with the standard modules and nothing in them. */
export function createOrg(seed: OrgSeed): Org {
  const prefix = seed.environment === 'production' ? '4876876' : '5725767';
  let counter = 1_000;
  const numbers = new Map<string, number>();
  const nextId = () => prefix + String((counter += 1)).padStart(12, '0');
  const modules = new Map<string, Module>();
  for (const [name, shapes] of Object.entries(standardModules)) {
    const fields = new Map(shapes.map((shape) => [shape[0], createField(nextId(), shape)]));
    modules.set(name, { name, id: nextId(), fields, records: new Map(), unique: new Map(), deleted: [] });
  }
  return {
    seed,
    modules,
    users: seed.users.map((user) => ({ ...user, id: nextId() })),
    stats: newStats(),
    nextId,
    nextNumber(module) {
      const number = (numbers.get(module) ?? 0) + 1;
      numbers.set(module, number);
      return number;
    },
  };
}

/** Uniqueness disregards case unless asked otherwise; a blank is never unique. */
export const fold = (value: unknown): string =>
  typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);

export function findByUnique(module: Module, field: string, value: unknown): Stored | undefined {
  const id = module.unique.get(field)?.get(fold(value));
  return id === undefined ? undefined : module.records.get(id);
}

export function indexRecord(module: Module, record: Stored): void {
  for (const [field, index] of module.unique) {
    const value = record.values[field];
    if (value !== null && value !== undefined && value !== '') index.set(fold(value), record.id);
  }
}

export function unindexRecord(module: Module, record: Stored): void {
  for (const [field, index] of module.unique) {
    const value = record.values[field];
    if (value !== null && value !== undefined && index.get(fold(value)) === record.id) index.delete(fold(value));
  }
}
