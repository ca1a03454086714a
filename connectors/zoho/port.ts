import type { Readable } from 'node:stream';
import type { JsonObject } from '../../schemas/json.ts';
import type { FieldPermission } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';

/** The result of one record of a call. Results are in the order of the records. */
export type ItemResult =
  /** `modifiedAt`: Zoho's time of the modification in ISO 8601; null if the response does not have it. */
  | { ok: true; id: string; modifiedAt: string | null }
  /**
   * `reason` has code and field, never a value. `field` is the API name of the rejected field. `duplicateId` is the id
   * of the record that already has the unique value.
   */
  | { ok: false; code: string; reason: string; field?: string; duplicateId?: string };

/** A write has at most 100 records. Every write is sent with `trigger: []`, so that it starts no automation. */
export interface WritesRecords {
  insert(module: Module, records: JsonObject[], signal?: AbortSignal): Promise<ItemResult[]>;
  /** Each record must have its `id`. */
  update(module: Module, records: JsonObject[], signal?: AbortSignal): Promise<ItemResult[]>;
  remove(module: Module, ids: string[], signal?: AbortSignal): Promise<ItemResult[]>;
}

/** A record that was found by our key. `modifiedAt` is in ISO 8601; `modifiedBy` is the id of a user. */
export interface FoundRecord {
  key: string;
  id: string;
  modifiedAt: string | null;
  modifiedBy?: string | null;
}

export interface QueriesRecords {
  /**
   * The records with these values of the field that holds our key, by value (`keyValue` in `domain/module-traits.ts`). Zoho
   * compares without case; the map has Zoho's own spelling. Uses a query, because the search index lags.
   */
  findByKey(module: Module, keyField: string, keys: string[], signal?: AbortSignal): Promise<Map<string, FoundRecord>>;
  /** Every record that has a key, in pages by id. */
  listKeys(module: Module, keyField: string, signal?: AbortSignal): AsyncIterable<FoundRecord[]>;
  /**
   * The ids that a lookup of a module's records leads to, in pages. `withoutKey`: only of records whose field of this name
   * is empty. `ids`: only of these records, at most 100.
   */
  listReferences(
    module: string,
    field: string,
    only: { withoutKey?: string | undefined; ids?: string[] },
    signal?: AbortSignal,
  ): AsyncIterable<string[]>;
  /** At most 100 records by id, by a query. For modules whose records can't be listed by id. Missing records are left out. */
  queryByIds(module: Module, ids: string[], fields: string[], signal?: AbortSignal): Promise<Map<string, JsonObject>>;
  /** Zoho's own count, from a query, because the count operation lags by minutes. */
  count(module: Module, signal?: AbortSignal): Promise<number>;
  /**
   * Number of records with a value in a field; null if Zoho can't be asked for the field. `withoutKey`: only of records
   * whose field of this name is empty. `value`: only of records with this value.
   */
  countUses(
    module: Module,
    field: { apiName: string; dataType: string },
    only: { withoutKey?: string | undefined; value?: string },
    signal?: AbortSignal,
  ): Promise<number | null>;
}

export interface ReadsRecords extends Omit<QueriesRecords, 'listReferences' | 'countUses' | 'queryByIds'> {
  /** At most 100 records by id, with any number of fields but without lines. Missing records are left out. */
  readByIds(module: Module, ids: string[], fields: string[], signal?: AbortSignal): Promise<Map<string, JsonObject>>;
  /** One complete record with its lines, by the value of an external field; null if there is none. */
  readByKey(module: Module, keyField: string, key: string, signal?: AbortSignal): Promise<JsonObject | null>;
  /** One complete record with its lines; null if it does not exist. */
  read(module: Module, id: string, signal?: AbortSignal): Promise<JsonObject | null>;
}

/** A record that files or e-mails are attached to. */
export interface FileOwner {
  module: Module;
  id: string;
}
/** A file of a record. `modifiedAt` is in ISO 8601. */
export interface FoundFile {
  id: string;
  name: string;
  bytes: number;
  modifiedAt: string | null;
}
export interface FileToAttach {
  name: string;
  bytes: number;
  /** Begins with the first byte each time. */
  open(): Readable;
}

