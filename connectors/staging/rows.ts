import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import type { StagingStore } from './port.ts';

/** Rows of a staged file as texts by column, one after another; memory doesn't grow with the file. */
export function readRows(staging: StagingStore, path: string): AsyncIterable<Record<string, string>> {
  const parser = parse({ columns: true, bom: true, relax_quotes: false });
  // An error of the file reaches the reader through the parser.
  pipeline(staging.read(path), parser, () => undefined);
  return parser as AsyncIterable<Record<string, string>>;
}
