import { z } from 'zod';
import { SecretReference } from './engagement-file.ts';
import { HandoffObject, LoadedObject } from './words.ts';

const Query = z.string().min(10);
const common = {
  /** IANA zone of timestamps that carry none. */
  timeZone: z.string().min(1),
  /** Columns that must never be selected: passwords, cards, keys. */
  never: z.array(z.string()).default([]),
};
const keyed = { key: z.string().min(1), updated: z.string().optional() };

/** How to read one object of a database: a read-only query whose columns are the source fields, ordered by the key. */
export const ObjectProfile = z.strictObject({ ...keyed, query: Query });
export type ObjectProfile = z.infer<typeof ObjectProfile>;

export const PostgresProfile = z.strictObject({
  kind: z.literal('postgres'),
  url: SecretReference,
  ...common,
  statementTimeoutSeconds: z.int().positive().default(600),
  objects: z.partialRecord(LoadedObject, ObjectProfile),
  handoff: z.partialRecord(
    HandoffObject,
    z.strictObject({ count: Query, snapshot: Query.optional(), summary: Query.optional() }),
  ),
  /** One row per extension definition: entity_type, name, label, data_type, options, mandatory. */
  customFields: Query.optional(),
  notes: z.strictObject({ count: Query }).optional(),
});
export type PostgresProfile = z.infer<typeof PostgresProfile>;

/** Where a field stands in a row of a file: a column, or a path with dots in JSON. */
const Place = z.string().min(1);
export const FileField = z.union(
  [
    Place,
    /** A code by its label; nothing for a code that has none. */
    z.strictObject({ from: Place, labels: z.record(z.string(), z.string()) }),
    /** A list of rows, each with these fields. */
    z.strictObject({ rows: Place, fields: z.record(z.string(), Place) }),
    /** All filled columns of which the name begins so, as one object by the rest of the name. */
    z.strictObject({ prefix: z.string().min(1) }),
  ],
  'must be a column or a path, or have exactly from and labels, rows and fields, or prefix',
);
export type FileField = z.infer<typeof FileField>;

const fileSet = {
  /** A file name, with at most one `*`. Several files are read in the order of their names. */
  files: z.string().regex(/^[^/\\*]*\*?[^/\\*]*$/, 'a file name with at most one *, and no folder'),
  /** `pipe` has no quotes: a value holds neither | nor a line break. */
  format: z.enum(['csv', 'pipe', 'jsonl']),
  encoding: z.enum(['utf-8', 'windows-1252', 'iso-8859-2', 'utf-16le']).default('utf-8'),
  /** Lines before the header: a version, a comment. */
  skipLines: z.int().min(0).default(0),
  /** The last line, which is no row: how it begins, and which of its values counts the rows. */
  trailer: z.strictObject({ begins: z.string().min(1), count: z.int().min(0) }).optional(),
};
export const FileSet = z.strictObject(fileSet);
export type FileSet = z.infer<typeof FileSet>;
/** Files that are counted, and of which the named columns are handed over; without any, they are counted only. */
export const FileHandoff = z.strictObject({ ...fileSet, columns: z.array(z.string()).default([]) });
export const FileObject = z.strictObject({ ...keyed, ...fileSet, fields: z.record(z.string(), FileField) });
export type FileObject = z.infer<typeof FileObject>;

/** A delivery of files in one folder. */
export const FilesProfile = z.strictObject({
  kind: z.literal('files'),
  /** The folder: whole, relative to the engagement file, or by reference. */
  folder: z.string().min(1),
  ...common,
  objects: z.partialRecord(LoadedObject, FileObject),
  handoff: z.partialRecord(HandoffObject, FileHandoff).default({}),
  customFields: z.array(z.strictObject({ object: LoadedObject, name: z.string(), type: z.string() })).default([]),
});
export type FilesProfile = z.infer<typeof FilesProfile>;

/** Where the records of one deployment are and how they are read. A source is a profile, not code. */
export const SourceProfile = z.discriminatedUnion('kind', [PostgresProfile, FilesProfile]);
export type SourceProfile = z.infer<typeof SourceProfile>;
