import { pipeline, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import type { StagingStore } from './port.ts';

/** Streams the rows of a staged file as texts by column name. Memory does not grow with the file. */
export const readRows = (staging: StagingStore, path: string): AsyncIterable<Record<string, string>> =>
  parsed(staging.read(path), true) as AsyncIterable<Record<string, string>>;

/** Streams the rows of a file without a header. */
export const readCells = (staging: StagingStore, path: string): AsyncIterable<string[]> => cellsIn(staging.read(path));

/** Streams the rows of CSV content, the header as well. */
export const cellsIn = (content: Readable): AsyncIterable<string[]> =>
  parsed(content, false) as AsyncIterable<string[]>;

/** A CSV file from its column names and its rows. */
export async function* withHeader(columns: string[], rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([columns]));
  yield* rows;
}

function parsed(content: Readable, columns: boolean): AsyncIterable<unknown> {
  const parser = parse({ columns, bom: true, relax_quotes: false });
  // The parser throws errors of the file to the reader.
  pipeline(content, parser, () => undefined);
  return parser;
}
