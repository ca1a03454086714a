import { Readable } from 'node:stream';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { Chunk, Snapshot } from '../../connectors/bss/port.ts';
import { openFolder } from '../../connectors/temporary-files.ts';
import { compareCsv, latestOf, type FileChanges } from '../../connectors/staging/compare-csv.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { withHeader } from '../../connectors/staging/rows.ts';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Changes of one object since an earlier extraction: new and changed records, and the keys of deleted records. */
export interface Changes extends FileChanges {
  /** A staged file of the new and the changed records, with all columns. */
  changedPath: string;
  /** A staged file with one column, the key. */
  deletedPath: string;
  /** Only records with this mark or a later one were read; null if all records were read. */
  since: string | null;
}

/**
 * Finds the changes since the earlier staged file `earlierPath`, and stages them under `name`. If the object has a mark
 * (a column with the time of the last update), only rows with the latest known mark or a later one are read; unchanged
 * rows among them are recognised by their content. Otherwise all rows are read and compared. Deleted records are found
 * by comparing keys.
 */
export async function stageChanges(
  { staging, snapshot, name }: { staging: StagingStore; snapshot: Snapshot; name: string },
  about: { object: ExtractedObject; key: string; updated?: string | undefined; columns: string[]; earlierPath: string },
): Promise<Changes> {
  const { object, key, updated, columns, earlierPath } = about;
  const path = (suffix: string) => `${name}/${object}.${suffix}.csv`;
  const since =
    updated === undefined ? null : await staging.withLocalFile(earlierPath, (local) => latestOf(local, updated));
  const recent = since === null ? null : snapshot.changes?.(object, since);
  await staging.write(path('read'), csvOf(columns, recent?.rows ?? snapshot.read(object, null)));
  if (recent) await staging.write(path('keys'), csvOf([key], recent.keys));
  const folder = await openFolder(tmpdir());
  const changed = join(folder.path, 'changed.csv');
  const deleted = join(folder.path, 'deleted.csv');
  try {
    const found = await staging.withLocalFile(earlierPath, (earlier) =>
      staging.withLocalFile(path('read'), (later) =>
        staging.withLocalFile(path(recent ? 'keys' : 'read'), (keys) =>
          compareCsv(key, { earlier, later, keys, changed, deleted }),
        ),
      ),
    );
    await staging.write(path('changed'), createReadStream(changed));
    await staging.write(path('deleted'), createReadStream(deleted));
    return { ...found, changedPath: path('changed'), deletedPath: path('deleted'), since: recent ? since : null };
  } finally {
    await folder.remove();
    // Customers' data that is not needed after the comparison.
    await staging.remove([path('read'), path('keys')]);
  }
}

const csvOf = (columns: string[], chunks: AsyncIterable<Chunk>): Readable =>
  Readable.from(withHeader(columns, rowsOf(chunks)));

async function* rowsOf(chunks: AsyncIterable<Chunk>): AsyncGenerator<Buffer> {
  for await (const { csv } of chunks) yield csv;
}
