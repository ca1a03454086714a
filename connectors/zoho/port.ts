import type { JsonObject } from '../../schemas/json.ts';
import type { Module } from '../../schemas/words.ts';

/** What Zoho said of one record of a call, in the order in which they were sent. */
export type ItemResult =
  | { ok: true; id: string }
  /** `duplicateId`: the record that already holds the unique value. `reason` has code and field, never a value. */
  | { ok: false; code: string; reason: string; duplicateId?: string };

/** Writes take at most 100 records; every write goes out with `trigger: []`, so that no automation fires. */
export interface WritesRecords {
  insert(module: Module, records: JsonObject[], signal?: AbortSignal): Promise<ItemResult[]>;
  /** Updates the record that holds the same value of `keyField`, else inserts. */
  upsert(module: Module, keyField: string, records: JsonObject[], signal?: AbortSignal): Promise<ItemResult[]>;
  /** Each record carries its `id`. */
  update(module: Module, records: JsonObject[], signal?: AbortSignal): Promise<ItemResult[]>;
  remove(module: Module, ids: string[], signal?: AbortSignal): Promise<ItemResult[]>;
}

export interface ReadsRecords {
  /** Ids of the records that hold these values of the unique field, by value. Not the search index, which lags. */
  findByKey(module: Module, keyField: string, keys: string[], signal?: AbortSignal): Promise<Map<string, string>>;
  /** At most 100 records by id with at most 50 fields, without lines. Missing ones are left out. */
  readByIds(module: Module, ids: string[], fields: string[], signal?: AbortSignal): Promise<JsonObject[]>;
  /** One record whole, with its lines; null when it is gone. */
  read(module: Module, id: string, signal?: AbortSignal): Promise<JsonObject | null>;
  /** Every record whose key field is not empty, in pages by id, as [key, id]. */
  listKeys(module: Module, keyField: string, signal?: AbortSignal): AsyncIterable<[key: string, id: string][]>;
  /** Zoho's own count; it may lag by minutes. */
  count(module: Module, signal?: AbortSignal): Promise<number>;
}

export interface ZohoOrg {
  orgId: string;
  environment: 'sandbox' | 'production';
  companyName: string;
  edition: string;
  timeZone: string;
  currency: string;
}
export interface ZohoUser {
  id: string;
  email: string;
  active: boolean;
}
export interface ZohoField {
  id: string;
  apiName: string;
  label: string;
  dataType: string;
  length: number | null;
  custom: boolean;
  mandatory: boolean;
  unique: boolean;
  external: boolean;
  writable: boolean;
  lookupModule: string | null;
  pickListValues: string[];
}
export interface NewField {
  label: string;
  dataType: string;
  length?: number;
  values?: string[];
  /** The unique external text field that holds our key. */
  externalKey?: boolean;
}
export interface DescribesModules {
  org(signal?: AbortSignal): Promise<ZohoOrg>;
  users(signal?: AbortSignal): Promise<ZohoUser[]>;
  modules(signal?: AbortSignal): Promise<string[]>;
  fields(module: Module, signal?: AbortSignal): Promise<ZohoField[]>;
  /** Creates one field after another in calls of five, then reads the API names back. */
  createFields(module: Module, fields: NewField[], signal?: AbortSignal): Promise<ItemResult[]>;
  removeField(module: Module, fieldId: string, signal?: AbortSignal): Promise<void>;
}

/** Calls and credits since this client was made, and what Zoho last said is left of the rolling window. */
export interface Usage {
  calls: number;
  credits: number;
  bodiesScanned: number;
  /** Known only once half of the window's credits are used; null before. */
  creditsRemaining: number | null;
}
export interface ReportsUsage {
  usage(): Usage;
}

export type Zoho = WritesRecords & ReadsRecords & DescribesModules & ReportsUsage;

/** Access tokens are few (ten per ten minutes), so that all workers share one per org through this store. */
export interface TokenStore {
  read(owner: string): Promise<{ token: string; apiUrl: string | null; expiresAt: number } | null>;
  /** Runs `refresh` in one process at a time; the others wait and then read. */
  exclusively<T>(owner: string, refresh: () => Promise<T>): Promise<T>;
  write(owner: string, entry: { token: string; apiUrl: string | null; expiresAt: number }): Promise<void>;
}