export interface AttachesFiles {
  /**
   * Attaches one file. Nothing in a file is unique, so a repetition attaches it again.
   * @throws ConnectorError `unknown-outcome` when the file may have been attached
   */
  attach(owner: FileOwner, file: FileToAttach, signal?: AbortSignal): Promise<ItemResult>;
  /** All files of a record; none if the record does not exist. */
  listFiles(owner: FileOwner, signal?: AbortSignal): Promise<FoundFile[]>;
  /** At most 100 files of one record. */
  removeFiles(owner: FileOwner, ids: string[], signal?: AbortSignal): Promise<ItemResult[]>;
  /** SHA-256 of the bytes that Zoho has, in hex; null if there is no such file. */
  digestOfFile(owner: FileOwner, id: string, signal?: AbortSignal): Promise<string | null>;
}

/** An e-mail to add, in the form of `judgeMail` in `domain/mails.ts`. */
export interface MailToAdd {
  values: JsonObject;
  /** The same without what is no text of people, to be scanned. */
  scanned: JsonObject;
  /** Ids of uploaded files. */
  files?: string[];
}
/** An e-mail of a record. A list does not show its content. */
export interface FoundMail {
  /** Zoho's id of the message, a hexadecimal text. */
  id: string;
  /** In the form in which it was added, as far as Zoho returns it. */
  values: JsonObject;
  files: MailFile[];
}
/** A file of an e-mail. `bytes`: null if Zoho does not say. */
export interface MailFile {
  id: string;
  name: string;
  bytes: number | null;
}

export interface AddsMails {
  /**
   * Uploads a file for an e-mail that is added next. Its result has an id for this e-mail alone. A file that no e-mail uses is
   * nowhere to be seen, and no call deletes it.
   */
  uploadFile(file: FileToAttach, signal?: AbortSignal): Promise<ItemResult>;
  /** SHA-256 of the bytes of a file of an e-mail, in hex; null if there is no such file. */
  digestOfMailFile(owner: FileOwner, mail: FoundMail, file: MailFile, signal?: AbortSignal): Promise<string | null>;
  /**
   * Adds one past e-mail to a record. Its result has Zoho's id of the message. Zoho refuses a second one with the same
   * `original_message_id` with DUPLICATE_DATA, and does not say which one has it.
   * @throws ConnectorError `unknown-outcome` when it may have been added
   */
  addMail(owner: FileOwner, mail: MailToAdd, signal?: AbortSignal): Promise<ItemResult>;
  /** All e-mails of a record, ten for each call; none if the record does not exist. */
  listMails(owner: FileOwner, signal?: AbortSignal): Promise<FoundMail[]>;
  /** One e-mail with its content; null if it does not exist. */
  readMail(owner: FileOwner, id: string, signal?: AbortSignal): Promise<FoundMail | null>;
}

/** The calls that a load needs. */
export type LoadsRecords = WritesRecords &
  ReadsRecords &
  Pick<ReportsUsage, 'usage'> &
  Pick<DescribesModules, 'currentUser'>;

