import type { Readable } from 'node:stream';
import type { HandoffObject, LoadedObject } from '../../schemas/words.ts';

export interface CustomFieldDefinition {
  object: string;
  name: string;
  type: string;
}

/** One consistent view of the source, from its opening to its end. */
export interface Snapshot {
  /** Name and time of the snapshot, for the manifest. */
  id: string;
  takenAt: string;
  /** Rows of an object by the source's own count, of the same query in the same snapshot. */
  count(object: LoadedObject): Promise<number>;
  /** An object as RFC 4180 CSV with a header of source field names, ordered by key. */
  stream(object: LoadedObject): Readable;
  /** A handed-off object's snapshot or summary as CSV; null when the profile has none. */
  handoff(object: HandoffObject): Readable | null;
  countHandoff(object: HandoffObject): Promise<number>;
}

/** A source system, read by its profile. */
export interface Source {
  /** Columns by object. */
  columns(): Promise<Partial<Record<LoadedObject, string[]>>>;
  customFields(): Promise<CustomFieldDefinition[]>;
  /** Runs `work` on one snapshot; parallel writers of the source don't show in it. */
  withSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
