import { pipeline } from 'node:stream';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { parse as parseNames } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { initParser, type Parser } from 'udsv';
import { createMeasure } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import type { StagingStore, WrittenFile } from './port.ts';

/** A row as texts by column name. */
export type Row = Record<string, string>;

/** A file of a sealed extraction, as its manifest describes it. */
export interface SealedFile extends WrittenFile {
  path: string;
  rows: number;
}

/** Streams the rows of a file. Memory does not grow with it. */
export const readRows = (staging: StagingStore, path: string): AsyncIterable<Row> =>
  parsed(staging.read(path), true) as AsyncIterable<Row>;

/** Streams the rows of CSV content with a header. */
export const rowsIn = (content: Readable): AsyncIterable<Row> => parsed(content, true) as AsyncIterable<Row>;

/** Streams the rows of CSV without a header. */
export const parseRows = (csv: AsyncIterable<Buffer>, columns: string[]): AsyncIterable<Row> =>
  parsed(Readable.from(csv), columns) as AsyncIterable<Row>;

/**
 * Calls `each` with the rows of a part of a file. A parser in one pass over a text in memory: the streaming one takes longer
 * than all the rest of a transformation.
 * @throws ConnectorError `contract` when it has another number of rows than expected
 */
export function parseSection(
  { header, csv, rows }: { header: string; csv: Uint8Array; rows: number },
  each: (row: Row) => void,
): void {
  const text = header + Buffer.from(csv.buffer, csv.byteOffset, csv.byteLength).toString();
  let found = 0;
  parserOf(header, text.includes('"')).stringObjs(text, (row) => {
    found += 1;
    each(row);
  });
  if (found !== rows)
    throw new ConnectorError('contract', `A section of a staged file has ${found} rows instead of ${rows}.`);
}

const parsers = new Map<string, Parser>();

/** A parser for the columns of a file. The functions that it compiles for them are worth keeping. */
function parserOf(header: string, hasQuotes: boolean): Parser {
  const name = `${hasQuotes ? 'q' : 'p'}${header}`;
  const known = parsers.get(name);
  if (known) return known;
  const repl = { empty: undefined, null: undefined, NaN: undefined };
  const [names = []] = parseNames(header, { bom: true });
  const enclosure = hasQuotes ? '"' : '';
  const parser = initParser({
    // Its type lacks this one.
    ...{ skip: 1 },
    col: ',',
    row: header.endsWith('\r\n') ? '\r\n' : '\n',
    encl: enclosure,
    esc: enclosure,
    trim: false,
    cols: names.map((column) => ({ name: column, type: 's' as const, repl })),
  });
  if (parsers.size >= mostParsers) parsers.clear();
  parsers.set(name, parser);
  return parser;
}

const mostParsers = 100;

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

/**
 * Streams the rows of a sealed file, and checks after the last one that the file is what its manifest says. Whoever reads
 * must not use the rows before the reading has ended.
 * @throws ConnectorError `contract` when size, digest or number of rows differ, or the file is missing
 */
export async function* readSealed(staging: StagingStore, file: SealedFile): AsyncGenerator<Row> {
  const measure = createMeasure();
  let rows = 0;
  try {
    for await (const row of parsed(staging.read(file.path), true, measure.through)) {
      rows += 1;
      yield row as Row;
    }
  } catch (error) {
    // The sealed file was complete CSV, so this file is another one.
    const { code = '' } = error as { code?: string };
    if (code.startsWith('CSV_') || code === 'ENOENT') throw changedFile(file, `it can't be read (${code})`);
    throw error;
  }
  const { bytes, sha256 } = measure.result();
  if (bytes !== file.bytes) throw changedFile(file, `it has ${bytes} bytes instead of ${file.bytes}`);
  if (sha256 !== file.sha256) throw changedFile(file, `its SHA-256 is ${sha256} instead of ${file.sha256}`);
  if (rows !== file.rows) throw changedFile(file, `it has ${rows} rows instead of ${file.rows}`);
}

/** Reads a sealed file to its end, only to check it. Throws as `readSealed` does. */
export async function checkSealed(staging: StagingStore, file: SealedFile): Promise<void> {
  for await (const _ of readSealed(staging, file));
}

/** The error of a file that was changed after its extraction was sealed. */
export const changedFile = ({ path }: SealedFile, difference: string) =>
  new ConnectorError(
    'contract',
    `The staged file ${path} is not what its manifest says: ${difference}. Nothing was loaded from it. Restore the file, or start the engagement again, which extracts anew.`,
  );

function parsed(
  input: Readable,
  columns: boolean | string[],
  through: (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (source) => source,
): AsyncIterable<unknown> {
  const parser = parse({ columns, bom: true, relax_quotes: false });
  // The parser throws errors of the file to the reader.
  pipeline(input, through, parser, () => undefined);
  return parser;
}