/** A network identifier in a record of a call, by the record's index; never its value. */
export interface Leak {
  record: number;
  field: string;
  rule: string;
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
  /** Whether the user has accepted the invitation. Others can't own records. */
  confirmed: boolean;
  /** Name of the user's profile, such as `Administrator`, and its id. */
  profile: string;
  profileId: string;
}
/** A page layout that is in use. Zoho gives the first one to a record that names none. */
export interface ZohoLayout {
  id: string;
  name: string;
  /** API names of its fields. */
  fields: string[];
  /** API names of the fields that it makes mandatory. */
  mandatory: string[];
  sections: { id: string; label: string; fields: string[] }[];
}
/** A change of a section of a layout: a new one has no id. Its fields are moved into it, at most five in a call. */
export interface LayoutChange {
  id?: string;
  label?: string;
  fields?: { id: string; required?: boolean }[];
  /** Deletes the section. */
  remove?: true;
}
export interface ZohoField {
  id: string;
  apiName: string;
  label: string;
  /** Zoho's type; `richtext` for a text area with formatting. */
  dataType: string;
  length: number | null;
  custom: boolean;
  mandatory: boolean;
  unique: boolean;
  external: boolean;
  writable: boolean;
  lookupModule: string | null;
  /** The module of a subform's rows. */
  subformModule: string | null;
  pickListValues: string[];
  /** API name of the global pick list whose values it has. */
  globalList: string | null;
  /** Decimal places of a number; null if Zoho does not say. */
  decimals: number | null;
  /** What each profile may do with it, in Zoho's words. */
  permissions: { id: string; name: string; permission: string }[];
}
/** A custom module to create. `profiles`: ids of those whose users see it. */
export interface NewZohoModule {
  apiName: string;
  singular: string;
  plural: string;
  profiles: string[];
}
export interface NewField {
  label: string;
  dataType: string;
  length?: number;
  decimals?: number;
  values?: string[];
  /** The module of a lookup. */
  lookupModule?: string;
  /** What profiles may do with it, by their ids. Others may read and write. */
  permissions?: { id: string; permission: FieldPermission }[];
  /** The unique external text field that holds our key. */
  externalKey?: boolean;
  /** Zoho refuses a value that another record has, without regard to case. */
  unique?: boolean;
}
export interface DescribesModules {
  org(signal?: AbortSignal): Promise<ZohoOrg>;
  users(signal?: AbortSignal): Promise<ZohoUser[]>;
  /** Id of the user to whom the credentials belong. A client asks once. */
  currentUser(signal?: AbortSignal): Promise<string>;
  /** Name of that user's profile as it is now; empty if Zoho does not say it. */
  currentProfile(signal?: AbortSignal): Promise<string>;
  modules(signal?: AbortSignal): Promise<string[]>;
  /** Labels of all modules, of one record and of many. A new module can have none of them. */
  moduleLabels(signal?: AbortSignal): Promise<string[]>;
  fields(module: string, signal?: AbortSignal): Promise<ZohoField[]>;
  layouts(module: string, signal?: AbortSignal): Promise<ZohoLayout[]>;
  changeLayout(module: Module, layoutId: string, sections: LayoutChange[], signal?: AbortSignal): Promise<ItemResult>;
  /** Creates a custom module with a name as its only field. Only some editions can. Zoho has no call that deletes it. */
  createModule(module: NewZohoModule, signal?: AbortSignal): Promise<ItemResult>;
  /** Creates the fields, five per call. */
  createFields(module: Module, fields: NewField[], signal?: AbortSignal): Promise<ItemResult[]>;
  removeField(module: Module, fieldId: string, signal?: AbortSignal): Promise<void>;
  /** Adds values at the end of a field's pick list. */
  addValues(module: Module, fieldId: string, values: string[], signal?: AbortSignal): Promise<ItemResult>;
  /** Removes a value of a field's pick list. Records keep it. Nothing happens if the list does not have it. */
  removeValue(module: Module, fieldId: string, value: string, signal?: AbortSignal): Promise<ItemResult>;
}

/** The rules that lock records of a module. Zoho has one configuration per module. */
export interface ManagesTags {
  tags(module: Module, signal?: AbortSignal): Promise<{ id: string; name: string }[]>;
  /** Creates tags. Zoho leaves those alone that the module has already. */
  createTags(module: Module, names: string[], signal?: AbortSignal): Promise<void>;
  /** How many records of the module have the tag. */
  countTagged(module: Module, id: string, signal?: AbortSignal): Promise<number>;
  /** Removes the tag, also from the records that have it. */
  removeTag(module: Module, id: string, signal?: AbortSignal): Promise<void>;
}

export interface LockConfiguration {
  id: string;
  /** False: only people lock records, one by one. */
  isAutomatic: boolean;
  /** Names of its rules. */
  rules: string[];
  /** Ids of the profiles that may change locked records. */
  except: string[];
}
/** A configuration with one rule: records are locked whose field begins with a text. */
export interface NewLock {
  rule: string;
  field: { apiName: string; id: string };
  startsWith: string;
  /** Ids of the profiles that may change locked records. */
  except: string[];
}
export interface LocksRecords {
  lockConfigurations(module: string, signal?: AbortSignal): Promise<LockConfiguration[]>;
  createLock(module: Module, lock: NewLock, signal?: AbortSignal): Promise<ItemResult>;
  /** Changes which profiles may change locked records; none: nobody may. */
  changeLock(module: Module, id: string, except: string[], signal?: AbortSignal): Promise<ItemResult>;
  /** Removes a configuration with all its rules. */
  removeLock(module: Module, id: string, signal?: AbortSignal): Promise<ItemResult>;
  profiles(signal?: AbortSignal): Promise<{ id: string; name: string }[]>;
}

