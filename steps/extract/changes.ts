import { Readable } from 'node:stream';
import type { ExtractedObject } from '../../schemas/words.ts';
import type { Chunk, Snapshot } from '../../connectors/bss/port.ts';
import { openFolder } from '../../connectors/temporary-files.ts';
import { compareCsv, latestOf, type FileChanges } from '../../connectors/staging/csv-queries.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { withHeader } from '../../connectors/staging/rows.ts';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Records of one object that are new or otherwise since an earlier extraction, and the keys of those that are gone. */
export interface Changes extends FileChanges {
  /** A staged file of the new and the changed records, with all columns. */
  changedPath: string;
  /** A staged file with one column, the key. */
  deletedPath: string;
  /** From which mark on was read; null when everything was. */
  since: string | null;
}

/**
 * Finds what changed since an earlier staged file, `earlierPath`, and stages it below `name`. Where the source can be asked
 * by a mark, only rows of the latest mark seen or a later one are read, and those that merely tie with it fall out by their
 * content; elsewhere everything is read and compared. What is gone is found by the keys. Both ways find the same.
 */
export async function stageChanges(
  { staging, snapshot, name }: { staging: StagingStore; snapshot: Snapshot; name: string },
  about: { object: ExtractedObject; key: string; updated?: string | undefined; columns: string[]; earlierPath: string },
): Promise<Changes> {
  const { object, key, updated, columns, earlierPath } = about;
  const path = (what: string) => `${name}/${object}.${what}.csv`;
  const since =
    updated === undefined ? null : await staging.withLocalFile(earlierPath, (local) => latestOf(local, updated));
  const asked = since === null ? null : snapshot.changes?.(object, since);
  await staging.write(path('read'), csvOf(columns, asked?.rows ?? snapshot.read(object, null)));
  if (asked) await staging.write(path('keys'), csvOf([key], asked.keys));
  const folder = await openFolder(tmpdir());
  const changed = join(folder.path, 'changed.csv');
  const deleted = join(folder.path, 'deleted.csv');
  try {
    const found = await staging.withLocalFile(earlierPath, (earlier) =>
      staging.withLocalFile(path('read'), (later) =>
        staging.withLocalFile(path(asked ? 'keys' : 'read'), (keys) =>
          compareCsv(key, { earlier, later, keys, changed, deleted }),
        ),
      ),
    );
    await staging.write(path('changed'), createReadStream(changed));
    await staging.write(path('deleted'), createReadStream(deleted));
    return { ...found, changedPath: path('changed'), deletedPath: path('deleted'), since: asked ? since : null };
  } finally {
    await folder.remove();
    // What was read to be compared is customers' data, and of no further use.
    await staging.remove([path('read'), path('keys')]);
  }
}

const csvOf = (columns: string[], chunks: AsyncIterable<Chunk>): Readable =>
  Readable.from(withHeader(columns, rowsOf(chunks)));

async function* rowsOf(chunks: AsyncIterable<Chunk>): AsyncGenerator<Buffer> {
  for await (const { csv } of chunks) yield csv;
}
