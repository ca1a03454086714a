import { z } from 'zod';
import { SecretReference } from './engagement-file.ts';
import { Expression, FileField, JsonField } from './profile-fields.ts';
import { ExtractedObject, HandoffObject, LoadedObject } from './words.ts';

const Query = z.string().min(10);
/** Whether the machine knows rules of a zone. */
const isZone = (name: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
};
const common = {
  /** IANA zone of timestamps that carry none. */
  timeZone: z.string().refine(isZone, 'is no IANA time zone, such as Europe/London'),
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
  objects: z.partialRecord(ExtractedObject, ObjectProfile),
  handoff: z
    .partialRecord(
      HandoffObject,
      z.strictObject({ count: Query, snapshot: Query.optional(), summary: Query.optional() }),
    )
    .default({}),
  /** One row per extension definition: entity_type, name, label, data_type, options, mandatory. */
  customFields: Query.optional(),
  /** Gives the bytes of one document as one value; `$1` is the document's key. */
  documentContent: Query.includes('$1').optional(),
});
export type PostgresProfile = z.infer<typeof PostgresProfile>;

const encodings = ['utf-8', 'iso-8859-1', 'windows-1252', 'iso-8859-2', 'utf-16le'] as const;
export type Encoding = (typeof encodings)[number];

const fileSet = {
  /** A file name, with at most one `*`. Several files are read in the order of their names. */
  files: z.string().regex(/^[^/\\*]*\*?[^/\\*]*$/, 'a file name with at most one *, and no folder'),
  /** `pipe` has no quotes: a value names | and line breaks, `\N{VERTICAL LINE}` and `\N{LINE FEED}`. */
  format: z.enum(['csv', 'pipe', 'jsonl']),
  /** `detect` finds out, and tells in the manifest. */
  encoding: z.enum([...encodings, 'detect']).default('utf-8'),
  /** Lines before the header: a version, a comment. */
  skipLines: z.int().min(0).default(0),
  /** What becomes of rows that can't be read: the extraction stops, or they are kept as they are and rejected. */
  badRows: z.enum(['stop', 'keep']).default('stop'),
  /** The last line, which is no row: how it begins, and which of its values counts the rows. */
  trailer: z.strictObject({ begins: z.string().min(1), count: z.int().min(0) }).optional(),
};
export const FileSet = z.strictObject(fileSet);
export type FileSet = z.infer<typeof FileSet>;
/** Files that are counted, and of which the named columns are handed over; without any, they are counted only. */
export const FileHandoff = z.strictObject({ ...fileSet, columns: z.array(z.string()).default([]) });
export const FileObject = z.strictObject({ ...keyed, ...fileSet, fields: z.record(z.string(), FileField) });
export type FileObject = z.infer<typeof FileObject>;

const CustomFields = z.array(z.strictObject({ object: LoadedObject, name: z.string(), type: z.string() })).default([]);

/** A text with fields of a record in braces. */
const Filled = z.string().regex(/\{\w+\}/, 'must name a field of the document in braces');

/** A delivery of files in one folder. */
export const FilesProfile = z.strictObject({
  kind: z.literal('files'),
  /** The folder: whole, relative to the engagement file, or by reference. */
  folder: z.string().min(1),
  ...common,
  objects: z.partialRecord(ExtractedObject, FileObject),
  handoff: z.partialRecord(HandoffObject, FileHandoff).default({}),
  customFields: CustomFields,
  /** Path of a document's file below the folder; `{document_no}` stands for that field of the document's record. */
  documentContent: Filled.optional(),
});
export type FilesProfile = z.infer<typeof FilesProfile>;

/** How a request proves who asks. Its secrets are named, never written. */
const Auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), username: SecretReference, password: SecretReference }),
  z.strictObject({ kind: z.literal('apiKey'), header: z.string().min(1), value: SecretReference }),
  z.strictObject({
    kind: z.literal('oauth2'),
    /** Of the client credentials grant; relative to `url`. */
    tokenUrl: z.string().min(1),
    clientId: SecretReference,
    clientSecret: SecretReference,
    scope: z.string().optional(),
  }),
]);
export type Auth = z.infer<typeof Auth>;

