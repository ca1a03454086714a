import { stringify } from 'csv-stringify/sync';
import type { ReadField } from '../fields.ts';
import type { BadRow, Chunk } from '../port.ts';
import type { FileRow } from './file-row.ts';

const rowsPerChunk = 1_000;

/** Collects the fields of rows into chunks. A checkpoint is the number of rows that were read; `after` is one, or null. */
export async function* toChunks(
  rows: AsyncIterable<FileRow>,
  fields: ReadField[],
  after: string | null,
): AsyncGenerator<Chunk> {
  const skipped = Number(after ?? 0);
  let number = 0;
  let cells: string[][] = [];
  let bad: BadRow[] = [];
  const finish = (): Chunk => {
    const chunk = { csv: Buffer.from(stringify(cells)), rows: cells.length, checkpoint: String(number), bad };
    cells = [];
    bad = [];
    return chunk;
  };
  for await (const line of rows) {
    number += 1;
    if (number <= skipped) continue;
    if ('bad' in line) bad.push(line.bad);
    else cells.push(fields.map((field) => field(line.row)));
    if (cells.length + bad.length === rowsPerChunk) yield finish();
  }
  if (cells.length + bad.length > 0) yield finish();
}
