import { createReadStream } from 'node:fs';
import type { Encoding, FileSet } from '../../../schemas/profile.ts';
import { readCsvLines } from './csv-lines.ts';
import { decoderOf } from './decoder.ts';
import { byteOrderMarkLength } from './encoding.ts';
import { fileError } from './errors.ts';
import type { FileRow, OpenedFile } from './file-row.ts';
import { readJsonLines } from './json-lines.ts';

/**
 * The rows of one file; memory doesn't grow with the file. A row is bad when it has bytes outside the encoding, another
 * number of values than the header, or invalid JSON. The profile says whether bad rows are kept or end the reading.
 * @throws ConnectorError `contract` with file and line for a bad row, invalid CSV, or a trailer that counts other rows
 */
export async function* readFileRows(path: string, set: FileSet, encoding: Encoding): AsyncGenerator<FileRow> {
  const readLines = set.format === 'jsonl' ? readJsonLines : readCsvLines;
  let rows = 0;
  let trailer: string[] | null = null;
  for await (const line of readLines(await openFile(path, set, encoding))) {
    if (trailer !== null) throw fileError(path, null, 'rows follow the trailer');
    if ('trailer' in line) {
      trailer = line.trailer;
      continue;
    }
    if ('bad' in line && set.badRows === 'stop') throw fileError(path, line.bad.line, line.bad.why);
    rows += 1;
    yield line;
  }
  if (set.trailer) checkTrailer(path, set.trailer, trailer, rows);
}

async function openFile(path: string, set: FileSet, encoding: Encoding): Promise<OpenedFile> {
  const decoder = decoderOf(encoding);
  const start = await byteOrderMarkLength(path, encoding);
  return { path, set, decoder, texts: createReadStream(path, { start, encoding: decoder.stream }) };
}

function checkTrailer(
  path: string,
  { begins, count }: NonNullable<FileSet['trailer']>,
  trailer: string[] | null,
  rows: number,
): void {
  if (trailer === null) throw fileError(path, null, `the trailer ${begins} is missing`);
  const counted = trailer[count] ?? '';
  if (Number(counted) !== rows) throw fileError(path, null, `the trailer counts ${counted} rows, the file has ${rows}`);
}
