import { z } from 'zod';
import { Slug } from './terms.ts';

const count = z.int().min(0);
/** A name in an archive: parts with slashes, never a way out of the folder that it is written to. */
const EntryPath = z
  .string()
  .min(1)
  .max(1_000)
  .refine((path) => !/^\/|\\|\0/.test(path) && !path.split('/').some((part) => ['', '.', '..'].includes(part)), {
    message: 'is no path inside of a folder',
  });

/** A file of an archive. Size and digest are those of its bytes in the archive, which are encrypted if the archive is. */
const ArchiveEntry = z.object({ entry: EntryPath, bytes: count, sha256: z.string() });

/** What an archive of an engagement has, readable without a key: names, counts and digests, and no value of a record. */
export const ArchiveManifest = z.object({
  format: z.literal(1),
  engagement: Slug,
  exportedAt: z.iso.datetime(),
  encrypted: z.boolean(),
  /** The migrations of the ledger, in their order. Only a ledger with the same ones can take the rows. */
  migrations: z.array(z.string()),
  /** Modules of the mappings, which the rows name. */
  modules: z.array(z.string()),
  tables: z.array(
    ArchiveEntry.extend({ table: z.string().regex(/^[a-z_]+$/), columns: z.array(z.string()), rows: count }),
  ),
  files: z.array(ArchiveEntry.extend({ kind: z.enum(['staging', 'document']), path: EntryPath })),
  /** Documents that are in the ledger by digest only, and whose file is missing or another one. */
  missing: z.array(z.string()),
});
export type ArchiveManifest = z.infer<typeof ArchiveManifest>;
export type ArchiveTable = ArchiveManifest['tables'][number];
export type ArchiveFile = ArchiveManifest['files'][number];
