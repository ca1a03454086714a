import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDifferingRows } from '../../connectors/staging/differing-rows.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { rowsIn, type Row } from '../../connectors/staging/rows.ts';
import { openFolder } from '../../connectors/temporary-files.ts';

/** The rows that only the earlier or only the later of two staged files has. */
export interface ChangedRows {
  /** Number of rows of both kinds. */
  rows: number;
  added(): AsyncIterable<Row>;
  removed(): AsyncIterable<Row>;
}

/** Compares two staged files by content, for `work`. Only temporary files are written. */
export async function withChangedRows<T>(
  staging: StagingStore,
  { earlier, later, columns }: { earlier: string; later: string; columns: string[] },
  work: (changed: ChangedRows) => Promise<T>,
): Promise<T> {
  const folder = await openFolder(tmpdir());
  try {
    const paths = { added: join(folder.path, 'added.csv'), removed: join(folder.path, 'removed.csv') };
    const rows = await staging.withLocalFile(earlier, (before) =>
      staging.withLocalFile(later, (now) => writeDifferingRows({ earlier: before, later: now, columns }, paths)),
    );
    return await work({
      rows,
      added: () => rowsIn(createReadStream(paths.added)),
      removed: () => rowsIn(createReadStream(paths.removed)),
    });
  } finally {
    await folder.remove();
  }
}
