import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { parse as parseCsv } from 'csv-parse';
import type { JsonObject } from '../../schemas/json.ts';
import type { Encoding, FileSet } from '../../schemas/profile.ts';
import { ConnectorError } from '../error.ts';
import { markLength } from './encoding.ts';
import { parseTexts } from './json.ts';
import type { BadRow } from './port.ts';

/** A row of a file, of which all values are texts but for lists and objects in JSON; or one that can't be read. */
export type FileLine = { row: JsonObject } | { bad: BadRow };

const wrong = (path: string, line: number | null, what: string): ConnectorError =>
  new ConnectorError(
    'contract',
    `${basename(path)}${line === null ? '' : `, line ${line}`}: ${what}. Nothing of this file counts until it is read whole; ask for a new one or mend the profile.`,
  );

/**
 * The rows of one file, one after another; memory doesn't grow with the file. Bytes outside the encoding, another number of
 * values or broken JSON make a row bad; the profile says whether such a row is kept or ends the reading.
 * @throws ConnectorError `contract` naming file and line for a bad row, no sound CSV, or a trailer that counts other rows
 */
export async function* readFileRows(path: string, set: FileSet, encoding: Encoding): AsyncGenerator<FileLine> {
  const codec = codecOf(encoding);
  const texts = createReadStream(path, { start: await markLength(path, encoding), encoding: codec.wire });
  const lines = set.format === 'jsonl' ? jsonLines(path, texts, set, codec) : csvLines(path, texts, set, codec);
  let rows = 0;
  let trailer: string | null = null;
  for await (const line of lines) {
    if (trailer !== null) throw wrong(path, null, 'rows follow the trailer');
    if ('trailing' in line) {
      trailer = line.trailing[set.trailer?.count ?? 0] ?? '';
      continue;
    }
    if ('bad' in line && set.badRows === 'stop') throw wrong(path, line.bad.line, line.bad.why);
    rows += 1;
    yield line;
  }
  if (set.trailer && trailer === null) throw wrong(path, null, `the trailer ${set.trailer.begins} is missing`);
  if (trailer !== null && Number(trailer) !== rows)
    throw wrong(path, null, `the trailer counts ${trailer} rows, the file has ${rows}`);
}

type Line = FileLine | { trailing: string[] };

/**
 * How texts come off the disk. Every encoding but UTF-16 has the signs of CSV and JSON as single bytes, so that rows are cut
 * first, byte by byte, and then each value is read: a wrong byte spoils its own row only, and its bytes are still there.
 */
interface Codec {
  wire: 'latin1' | 'utf16le';
  /** @throws TypeError for bytes outside the encoding */
  read(wired: string): string;
}

function codecOf(encoding: Encoding): Codec {
  if (encoding === 'utf-16le') return { wire: 'utf16le', read: (text) => text };
  // The Web's decoder takes the name of Latin-1 for windows-1252.
  if (encoding === 'iso-8859-1') return { wire: 'latin1', read: (text) => text };
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  // In one go, Node 20 takes windows-1252 for Latin-1; with bytes of one letter each, a stream ends anywhere.
  const options = { stream: encoding !== 'utf-8' };
  return {
    wire: 'latin1',
    read: (wired) => (/[\u0080-\u00ff]/.test(wired) ? decoder.decode(Buffer.from(wired, 'latin1'), options) : wired),
  };
}

/** Exports without quotes name what would end a value, as Kill Bill's does. */
const unnamed = (value: string) => value.replaceAll('\\N{VERTICAL LINE}', '|').replaceAll('\\N{LINE FEED}', '\n');

async function* csvLines(path: string, texts: Readable, set: FileSet, { wire, read }: Codec): AsyncGenerator<Line> {
  const { format, skipLines, trailer, encoding } = set;
  const parser = texts.compose(
    parseCsv({
      delimiter: format === 'pipe' ? '|' : ',',
      quote: format === 'pipe' ? null : '"',
      from_line: skipLines + 1,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
      raw: true,
    }),
  ) as AsyncIterable<{ record: string[]; raw: string; info: { lines: number } }>;
  const value = format === 'pipe' ? (wired: string) => unnamed(read(wired)) : read;
  let header: string[] | null = null;
  try {
    for await (const { record, raw, info } of parser) {
      const bad = (why: string): Line => ({
        bad: { file: basename(path), line: info.lines, why, bytes: Buffer.from(raw.replace(/[\r\n]+$/, ''), wire) },
      });
      if (trailer && record[0] === trailer.begins) yield { trailing: record };
      else if (header === null) header = record.map(read);
      else if (record.length !== header.length) yield bad(`${record.length} values for ${header.length} columns`);
      else {
        const values = allOf(record, value);
        if (values) yield { row: Object.fromEntries(header.map((name, at) => [name, values[at] ?? ''])) };
        else yield bad(`it is not ${encoding}; name its encoding in the profile`);
      }
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    // The parser's own words may quote the row.
    if (code?.startsWith('CSV_')) throw wrong(path, lines ?? null, `it is no sound CSV (${code})`);
    throw error;
  }
}

/** All values read; null if one has bytes outside the encoding. */
function allOf(record: string[], read: (wired: string) => string): string[] | null {
  try {
    return record.map(read);
  } catch {
    return null;
  }
}

async function* jsonLines(path: string, texts: Readable, set: FileSet, { wire, read }: Codec): AsyncGenerator<Line> {
  const { skipLines, trailer, encoding } = set;
  let number = 0;
  for await (const line of createInterface({ input: texts, crlfDelay: Infinity })) {
    number += 1;
    if (number <= skipLines || line.trim() === '') continue;
    if (trailer && line.startsWith(trailer.begins)) {
      yield { trailing: line.split('|') };
      continue;
    }
    const text = allOf([line], read)?.[0] ?? null;
    const row = text === null ? null : objectIn(text);
    const why = text === null ? `it is not ${encoding}; name its encoding in the profile` : 'it is no sound JSON';
    yield row ? { row } : { bad: { file: basename(path), line: number, why, bytes: Buffer.from(line, wire) } };
  }
}

function objectIn(text: string): JsonObject | null {
  try {
    const value = parseTexts(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
