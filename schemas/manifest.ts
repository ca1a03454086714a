import { z } from 'zod';
import { LoadedObject } from './words.ts';

/** What one extraction staged. The content digest covers the files only, so that the same data gives the same digest. */
export const Manifest = z.object({
  name: z.string(),
  snapshot: z.string(),
  takenAt: z.string(),
  objects: z.array(
    z.object({
      object: LoadedObject,
      path: z.string(),
      rows: z.int(),
      /** The source's own count in the same snapshot. */
      sourceRows: z.int(),
      bytes: z.int(),
      sha256: z.string(),
      columns: z.array(z.string()),
      /** Snapshots that the rows are of: one, or more when a crash was in between. */
      snapshots: z.array(z.string()).optional(),
    }),
  ),
  contentDigest: z.string(),
});
export type Manifest = z.infer<typeof Manifest>;
