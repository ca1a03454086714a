import { z } from 'zod';
import { ExtractedObject } from './words.ts';

/** What the values of a column look like; a text is anything else, such as an id with leading zeros. */
export const columnTypes = ['empty', 'boolean', 'integer', 'decimal', 'date', 'time', 'json', 'text'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** What one extraction staged. The content digest covers the files only, so that the same data gives the same digest. */
export const Manifest = z.object({
  name: z.string(),
  snapshot: z.string(),
  takenAt: z.string(),
  /** Of the source profile that it was read with. */
  profileDigest: z.string(),
  objects: z.array(
    z.object({
      object: ExtractedObject,
      path: z.string(),
      rows: z.int(),
      /** Rows that could not be read, which the source counts as well: file, line, why, and their bytes in base64. */
      bad: z.object({ rows: z.int(), path: z.string() }).optional(),
      /** The source's own count. */
      sourceRows: z.int(),
      /** Rows without a key of their own: with none, or with one that stands in a row before. */
      unsound: z.int().default(0),
      /** What was odd about the reading: totals that differ, records that came twice or can't be read. */
      remarks: z.array(z.string()).default([]),
      bytes: z.int(),
      sha256: z.string(),
      /** Types are inferred from the first 10,000 rows; they decide nothing, for every value stays a text. */
      columns: z.array(z.object({ name: z.string(), type: z.enum(columnTypes) })),
      /** Snapshots that the rows are of: one, or more when a crash was in between. */
      snapshots: z.array(z.string()).optional(),
    }),
  ),
  contentDigest: z.string(),
});
export type Manifest = z.infer<typeof Manifest>;
