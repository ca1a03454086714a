import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import type { StagingStore } from './port.ts';

/** Streams the rows of a staged file as texts by column name. Memory does not grow with the file. */
export const readRows = (staging: StagingStore, path: string): AsyncIterable<Record<string, string>> =>
  parsed(staging, path, true) as AsyncIterable<Record<string, string>>;

/** Streams the rows of a file without a header. */
export const readCells = (staging: StagingStore, path: string): AsyncIterable<string[]> =>
  parsed(staging, path, false) as AsyncIterable<string[]>;

/** A CSV file from its column names and its rows. */
export async function* withHeader(columns: string[], rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([columns]));
  yield* rows;
}

function parsed(staging: StagingStore, path: string, columns: boolean): AsyncIterable<unknown> {
  const parser = parse({ columns, bom: true, relax_quotes: false });
  // The parser throws errors of the file to the reader.
  pipeline(staging.read(path), parser, () => undefined);
  return parser;
}
