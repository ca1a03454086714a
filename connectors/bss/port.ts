import type { Readable } from 'node:stream';
import type { HandoffObject, ExtractedObject } from '../../schemas/words.ts';

export interface CustomFieldDefinition {
  object: string;
  name: string;
  type: string;
}

/** A row that can't be read, as it stands in the source. */
export interface BadRow {
  file: string;
  line: number;
  /** Free of the row's content. */
  why: string;
  bytes: Buffer;
}

/** Some whole rows of an object. */
export interface Chunk {
  /** Rows that are not among them, because they can't be read. */
  bad?: BadRow[];
  /** RFC 4180 without a header. */
  csv: Buffer;
  rows: number;
  /** Where the next rows follow. Only the source that made it understands it. */
  checkpoint: string;
}

/** Rows of an object by the source's own count. */
export interface Count {
  rows: number;
  /** Of the same query in the same snapshot; otherwise the source may have miscounted, and a difference is only told. */
  isExact: boolean;
}

/** One consistent view of the source, from its opening to its end. */
export interface Snapshot {
  /** Name and time of the snapshot, for the manifest. */
  id: string;
  takenAt: string;
  count(object: ExtractedObject): Promise<Count>;
  /**
   * The rows of an object, from the beginning or after a checkpoint of an earlier snapshot. `known` tells the keys of the
   * rows that an earlier reading gave, for sources that have no order to rely on. Several objects may be read at once.
   */
  read(object: ExtractedObject, after: string | null, known?: () => AsyncIterable<string>): AsyncIterable<Chunk>;
  /**
   * Rows whose mark is `since` or later, those that tie with it among them, and the keys of all rows there are; null where
   * the source has no mark to ask by, so that what changed is found by reading everything. Marks compare as texts.
   */
  changes(object: ExtractedObject, since: string): { rows: AsyncIterable<Chunk>; keys: AsyncIterable<Chunk> } | null;
  /** What was odd about the reading of an object, for people: counts and places, no values. */
  remarks(object: ExtractedObject): string[];
  /** A handed-off object's snapshot or summary as CSV; null when the profile has none. */
  handoff(object: HandoffObject): Readable | null;
  countHandoff(object: HandoffObject): Promise<number>;
}

/** What a snapshot is for. One of the same name goes on with what the source has prepared for it. */
export interface Purpose {
  name: string;
  signal: AbortSignal;
}

/** A source system, read by its profile. */
export interface Source {
  /** Columns by object. */
  columns(): Promise<Partial<Record<ExtractedObject, string[]>>>;
  /** The field of each object that tells its records apart and orders them. */
  keys(): Partial<Record<ExtractedObject, string>>;
  customFields(): Promise<CustomFieldDefinition[]>;
  /** Runs `work` on one snapshot; parallel writers of the source don't show in it. */
  withSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>, purpose?: Purpose): Promise<T>;
  /**
   * The bytes of a document by its staged record; null when there are none any more. Names that people gave it lead nowhere.
   * @throws ConnectorError `configuration` when the profile doesn't say where documents are, `contract` for one that can't be used
   */
  document(record: Record<string, string>, signal?: AbortSignal): Promise<Readable | null>;
  close(): Promise<void>;
}
