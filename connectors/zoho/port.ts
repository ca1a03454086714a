import type { JsonObject } from '../../schemas/json.ts';
import type { Module } from '../../schemas/words.ts';

/** What Zoho said of one record of a call, in the order in which they were sent. */
export type ItemResult =
  | { ok: true; id: string }
  /**
   * `reason` has code and field, never a value. `field` is the API name of the field that was refused; `duplicateId` the
   * record that already holds its unique value.
   */
  | { ok: false; code: string; reason: string; field?: string; duplicateId?: string };

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
  /** At most 100 records by id, with any number of fields but without lines. Missing ones are left out. */
  readByIds(module: Module, ids: string[], fields: string[], signal?: AbortSignal): Promise<Map<string, JsonObject>>;
  /** One record whole, with its lines, by the value of an external field; null when none has it. */
  readByKey(module: Module, keyField: string, key: string, signal?: AbortSignal): Promise<JsonObject | null>;
  /** One record whole, with its lines; null when it is gone. */
  read(module: Module, id: string, signal?: AbortSignal): Promise<JsonObject | null>;
  /** Every record whose key field is not empty, in pages by id, as [key, id]. */
  listKeys(module: Module, keyField: string, signal?: AbortSignal): AsyncIterable<[key: string, id: string][]>;
  /** Zoho's own count, asked by a query: the count operation stays behind by minutes. */
  count(module: Module, signal?: AbortSignal): Promise<number>;
}

/** All that a load needs of Zoho. */
export type LoadsRecords = WritesRecords & ReadsRecords & ReportsUsage;

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

/** One column of a bulk file. Values are texts; those of a multi-select are joined by `;`. */
export interface BulkColumn {
  apiName: string;
  /** For a lookup: the unique field of the other module, or `id`, by which its record is found. */
  findBy?: string;
  /** `date` values are `yyyy-MM-dd`, `datetime` values `yyyy-MM-ddTHH:mm:ss±HH:mm`. */
  format?: 'date' | 'datetime';
  /** In a child: the parent's column with the same value, by API name. */
  parentColumn?: string;
}
export interface BulkRows {
  /** At most 200. The first one comes back with each row's result, so it is our key. */
  columns: BulkColumn[];
  /** As many cells as columns; null leaves a field as it is. */
  rows: AsyncIterable<(string | null)[]>;
}
export interface BulkWrite extends BulkRows {
  module: Module;
  operation: 'insert' | 'update' | 'upsert';
  /** The unique field by which records are matched; update and upsert need it, insert then skips what exists. */
  findBy?: string;
  /** Rows of a subform in the same job, such as Ordered_Items. */
  child?: BulkRows & { module: string };
}
export type BulkState = 'added' | 'running' | 'completed' | 'failed' | 'skipped';
export interface BulkWriteJob {
  id: string;
  /** A job of which a file failed or was skipped counts as such. Whatever it is, the result tells what each row met. */
  state: BulkState;
  /** Kept for seven days. */
  resultUrl: string | null;
  /** One for each module of the job, the parent first. The counts mean nothing before the job is over. */
  files: { module: string; state: BulkState; added: number; updated: number; skipped: number; total: number }[];
}
/** What became of one row: `key` is the value of its first column. */
export type BulkResult = { module: string; key: string } & (
  | { ok: true; id: string; action: 'added' | 'updated' }
  | { ok: false; action: 'skipped' | 'unprocessed'; code: string; reason: string; duplicateId?: string }
);
export interface BulkReadJob {
  id: string;
  state: BulkState;
  /** Kept for one day. */
  resultUrl: string | null;
  rows: number;
  /** Starts the job of the next 200,000 rows, within a day; null when there are no more. */
  nextPageToken: string | null;
}

/** Jobs that Zoho works off by itself: start one, look at it until it is over, stream its result. */
export interface RunsBulkJobs {
  /**
   * Writes the rows to a file as they come and starts a job with it: at most 25,000 rows in all and 25 MB packed.
   * @throws ConnectorError `unknown-outcome` only when the job itself may have been started
   */
  startBulkWrite(write: BulkWrite, signal?: AbortSignal): Promise<{ jobId: string; rows: number }>;
  bulkJob(jobId: string, signal?: AbortSignal): Promise<BulkWriteJob>;
  bulkResult(job: BulkWriteJob, signal?: AbortSignal): AsyncIterable<BulkResult>;
  /** `module` may be a subform; `criteria` as in Zoho's documents. A page has at most 200,000 rows. */
  startBulkRead(
    query: { module: string; fields: string[]; criteria?: JsonObject; pageToken?: string },
    signal?: AbortSignal,
  ): Promise<{ jobId: string }>;
  bulkReadJob(jobId: string, signal?: AbortSignal): Promise<BulkReadJob>;
  /** Rows by the names of the file's header. */
  bulkReadRows(job: BulkReadJob, signal?: AbortSignal): AsyncIterable<Record<string, string>>;
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

export type Zoho = WritesRecords & ReadsRecords & DescribesModules & RunsBulkJobs & ReportsUsage;

/** Access tokens are few (ten per ten minutes), so that all workers share one per org through this store. */
export interface TokenStore {
  read(owner: string): Promise<{ token: string; expiresAt: number } | null>;
  /** Runs `refresh` in one process at a time; the others wait and then read. */
  exclusively<T>(owner: string, refresh: () => Promise<T>): Promise<T>;
  write(owner: string, entry: { token: string; expiresAt: number }): Promise<void>;
}
