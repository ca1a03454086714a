import type { Readable } from 'node:stream';
import type { WriteAccess } from '../../domain/quiet/write-access.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { SourceReading } from '../../schemas/quiet.ts';
import type { ExtractedObject, HandoffObject, IdentifierKind } from '../../schemas/terms.ts';

export interface CustomFieldDefinition {
  object: string;
  name: string;
  type: string;
}

/** A row that can't be read, with its bytes as the source has them. */
export interface BadRow {
  file: string;
  line: number;
  /** The reason, without any content of the row. */
  why: string;
  bytes: Buffer;
}

/** Some complete rows of an object. */
export interface Chunk {
  /** RFC 4180 without a header. */
  csv: Buffer;
  rows: number;
  /** Rows between them that can't be read; `csv` and `rows` don't include them. */
  bad?: BadRow[];
  /** Where the next rows begin. Only the source that made it can interpret it. */
  checkpoint: string;
}

/** Number of rows of an object, as the source counts them. */
export interface Count {
  rows: number;
  /** True for a count of the same query in the same snapshot. Another count may be wrong: a difference is only reported. */
  isExact: boolean;
}

export interface ReadsObjects {
  count(object: ExtractedObject): Promise<Count>;
  /**
   * The rows of an object, from the beginning or after a checkpoint of an earlier snapshot. Sources without a reliable
   * order skip the rows whose keys are in `stagedKeys`, the keys that an earlier reading staged. Several objects may be
   * read at once.
   */
  read(object: ExtractedObject, after: string | null, stagedKeys?: () => AsyncIterable<string>): AsyncIterable<Chunk>;
  /** What was unusual while an object was read, for people: counts and positions, no values. */
  remarks(object: ExtractedObject): string[];
}

/** For sources that can select rows by the field `updated` of their profile. */
export interface ReadsChanges {
  /**
   * The rows whose `updated` is `since` or later, and the keys of all rows. Values compare as texts.
   * @throws ConnectorError `configuration` for an object without `updated`
   */
  changes(object: ExtractedObject, since: string): { rows: AsyncIterable<Chunk>; keys: AsyncIterable<Chunk> };
}

/**
 * What shows that the rows of a handed-off object are of one moment. `transaction`: one transaction of a database. `export`: one
 * job of the source. `files`: files with these digests. `none`: nothing; the rows must be read twice.
 */
export type Moment =
  | { by: 'transaction'; id: string }
  | { by: 'export'; id: string; files: FileDigest[] }
  | { by: 'files'; files: FileDigest[] }
  | { by: 'none' };

export interface FileDigest {
  name: string;
  sha256: string;
}

export interface ReadsHandoffs {
  /** What shows that the rows of a handed-off object are of one moment, as it is now. */
  moment(object: HandoffObject): Promise<Moment>;
  /** The rows of a handed-off object as CSV with a header; null when the profile only counts them. */
  handoff(object: HandoffObject): Readable | null;
  /** Figures of a handed-off object by account, as CSV with a header; null when the profile has no query for them. */
  handoffByAccount?(object: HandoffObject): Readable | null;
  countHandoff(object: HandoffObject): Promise<number>;
}

/** Credentials of subscribers, for the network team only. */
export interface ReadsCredentials {
  /**
   * The rows of a list of the profile as CSV with a header, secrets and all. The caller must not keep them in clear, and must
   * not pass on an error that is no ConnectorError: a parser quotes what it can't read.
   */
  credentials(list: string): Readable;
}

/** The operator's own identifiers, which must never leave. */
export interface ReadsIdentifiers {
  /** Values of the lists of the profile, list after list; none when it has no list. They are never staged. */
  identifiers(): AsyncIterable<Identifier>;
}

/** One of the operator's own identifiers, as its table has it. */
export interface Identifier {
  kind: IdentifierKind;
  value: string;
}

/** Name and time of a snapshot, for the manifest. */
export interface SnapshotIdentity {
  id: string;
  takenAt: string;
}

/** One consistent view of the source while it is open. `if (snapshot.changes)` tests whether it can read changes alone. */
export type Snapshot = SnapshotIdentity &
  ReadsObjects &
  ReadsHandoffs &
  ReadsIdentifiers &
  Partial<ReadsChanges> &
  Partial<ReadsCredentials>;

/** What a snapshot is for. With the same name, a source continues what it prepared before a crash. */
export interface Purpose {
  name: string;
  signal: AbortSignal;
}

export interface DescribesObjects {
  /**
   * Checks the profile against the source and returns the columns of each object.
   * @throws ConnectorError `configuration` for what is wrong in the profile
   */
  columns(): Promise<Partial<Record<ExtractedObject, string[]>>>;
  /** The field of each object that identifies its records and orders them. */
  keys(): Partial<Record<ExtractedObject, string>>;
  customFields(): Promise<CustomFieldDefinition[]>;
  /**
   * What the rows come from, beside the profile: the address of a server without secrets, or names, sizes and times of a
   * delivery's files. Rows of two identities must not be mixed.
   */
  identity(): Promise<JsonObject>;
}

export interface TakesSnapshots {
  /** Runs `work` on one snapshot; it does not see what others write to the source meanwhile. */
  withSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>, purpose?: Purpose): Promise<T>;
}

export interface FetchesDocuments {
  /**
   * The bytes of a document by its staged record; null when the source has none. The document's file name is never used
   * as a path.
   * @throws ConnectorError `configuration` when the profile has no `documentContent`, `contract` for a document that can't be used
   */
  document(record: Record<string, string>, signal?: AbortSignal): Promise<Readable | null>;
}

export interface ShowsWrites {
  /**
   * What shows whether somebody writes to the source, as it is now. It has figures only, no values of records except the
   * highest change mark of an object. What can't be read is named with the reason.
   */
  reading(signal?: AbortSignal): Promise<SourceReading>;
}

/** For sources that know who may write to them. */
export interface ListsWriteAccess {
  /** Who may write to the tables that the loaded objects are read from, as the catalogue has it. */
  writeAccess(): Promise<WriteAccess>;
}

/** The place of a row in the files of a delivery. A row of several lines has the number of the last one; 0: unknown. */
export interface RowPlace {
  file: string;
  line: number;
}

export interface LocatesRows {
  /** The places of the rows of an object, in the order in which they are read. */
  places(object: ExtractedObject): AsyncIterable<RowPlace>;
}

/** A source system, read by its profile. */
export type Source = DescribesObjects &
  TakesSnapshots &
  FetchesDocuments &
  ShowsWrites &
  Partial<LocatesRows> &
  Partial<ListsWriteAccess> & { close(): Promise<void> };
