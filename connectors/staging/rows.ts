import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import type { StagingStore } from './port.ts';

/** Rows of a staged file as texts by column, one after another; memory doesn't grow with the file. */
export const readRows = (staging: StagingStore, path: string): AsyncIterable<Record<string, string>> =>
  parsed(staging, path, true) as AsyncIterable<Record<string, string>>;

/** Rows of a file without a header, as the texts that stand there. */
export const readCells = (staging: StagingStore, path: string): AsyncIterable<string[]> =>
  parsed(staging, path, false) as AsyncIterable<string[]>;

/** A file of these columns and rows. */
export async function* withHeader(columns: string[], rows: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([columns]));
  yield* rows;
}

function parsed(staging: StagingStore, path: string, columns: boolean): AsyncIterable<unknown> {
  const parser = parse({ columns, bom: true, relax_quotes: false });
  // An error of the file reaches the reader through the parser.
  pipeline(staging.read(path), parser, () => undefined);
  return parser;
}