const http = {
  /** Where the paths of the profile begin. */
  url: z.union([z.url({ protocol: /^https?$/ }), SecretReference]),
  auth: Auth.default({ kind: 'none' }),
  /** A client's certificate and key, and the authority that the server's is of, each as PEM. */
  tls: z
    .strictObject({
      certificate: SecretReference.optional(),
      key: SecretReference.optional(),
      authority: SecretReference.optional(),
    })
    .optional(),
  timeoutSeconds: z.int().min(1).max(600).default(30),
  /** Hosts, with port, that files may be fetched from, beside that of `url`. */
  hosts: z.array(z.string()).default([]),
};

/** A path below `url`, with the query that every request has. */
const resource = { resource: z.string().startsWith('/'), query: z.record(z.string(), z.string()).default({}) };
const page = {
  paging: z
    .strictObject({
      /** `range` asks by `Range: items=1-100`. Links are followed whatever is said here. */
      by: z.enum(['offset', 'range']).default('offset'),
      size: z.int().min(1).max(10_000).default(100),
      /** Name of the parameter for the size of a page. */
      limit: z.string().default('limit'),
    })
    .prefault({}),
};
/** Another resource's record, or list of records, that stands under its name for the fields' expressions. */
const Related = z.union([
  z.strictObject({ resource: z.string().startsWith('/'), id: Expression }),
  z.strictObject({ kind: Expression, resources: z.record(z.string(), z.string().startsWith('/')), id: Expression }),
  z.strictObject({ resource: z.string().startsWith('/'), where: z.string().min(1), is: Expression, ...page }),
]);
export type Related = z.infer<typeof Related>;
export const TmfObject = z.strictObject({
  ...keyed,
  ...resource,
  ...page,
  /** The record's id, by which it is read alone. */
  id: Expression.default('id'),
  /** Lists are shallow: each record is read again by its id. */
  readEach: z.boolean().default(false),
  with: z.record(z.string(), Related).default({}),
  /** A list in each record whose entries are the rows; the record stands under `parent` beside them. */
  each: Expression.optional(),
  fields: z.record(z.string(), JsonField),
});
export type TmfObject = z.infer<typeof TmfObject>;
/** A resource that is counted, and of which the fields are handed over; without any, it is counted only. */
const TmfHandoff = z.strictObject({ ...resource, ...page, fields: z.record(z.string(), JsonField).default({}) });

/** TM Forum Open APIs, of any versions. */
export const TmfProfile = z.strictObject({
  kind: z.literal('tmf'),
  ...http,
  ...common,
  /** Requests that may be under way at once. */
  requestsAtOnce: z.int().min(1).max(50).default(8),
  objects: z.partialRecord(ExtractedObject, TmfObject),
  handoff: z.partialRecord(HandoffObject, TmfHandoff).default({}),
  customFields: CustomFields,
  /** Where the bytes of a document's record are: behind an address, or in the record as base64. */
  documentContent: z.union([z.strictObject({ link: Expression }), z.strictObject({ base64: Expression })]).optional(),
});
export type TmfProfile = z.infer<typeof TmfProfile>;

/** A vendor's asynchronous export: a job is submitted, asked after, and its files are fetched. */
export const BulkProfile = z.strictObject({
  kind: z.literal('bulk'),
  ...http,
  ...common,
  export: z.strictObject({
    submit: z.string().startsWith('/'),
    /** What is submitted, beside the key that makes a repetition harmless. */
    body: z.record(z.string(), z.unknown()).default({}),
    /** Name of the header with that key. */
    keyHeader: z.string().default('Idempotency-Key'),
    job: Expression,
    /** Path of the job; `{job}` stands for its id. */
    poll: z.string().startsWith('/').includes('{job}'),
    state: Expression,
    /** Gives a list of `{name, url, bytes, sha256, rows}`; all but the first two may be missing. */
    files: Expression,
    everySeconds: z.number().positive().max(600).default(5),
    longestMinutes: z.number().positive().default(120),
  }),
  /** Bytes that one file may unpack to. */
  mostBytes: z
    .int()
    .positive()
    .default(20 * 2 ** 30),
  objects: z.partialRecord(ExtractedObject, FileObject),
  handoff: z.partialRecord(HandoffObject, FileHandoff).default({}),
  customFields: CustomFields,
  /** Path of a document's bytes; `{document_no}` stands for that field of the document's record. */
  documentContent: Filled.startsWith('/').optional(),
});
export type BulkProfile = z.infer<typeof BulkProfile>;

/** Where the records of one deployment are and how they are read. A source is a profile, not code. */
export const SourceProfile = z.discriminatedUnion('kind', [PostgresProfile, FilesProfile, TmfProfile, BulkProfile]);
export type SourceProfile = z.infer<typeof SourceProfile>;
