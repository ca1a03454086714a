import { z } from 'zod';
import { SecretReference } from './engagement-file.ts';
import {
  BulkCredentials,
  checkColumns,
  credentialList,
  FilesCredentials,
  ListName,
  PostgresCredentials,
} from './profile-credentials.ts';
import { Expression, JsonField, keyed, NumberFormat, Zone } from './profile-fields.ts';
import { Archive, FileHandoff, FileIdentifiers, FileObject } from './profile-files.ts';
import { ExtractedObject, HandoffObject, IdentifierKind, LoadedObject } from './terms.ts';

const Query = z.string().min(10);
/** The columns of the handed-off OCS buckets, by what they mean. Then the handoff adds them up. */
export const BucketColumns = z.strictObject({
  id: z.string().min(1),
  owner: z.string().min(1),
  opening: z.string().min(1),
  used: z.string().min(1),
  remaining: z.string().min(1),
  unit: z.string().min(1),
  currency: z.string().min(1).optional(),
  /** When the bucket ends. */
  expiry: z.string().min(1).optional(),
  /** Whether several subscribers use the bucket. */
  shared: z.string().min(1).optional(),
});
export type BucketColumns = z.infer<typeof BucketColumns>;

const common = {
  /** Short name of the source deployment. It is part of every record's key in Zoho, so it must never change. */
  system: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be at most 20 lower-case letters, digits or dashes, starting with a letter'),
  /** IANA time zone of timestamps without a zone. */
  timeZone: Zone,
  /** What the source writes for "no date" or "open end": days as `yyyy-MM-dd`, or texts as they are. */
  sentinels: z.array(z.string().min(1)).default(['0000-00-00', '0001-01-01', '1900-01-01', '9999-12-31']),
  /** The operator's network codes (MCC and MNC), besides those that its known IMSIs begin with. */
  plmns: z.array(z.string().regex(/^\d{5,6}$/, 'must be MCC and MNC, five or six digits')).default([]),
  /** Names of columns that must never be read: passwords, card numbers, keys. */
  never: z.array(z.string()).default([]),
  /** How numbers are written, for all columns of which `numbers` of their object says nothing. */
  numberFormat: NumberFormat.optional(),
  buckets: BucketColumns.optional(),
};

/** How one object is read from a database: a query whose columns are the source fields, ordered by the key. */
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
      z.strictObject({
        count: Query,
        snapshot: Query.optional(),
        summary: Query.optional(),
        /** Figures of usage by account and kind: account, kind, last_billed_usage, unrated, open_sessions. */
        byAccount: Query.optional(),
        archive: Archive,
      }),
    )
    .default({}),
  /** Lists of the operator's own identifiers by kind, which must never leave: queries with one column. */
  identifiers: z.partialRecord(IdentifierKind, Query).default({}),
  /** Credentials of subscribers by list. They are read only into files that are encrypted for the network team. */
  credentials: PostgresCredentials,
  /** Returns one row for each custom field: entity_type, name, label, data_type, options, mandatory. */
  customFields: Query.optional(),
  /** Returns the bytes of one document as one value; `$1` is the document's key. */
  documentContent: Query.includes('$1').optional(),
});
export type PostgresProfile = z.infer<typeof PostgresProfile>;

const CustomFields = z.array(z.strictObject({ object: LoadedObject, name: z.string(), type: z.string() })).default([]);

/** A path with placeholders, which are field names in braces. */
const PathTemplate = z
  .string()
  .regex(/\{\w+\}/, 'must contain a field of the document in braces, such as {document_no}');

/** A delivery of files in one folder. */
export const FilesProfile = z.strictObject({
  kind: z.literal('files'),
  /** The folder: an absolute path, a path relative to the engagement file, or a reference. */
  folder: z.string().min(1),
  ...common,
  objects: z.partialRecord(ExtractedObject, FileObject),
  handoff: z.partialRecord(HandoffObject, FileHandoff).default({}),
  /** Lists of the operator's own identifiers by kind, which must never leave. */
  identifiers: z.partialRecord(IdentifierKind, FileIdentifiers).default({}),
  /** Credentials of subscribers by list. They are read only into files that are encrypted for the network team. */
  credentials: FilesCredentials,
  customFields: CustomFields,
  /** Path of a document's file in the folder; `{document_no}` is replaced by that field of the document's record. */
  documentContent: PathTemplate.optional(),
});
export type FilesProfile = z.infer<typeof FilesProfile>;

/** How requests are authenticated. Secrets are references, never values. */
const Auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('basic'), username: SecretReference, password: SecretReference }),
  z.strictObject({ kind: z.literal('apiKey'), header: z.string().min(1), value: SecretReference }),
  z.strictObject({
    kind: z.literal('oauth2'),
    /** The token endpoint for the client credentials grant, relative to `url`. */
    tokenUrl: z.string().min(1),
    clientId: SecretReference,
    clientSecret: SecretReference,
    scope: z.string().optional(),
  }),
]);
export type Auth = z.infer<typeof Auth>;

