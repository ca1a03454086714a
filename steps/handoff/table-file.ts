import { createReadStream } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { rowsIn, type Row } from '../../connectors/staging/rows.ts';
import { writeMasked } from '../masked-file.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';

/** Streams the rows of a file of the handoff that was written before. */
export const rowsOfFile = (path: string): AsyncIterable<Row> => rowsIn(createReadStream(path));

/** Rows as a stream, for tables as short as the mapping. */
export async function* each<One>(rows: One[]): AsyncGenerator<One> {
  for (const row of rows) yield await Promise.resolve(row);
}

/** A table as CSV. */
export async function* asCsv(columns: readonly string[], rows: AsyncIterable<Partial<Row>>): AsyncGenerator<string> {
  yield stringify([[...columns]]);
  for await (const row of rows) yield stringify([columns.map((column) => row[column] ?? '')]);
}

/** Writes a table without network identifiers. Returns its digest and its number of rows. */
export function writeTable(
  path: string,
  { columns, rows }: { columns: readonly string[]; rows: AsyncIterable<Partial<Row>> },
  guard: Pick<Guard, 'clean'>,
): Promise<{ sha256: string; rows: number }> {
  return writeMasked(asCsv(columns, rows), guard, path);
}
