import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDifferingRows } from '../../connectors/staging/differing-rows.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { rowsIn, type Row } from '../../connectors/staging/rows.ts';
import { openFolder } from '../../connectors/temporary-files.ts';
import { plainId } from '../../domain/identity.ts';
import type { Manifest } from '../../schemas/manifest.ts';

type StagedObject = Manifest['objects'][number];

/** The rows of one object that only the earlier or only the later extraction has. */
export interface ChangedRows {
  added(): AsyncIterable<Row>;
  removed(): AsyncIterable<Row>;
  /** Whether this row, or one with the same id, differs between the extractions. Rows without an id always count. */
  concerns(row: Row): boolean;
}

/**
 * Compares the staged files of an object by content. Nothing is written but temporary files.
 * @param key the column with the source id
 */
export async function withChangedRows<T>(
  staging: StagingStore,
  { earlier, later, key }: { earlier: StagedObject; later: StagedObject; key: string },
  work: (changed: ChangedRows) => Promise<T>,
): Promise<T> {
  const folder = await openFolder(tmpdir());
  try {
    const paths = { added: join(folder.path, 'added.csv'), removed: join(folder.path, 'removed.csv') };
    const columns = later.columns.map(({ name }) => name);
    await staging.withLocalFile(earlier.path, (before) =>
      staging.withLocalFile(later.path, (now) => writeDifferingRows({ earlier: before, later: now, columns }, paths)),
    );
    const added = () => rowsIn(createReadStream(paths.added));
    const removed = () => rowsIn(createReadStream(paths.removed));
    const idOf = (row: Row) => plainId(row[key] ?? '').toLowerCase();
    const ids = new Set<string>();
    for await (const row of added()) ids.add(idOf(row));
    for await (const row of removed()) ids.add(idOf(row));
    return await work({
      added,
      removed,
      concerns: (row) => {
        const id = idOf(row);
        return id === '' || ids.has(id);
      },
    });
  } finally {
    await folder.remove();
  }
}
