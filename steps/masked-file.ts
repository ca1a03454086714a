import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { createMeasure } from '../connectors/digest.ts';
import { cellsIn } from '../connectors/staging/rows.ts';
import type { Guard } from '../domain/identifiers/guard.ts';

/**
 * Writes a CSV file without network identifiers and returns the SHA-256 of its bytes and its number of rows. It appears under its path only when it is
 * complete.
 */
export async function writeMasked(
  content: AsyncIterable<Buffer | string>,
  guard: Pick<Guard, 'clean'>,
  path: string,
): Promise<{ sha256: string; rows: number }> {
  const measure = createMeasure();
  const part = `${path}.part`;
  let lines = 0;
  async function* counted(rows: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const row of rows) {
      lines += 1;
      yield row;
    }
  }
  await pipeline(content, masking(guard), counted, asBytes, measure.through, createWriteStream(part));
  await rename(part, path);
  return { sha256: measure.result().sha256, rows: Math.max(0, lines - 1) };
}

async function* asBytes(content: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of content) yield Buffer.from(chunk);
}

/**
 * Masks network identifiers in a CSV file with a header: by the names of columns, in each value, and in each row as a whole,
 * because a network code and the rest of an IMSI can be in two columns.
 */
export function masking(guard: Pick<Guard, 'clean'>) {
  return async function* (content: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
    let columns: string[] = [];
    for await (const values of cellsIn(Readable.from(content))) {
      const row = stringify([values.map((value, at) => guard.clean(columns[at] ?? '', value, 'mask').text)]);
      if (columns.length === 0) columns = values;
      yield guard.clean('', row, 'mask').text;
    }
  };
}
