import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { parse as parseCsv } from 'csv-parse';
import type { JsonObject } from '../../schemas/json.ts';
import type { Encoding, FileSet } from '../../schemas/profile.ts';
import { ConnectorError } from '../error.ts';
import { parseTexts } from './json.ts';

/** A row of a file. All its values are texts, but for lists and objects in JSON. */
export type FileRow = JsonObject;

const wrong = (path: string, line: number | null, what: string): ConnectorError =>
  new ConnectorError(
    'contract',
    `${basename(path)}${line === null ? '' : `, line ${line}`}: ${what}. Nothing of this file counts until it is read whole; ask for a new one or mend the profile.`,
  );

/**
 * The rows of one file, one after another; memory doesn't grow with the file.
 * @throws ConnectorError `contract` naming file and line for bytes outside the encoding, rows of another width, broken
 * JSON, or a trailer that counts other rows
 */
export async function* readFileRows(path: string, set: FileSet, encoding: Encoding): AsyncGenerator<FileRow> {
  const texts = Readable.from(decoded(path, encoding));
  let rows = 0;
  let trailer: string | null = null;
  for await (const { row, trailing } of set.format === 'jsonl'
    ? jsonRows(path, texts, set)
    : csvRows(path, texts, set)) {
    if (trailer !== null) throw wrong(path, null, 'rows follow the trailer');
    if (trailing) trailer = trailing[set.trailer?.count ?? 0] ?? '';
    else if (row) {
      rows += 1;
      yield row;
    }
  }
  if (set.trailer && trailer === null) throw wrong(path, null, `the trailer ${set.trailer.begins} is missing`);
  if (trailer !== null && Number(trailer) !== rows)
    throw wrong(path, null, `the trailer counts ${trailer} rows, the file has ${rows}`);
}

interface Line {
  row?: FileRow;
  trailing?: string[];
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  if (encoding === 'iso-8859-1') {
    // The Web's decoder takes this name for windows-1252.
    yield* createReadStream(path, 'latin1') as AsyncIterable<string>;
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>)
      yield decoder.decode(bytes, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw wrong(path, null, `it is not ${encoding}; name its encoding in the profile`);
    throw error;
  }
}

/** Exports without quotes name what would end a value, as Kill Bill's does. */
const unnamed = (value: string) => value.replaceAll('\\N{VERTICAL LINE}', '|').replaceAll('\\N{LINE FEED}', '\n');

async function* csvRows(path: string, texts: Readable, { format, skipLines, trailer }: FileSet): AsyncGenerator<Line> {
  const parser = texts.compose(
    parseCsv({
      delimiter: format === 'pipe' ? '|' : ',',
      quote: format === 'pipe' ? null : '"',
      from_line: skipLines + 1,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    }),
  ) as AsyncIterable<{ record: string[]; info: { lines: number } }>;
  const unescape = format === 'pipe' ? unnamed : (value: string) => value;
  let header: string[] | null = null;
  try {
    for await (const { record, info } of parser) {
      if (trailer && record[0] === trailer.begins) yield { trailing: record };
      else if (header === null) header = record;
      else if (record.length === header.length)
        yield { row: Object.fromEntries(header.map((name, at) => [name, unescape(record[at] ?? '')])) };
      else throw wrong(path, info.lines, `${record.length} values for ${header.length} columns`);
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    // The parser's own words may quote the row.
    if (code?.startsWith('CSV_')) throw wrong(path, lines ?? null, `it is no sound CSV (${code})`);
    throw error;
  }
}

async function* jsonRows(path: string, texts: Readable, { skipLines, trailer }: FileSet): AsyncGenerator<Line> {
  let number = 0;
  for await (const line of createInterface({ input: texts, crlfDelay: Infinity })) {
    number += 1;
    if (number <= skipLines || line.trim() === '') continue;
    if (trailer && line.startsWith(trailer.begins)) {
      yield { trailing: line.split('|') };
      continue;
    }
    try {
      yield { row: parseTexts(line) as FileRow };
    } catch {
      throw wrong(path, number, 'it is no sound JSON');
    }
  }
}
