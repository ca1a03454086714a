import { z } from 'zod';
import { SecretReference } from './engagement-file.ts';
import { HandoffObject, LoadedObject } from './words.ts';

const Query = z.string().min(10);

/** How to read one object: a read-only query whose columns are the source fields, ordered by the key. */
export const ObjectProfile = z.strictObject({
  key: z.string().min(1),
  updated: z.string().optional(),
  query: Query,
});
export type ObjectProfile = z.infer<typeof ObjectProfile>;

/** Where the records of one deployment are and how they are read. A source is a profile, not code. */
export const SourceProfile = z.strictObject({
  kind: z.literal('postgres'),
  url: SecretReference,
  /** IANA zone of timestamps that carry none. */
  timeZone: z.string().min(1),
  statementTimeoutSeconds: z.int().positive().default(600),
  /** Columns that no query may select: passwords, cards, keys. */
  never: z.array(z.string()).default([]),
  objects: z.partialRecord(LoadedObject, ObjectProfile),
  handoff: z.partialRecord(
    HandoffObject,
    z.strictObject({ count: Query, snapshot: Query.optional(), summary: Query.optional() }),
  ),
  /** One row per extension definition: entity_type, name, label, data_type, options, mandatory. */
  customFields: Query.optional(),
  notes: z.strictObject({ count: Query }).optional(),
});
export type SourceProfile = z.infer<typeof SourceProfile>;