const http = {
  /** The address that the profile's paths are relative to. */
  url: z.union([z.url({ protocol: /^https?$/ }), SecretReference]),
  auth: Auth.default({ kind: 'none' }),
  /** PEM files for mutual TLS: the client's certificate and key, and the authority of the server's certificate. */
  tls: z
    .strictObject({
      certificate: SecretReference.optional(),
      key: SecretReference.optional(),
      authority: SecretReference.optional(),
    })
    .optional(),
  timeoutSeconds: z.int().min(1).max(600).default(30),
  /** Other hosts, with port, that files may be fetched from. */
  hosts: z.array(z.string()).default([]),
};

/** A path relative to `url`, with the query parameters of every request. */
const resource = { resource: z.string().startsWith('/'), query: z.record(z.string(), z.string()).default({}) };
const page = {
  paging: z
    .strictObject({
      /** `range` sends `Range: items=1-100`. A link to the next page is always followed. */
      by: z.enum(['offset', 'range']).default('offset'),
      size: z.int().min(1).max(10_000).default(100),
      /** Name of the query parameter for the size of a page. */
      limit: z.string().default('limit'),
    })
    .prefault({}),
};
/** A related record, by its id, or a list of related records, by a query parameter. Expressions use it by its name. */
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
  /** The record's id, by which a single record is requested. */
  id: Expression.default('id'),
  /** For servers whose lists have only some attributes: each record is read again by its id. */
  readEach: z.boolean().default(false),
  with: z.record(z.string(), Related).default({}),
  /** A list in each record. Each entry becomes a row; the record itself is `parent`. */
  each: Expression.optional(),
  fields: z.record(z.string(), JsonField),
});
export type TmfObject = z.infer<typeof TmfObject>;
/** A handed-off object: the fields to hand over. Without fields, records are only counted. */
const TmfHandoff = z.strictObject({
  ...resource,
  ...page,
  fields: z.record(z.string(), JsonField).default({}),
  archive: Archive,
});

/** A list of the operator's own identifiers of one kind. `value` gives a text, or a list of them. */
const TmfIdentifiers = z.strictObject({ ...resource, ...page, value: Expression });
export type TmfIdentifiers = z.infer<typeof TmfIdentifiers>;

const TmfCredentials = z
  .strictObject({ ...credentialList, ...resource, ...page, fields: z.record(z.string(), JsonField) })
  .superRefine((list, context) => checkColumns(list, Object.keys(list.fields), 'fields', context));

/** TM Forum Open APIs of any version. */
export const TmfProfile = z.strictObject({
  kind: z.literal('tmf'),
  ...http,
  ...common,
  /** Requests that may be sent at the same time. */
  requestsAtOnce: z.int().min(1).max(50).default(8),
  objects: z.partialRecord(ExtractedObject, TmfObject),
  handoff: z.partialRecord(HandoffObject, TmfHandoff).default({}),
  /** Lists of the operator's own identifiers by kind, which must never leave. */
  identifiers: z.partialRecord(IdentifierKind, TmfIdentifiers).default({}),
  /** Credentials of subscribers by list. They are read only into files that are encrypted for the network team. */
  credentials: z.record(ListName, TmfCredentials).default({}),
  customFields: CustomFields,
  /** Where a document's record has the bytes: `link` is their address, `base64` the bytes themselves. */
  documentContent: z.union([z.strictObject({ link: Expression }), z.strictObject({ base64: Expression })]).optional(),
});
export type TmfProfile = z.infer<typeof TmfProfile>;

/** A vendor's asynchronous export: a job is submitted and polled, then its files are downloaded. */
export const BulkProfile = z.strictObject({
  kind: z.literal('bulk'),
  ...http,
  ...common,
  export: z.strictObject({
    submit: z.string().startsWith('/'),
    /** JSON body of the request that submits a job. */
    body: z.record(z.string(), z.unknown()).default({}),
    /** Name of the header for the idempotency key: repeating a request with the same key starts no second job. */
    keyHeader: z.string().default('Idempotency-Key'),
    job: Expression,
    /** Path of the job; `{job}` is replaced by its id. */
    poll: z.string().startsWith('/').includes('{job}'),
    state: Expression,
    /** Returns a list of `{name, url, bytes, sha256, rows}`; only `name` and `url` are required. */
    files: Expression,
    everySeconds: z.number().positive().max(600).default(5),
    longestMinutes: z.number().positive().default(120),
  }),
  /** Maximum bytes of one file, before and after it is unpacked. */
  mostBytes: z
    .int()
    .positive()
    .default(20 * 2 ** 30),
  objects: z.partialRecord(ExtractedObject, FileObject),
  handoff: z.partialRecord(HandoffObject, FileHandoff).default({}),
  /** Lists of the operator's own identifiers by kind, which must never leave. */
  identifiers: z.partialRecord(IdentifierKind, FileIdentifiers).default({}),
  /** Credentials of subscribers by list. Their files are encrypted for the network team while they are received. */
  credentials: BulkCredentials,
  customFields: CustomFields,
  /** Path of a document's bytes; `{document_no}` is replaced by that field of the document's record. */
  documentContent: PathTemplate.startsWith('/').optional(),
});
export type BulkProfile = z.infer<typeof BulkProfile>;

/** Where the records of one deployment are, and how they are read. */
export const SourceProfile = z.discriminatedUnion('kind', [PostgresProfile, FilesProfile, TmfProfile, BulkProfile]);
export type SourceProfile = z.infer<typeof SourceProfile>;
