import { createField, type Field, type Shape } from './field.ts';
import type { OrgSeed } from './seed.ts';
import { displayFields, professionalModules, standardModules, subforms, system } from './standard-modules.ts';

export type Row = Record<string, unknown>;

/** A record as it is kept: Zoho's field names, times as milliseconds, lookups as ids. */
export interface Stored {
  id: string;
  createdAt: number;
  modifiedAt: number;
  createdBy: string;
  modifiedBy: string;
  values: Row;
  lines: Row[] | null;
  /** Ids of tags. */
  tags: string[] | null;
  lock: { id: string; reason: string; at: number; by: string } | null;
}

export interface Deleted {
  record: Stored;
  name: string;
  at: number;
  by: string;
  permanent: boolean;
}

export interface Layout {
  id: string;
  name: string;
  /** API names of its fields, and of those that it makes mandatory. */
  fields: Set<string>;
  mandatory: Set<string>;
}

export interface LockRule {
  id: string;
  /** The configuration as it was sent. */
  body: Row;
}

export interface Module {
  name: string;
  id: string;
  singular: string;
  plural: string;
  kind: 'default' | 'custom' | 'subform';
  displayField: string;
  fields: Map<string, Field>;
  layouts: Layout[];
  records: Map<string, Stored>;
  /** Per unique field, and per field that an upsert compared: folded value → ids. */
  unique: Map<string, Map<string, string>>;
  deleted: Map<string, Deleted>;
  tags: Map<string, { id: string; name: string; colour: string | null; at: number }>;
  locks: LockRule[];
  nextNumber: number;
  /** Counts in time, for a count that lags. */
  counts: { at: number; count: number }[];
  /** Grows with each record that comes or goes. */
  version: number;
}

export interface User {
  id: string;
  name: string;
  email: string;
  active: boolean;
  confirmed: boolean;
  role: string;
  profile: string;
  timeZone: string;
  createdAt: number;
}

export interface Kept {
  id: string;
  name: string;
  type: string;
  bytes: Buffer;
  at: number;
  by: string;
}
export interface Attachment extends Kept {
  module: string;
  parent: string;
}
export interface Mail {
  module: string;
  parent: string;
  at: number;
  body: Row;
}

/** A bulk job; its document is what its status call answers, but for the state. */
export interface Job {
  id: string;
  kind: 'write' | 'read';
  at: number;
  by: string;
  body: Row;
  state: 'running' | 'completed' | 'failed';
  /** What came out of it, by resource or as the page's description. */
  report: Row;
  result: Buffer | null;
  downloads: number[];
}

/** Counters that tests ask for. */
export interface Stats {
  calls: number;
  credits: number;
  writes: Record<string, number>;
  duplicates: number;
  /** Records written without `trigger: []`. */
  wouldHaveFired: number;
  unknownPickListValues: number;
  refusedConcurrency: number;
  refusedCredits: number;
}

/** An org is plain data, so that a snapshot of it is its serialisation. */
export interface Org {
  seed: OrgSeed;
  prefix: string;
  counter: number;
  modules: Map<string, Module>;
  users: User[];
  roles: { id: string; name: string; reportsTo: string | null }[];
  profiles: { id: string; name: string; custom: boolean }[];
  currencies: Row[];
  pickLists: Map<string, { id: string; name: string; values: string[] }>;
  files: Map<string, Kept>;
  attachments: Map<string, Attachment>;
  mails: Map<string, Mail>;
  jobs: Map<string, Job>;
  stats: Stats;
}

/** Next id: 19 digits, the org's prefix and a counter. */
export function nextId(org: Org): string {
  org.counter += 1;
  return org.prefix + String(org.counter).padStart(12, '0');
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

export function addModule(
  org: Org,
  what: { name: string; singular: string; plural: string; kind: Module['kind']; displayField: string; shapes: Shape[] },
): Module {
  const { name, singular, plural, kind, displayField, shapes } = what;
  const fields = new Map(shapes.map((shape) => [shape[0], createField(nextId(org), shape)]));
  const names = new Set(fields.keys());
  const mandatory = new Set([...fields.values()].filter((field) => field.mandatory).map((field) => field.apiName));
  const module: Module = {
    name,
    id: nextId(org),
    singular,
    plural,
    kind,
    displayField,
    fields,
    layouts: [{ id: nextId(org), name: 'Standard', fields: names, mandatory }],
    records: new Map(),
    unique: new Map(),
    deleted: new Map(),
    tags: new Map(),
    locks: [],
    nextNumber: 1,
    counts: [],
    version: 0,
  };
  org.modules.set(name, module);
  return module;
}

/** An own module's fields: its name, and what every record has. */
export const customShapes = (label: string, type: string): Shape[] => [
  type === 'autonumber'
    ? ['Name', 'autonumber', { label, readOnly: true }]
    : ['Name', 'text', { label, mandatory: true, length: 120 }],
  ['Currency', 'picklist', { length: 120 }],
  ...system,
];

/** An org with its edition's standard modules and nothing in them but what the seed asks for. */
export function createOrg(seed: OrgSeed, now: number): Org {
  const org: Org = {
    seed,
    prefix: seed.environment === 'production' ? '4876876' : '5725767',
    counter: 1_000,
    modules: new Map(),
    users: [],
    roles: [],
    profiles: [],
    currencies: [],
    pickLists: new Map(),
    files: new Map(),
    attachments: new Map(),
    mails: new Map(),
    jobs: new Map(),
    stats: newStats(),
  };
  const small = seed.edition === 'free' || seed.edition === 'standard';
  for (const [name, shapes] of Object.entries(standardModules)) {
    const owner = subforms[name] ?? name;
    if (small && professionalModules.includes(owner)) continue;
    const label = name.replaceAll('_', ' ');
    const kind = name in subforms ? 'subform' : 'default';
    const displayField = displayFields[name] ?? 'id';
    addModule(org, { name, singular: label.replace(/s$/, ''), plural: label, kind, displayField, shapes });
  }
  const ceo = nextId(org);
  org.roles.push({ id: ceo, name: 'CEO', reportsTo: null }, { id: nextId(org), name: 'Manager', reportsTo: ceo });
  for (const name of ['Administrator', 'Standard']) org.profiles.push({ id: nextId(org), name, custom: false });
  org.users = seed.users.map((user, place) => ({
    name: user.name,
    email: user.email,
    active: user.active,
    confirmed: user.confirmed ?? true,
    timeZone: user.timeZone ?? seed.timeZone,
    id: nextId(org),
    role: (org.roles[place === 0 ? 0 : 1] as { id: string }).id,
    profile: (org.profiles[place === 0 ? 0 : 1] as { id: string }).id,
    createdAt: now,
  }));
  org.currencies.push({
    id: nextId(org),
    iso_code: seed.currency,
    name: seed.currency,
    symbol: seed.currency,
    exchange_rate: '1.000000000',
    is_base: true,
    is_active: true,
    prefix_symbol: true,
    format: { decimal_separator: 'Period', thousand_separator: 'Comma', decimal_places: '2' },
  });
  return org;
}