/** One column of a bulk file. All values are texts. The values of a multi-select field are joined by `;`. */
export interface BulkColumn {
  apiName: string;
  /** For a lookup: the unique field of the other module that identifies its record, or `id`. */
  findBy?: string;
  /** `date` values are `yyyy-MM-dd`, `datetime` values `yyyy-MM-ddTHH:mm:ss±HH:mm`. */
  format?: 'date' | 'datetime';
  /** In a child: API name of the parent's column with the same value. */
  parentColumn?: string;
}
export interface BulkRows {
  /** At most 200. The first column must be our key, because Zoho returns it with each row's result. */
  columns: BulkColumn[];
  /** One cell per column. null leaves the field unchanged. */
  rows: AsyncIterable<(string | null)[]>;
}
export interface BulkWrite extends BulkRows {
  module: Module;
  operation: 'insert' | 'update' | 'upsert';
  /**
   * The unique field that identifies existing records. Required for update and upsert; insert skips existing records.
   */
  findBy?: string;
  /** Rows of a subform in the same job, such as Ordered_Items. */
  child?: BulkRows & { module: string };
}
export type BulkState = 'added' | 'running' | 'completed' | 'failed' | 'skipped';
export interface BulkWriteJob {
  id: string;
  /** If a file failed or was skipped, so did the job. In any state, the result has the outcome of each row. */
  state: BulkState;
  /** Available for seven days. */
  resultUrl: string | null;
  /** One file per module of the job, the parent first. The counts are valid only after the end of the job. */
  files: { module: string; state: BulkState; added: number; updated: number; skipped: number; total: number }[];
}
/** The result of one row. `key` is the value of its first column. */
export type BulkResult = { module: string; key: string } & (
  | { ok: true; id: string; action: 'added' | 'updated' }
  | { ok: false; action: 'skipped' | 'unprocessed'; code: string; reason: string; duplicateId?: string }
);
export interface BulkReadJob {
  id: string;
  state: BulkState;
  /** Available for one day. */
  resultUrl: string | null;
  rows: number;
  /** Token for a job that reads the next 200,000 rows, valid for one day; null if there are no more rows. */
  nextPageToken: string | null;
}

/** Asynchronous jobs: start a job, poll it until it has ended, stream its result. */
export interface RunsBulkJobs {
  /**
   * Writes the rows to a file while they arrive, and starts a job with it: at most 25,000 rows and 25 MB compressed.
   * @throws ConnectorError `unknown-outcome` only when the job itself may have been started
   */
  startBulkWrite(write: BulkWrite, signal?: AbortSignal): Promise<{ jobId: string; rows: number }>;
  bulkJob(jobId: string, signal?: AbortSignal): Promise<BulkWriteJob>;
  bulkResult(job: BulkWriteJob, signal?: AbortSignal): AsyncIterable<BulkResult>;
  /** `module` can be a subform. `criteria` is as in Zoho's documentation. A page has at most 200,000 rows. */
  startBulkRead(
    query: { module: string; fields: string[]; criteria?: JsonObject; pageToken?: string },
    signal?: AbortSignal,
  ): Promise<{ jobId: string }>;
  bulkReadJob(jobId: string, signal?: AbortSignal): Promise<BulkReadJob>;
  /** Writes the result to a CSV file that only this user can read. Its first row has the names of the fields. */
  bulkReadFile(job: BulkReadJob, file: string, signal?: AbortSignal): Promise<void>;
}

/** Calls and credits of this client so far, and the remaining credits of the rolling window. */
export interface Usage {
  calls: number;
  credits: number;
  bodiesScanned: number;
  /** Zoho sends it only after half of the window's credits are used; null before. */
  creditsRemaining: number | null;
}
export interface ReportsUsage {
  usage(): Usage;
  /**
   * Asks whether the org has credits for work that must start over when it is interrupted.
   * @throws ConnectorError `credits` when the work would go below the floor, before anything is paid for it
   */
  expectCredits(credits: number): Promise<void>;
}

/** A rule of Zoho that people made, and that records start. */
export interface WorkflowRule {
  name: string;
  /** When it runs, in Zoho's words; empty if Zoho does not say so. */
  runsOn: string;
  isActive: boolean;
}
export interface ReadsAutomations {
  /** The rules of a module, the active ones first. */
  workflowRules(module: string, signal?: AbortSignal): Promise<WorkflowRule[]>;
}

export type Zoho = WritesRecords &
  ReadsRecords &
  QueriesRecords &
  AttachesFiles &
  AddsMails &
  DescribesModules &
  ManagesTags &
  LocksRecords &
  ReadsAutomations &
  RunsBulkJobs &
  ReportsUsage;

export interface AccessToken {
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}
/** Stores one access token per org for all workers, because Zoho issues only ten tokens per ten minutes. */
export interface TokenStore {
  /** The stored token if it is usable; otherwise one from `fetch`, which one caller of all processes calls for the others. */
  token(
    owner: string,
    isUsable: (entry: AccessToken) => boolean,
    fetch: () => Promise<AccessToken>,
  ): Promise<AccessToken>;
}
