import type { Field } from './field.ts';
import type { PickList } from './pick-list.ts';
import type { OrgSeed } from './seed.ts';

export type Row = Record<string, unknown>;

/** A record as the emulator stores it. Values are by Zoho's field names; lookups are ids. */
export interface StoredRecord {
  id: string;
  /** Milliseconds since 1970, as all times here. */
  createdAt: number;
  modifiedAt: number;
  createdBy: string;
  modifiedBy: string;
  values: Row;
  lines: Row[] | null;
  /** Ids of tags. */
  tags: string[] | null;
  lock: { id: string; reason: string; at: number; by: string } | null;
  /** Earlier values of the field whose changes the module keeps, the oldest first. */
  history?: { value: unknown; at: number; by: string }[];
}

export interface DeletedRecord {
  record: StoredRecord;
  /** Its notes and files, which went with it. */
  notes: StoredRecord[];
  files: Attachment[];
  name: string;
  at: number;
  by: string;
  permanent: boolean;
}

export interface Layout {
  id: string;
  name: string;
  /** API names of the fields on the layout. */
  fields: Set<string>;
  /** API names of the fields that are mandatory on it. */
  mandatory: Set<string>;
  /** Sections beside the first one, which has all fields that are in no other. */
  sections: Section[];
  /** Label of the first section; null for the usual one. */
  label: string | null;
}

/** Folded value → id of the record with it, or the ids of several in the order in which they came. */
export type ValueIndex = Map<string, string | string[]>;

/** A view of a module's records. */
export interface View {
  id: string;
  name: string;
  /** Zoho's name of a view that every org has; null for a view from the seed. */
  systemName: string | null;
  /** The view has the records of the caller only. */
  ofCaller: boolean;
  /** Null for all records. */
  criteria: Row | null;
}

export interface Section {
  id: string;
  label: string;
  fields: Set<string>;
}

export interface LockRule {
  id: string;
  at: number;
  /** The configuration in the format of the API. */
  body: Row;
}

export interface Module {
  name: string;
  id: string;
  singular: string;
  plural: string;
  kind: 'default' | 'custom' | 'subform';
  /** Ids of the profiles that may use a custom module; null means all. */
  profiles: string[] | null;
  displayField: string;
  fields: Map<string, Field>;
  layouts: Layout[];
  records: Map<string, StoredRecord>;
  /** Indexes of unique fields and of fields that an upsert compared. */
  unique: Map<string, ValueIndex>;
  deleted: Map<string, DeletedRecord>;
  tags: Map<string, { id: string; name: string; colour: string | null; at: number }>;
  locks: LockRule[];
  views: View[];
  nextNumber: number;
  /** Record counts at earlier times, for the delayed count. */
  counts: { at: number; count: number }[];
  /** Increases with each added or removed record. */
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

export interface StoredFile {
  id: string;
  name: string;
  type: string;
  bytes: Buffer;
  at: number;
  by: string;
}
export interface Attachment extends StoredFile {
  module: string;
  parent: string;
}
export interface Mail {
  module: string;
  parent: string;
  at: number;
  /** Without its files. */
  body: Row;
  files: StoredFile[];
}

/** A mail that Zoho would have sent for a record. */
export interface Notice {
  module: string;
  record: string;
  kind: 'invitation' | 'notification' | 'reminder';
  at: number;
}

/** How much an org may store; null means any amount. */
export interface Storage {
  records: number | null;
  fileBytes: number | null;
}

/** A bulk job. */
export interface Job {
  id: string;
  kind: 'write' | 'read';
  at: number;
  by: string;
  body: Row;
  state: 'running' | 'completed' | 'failed';
  /** The outcome, as the status call answers it: counts by file for a write, the page for a read. */
  report: Row;
  result: Buffer | null;
  downloads: number[];
}

/** A pick list that fields of several modules can share. */
export interface GlobalList extends PickList {
  id: string;
  name: string;
  description: string | null;
  createdAt: number;
  modifiedAt: number;
  by: string;
}

/** The values of a pick list field: its own, or those of its global pick list. */
export const pickListFor = (org: Org, field: Field): PickList =>
  org.pickLists.get(field.globalList ?? '') ?? field.pickList;

/** Counters for tests. */
export interface Stats {
  calls: number;
  credits: number;
  writes: Record<string, number>;
  duplicates: number;
  /** Records written without `trigger: []`. Zoho would have run automations for them. */
  wouldHaveFired: number;
  unknownPickListValues: number;
  refusedConcurrency: number;
  refusedCredits: number;
}

/** An org. It is plain data, so that a snapshot can serialise it. */
export interface Org {
  seed: OrgSeed;
  prefix: string;
  counter: number;
  modules: Map<string, Module>;
  users: User[];
  roles: { id: string; name: string; reportsTo: string | null }[];
  profiles: { id: string; name: string; custom: boolean }[];
  currencies: Row[];
  pickLists: Map<string, GlobalList>;
  files: Map<string, StoredFile>;
  attachments: Map<string, Attachment>;
  mails: Map<string, Mail>;
  jobs: Map<string, Job>;
  /** Results of mass updates, by the id of their job. */
  massUpdates: Map<string, Row>;
  notices: Notice[];
  storage: Storage;
  /** Credits that were spent in the current window, by the time of the calls. */
  spent: { at: number; credits: number }[];
  stats: Stats;
}

/** The next id: 19 digits, from the org's prefix and a counter. */
export function nextId(org: Org): string {
  org.counter += 1;
  return org.prefix + String(org.counter).padStart(12, '0');
}
