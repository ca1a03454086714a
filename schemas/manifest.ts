import { z } from 'zod';
import { ExtractedObject } from './terms.ts';

/** Inferred type of the values of a column. `text` is everything else, such as ids with leading zeros. */
export const columnTypes = ['empty', 'boolean', 'integer', 'decimal', 'date', 'time', 'json', 'text'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** The result of one extraction. The content digest covers the files only, so the same data gives the same digest. */
export const Manifest = z.object({
  name: z.string(),
  snapshot: z.string(),
  takenAt: z.string(),
  /** Digest of the source profile that was used. */
  profileDigest: z.string(),
  objects: z.array(
    z.object({
      object: ExtractedObject,
      path: z.string(),
      rows: z.int(),
      /** Rows that could not be read; the source counts them too. `path` lists file, line, reason, bytes in base64. */
      bad: z.object({ rows: z.int(), path: z.string(), bytes: z.int(), sha256: z.string() }).optional(),
      /** The source's own count. */
      sourceRows: z.int(),
      /** Rows that can't become a record because of their id: it is missing, unusable, or that of an earlier row. */
      unsound: z.int().default(0),
      /** Irregularities of the extraction: totals that differ, records that came twice or can't be read. */
      remarks: z.array(z.string()).default([]),
      bytes: z.int(),
      sha256: z.string(),
      /** Types are inferred from the first 10,000 rows. They are for information only: every value stays a text. */
      columns: z.array(z.object({ name: z.string(), type: z.enum(columnTypes) })),
      /** Snapshots that the rows come from: one, or several after a crash. */
      snapshots: z.array(z.string()).optional(),
    }),
  ),
  contentDigest: z.string(),
});
export type Manifest = z.infer<typeof Manifest>;
