import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parse as parseCsv } from 'csv-parse';
import { deliveryError, fileError, notInEncoding } from './errors.ts';
import type { FileLine, OpenedFile } from './file-row.ts';

interface CsvRecord {
  record: string[];
  raw: string;
  info: { lines: number };
}

/** The rows of a file of comma- or pipe-separated values, after its header. */
export async function* readCsvLines(file: OpenedFile): AsyncGenerator<FileLine> {
  const { path, set, decoder } = file;
  let header: string[] | null = null;
  try {
    for await (const { record, raw, info } of parseRecords(file, await lineEndsOf(file))) {
      const bad = (why: string): FileLine => {
        const bytes = Buffer.from(raw.replace(/[\r\n]+$/, ''), decoder.stream);
        return { bad: { file: basename(path), line: info.lines, why, bytes } };
      };
      if (set.trailer && record[0] === set.trailer.begins) {
        yield { trailer: record };
        continue;
      }
      const values = decoder.decode(record);
      if (header === null) {
        if (!values) throw fileError(path, info.lines, notInEncoding(set));
        checkHeader(path, values);
        header = values;
        continue;
      }
      if (record.length !== header.length) yield bad(`${record.length} values for ${header.length} columns`);
      else if (!values) yield bad(notInEncoding(set));
      else {
        const row = rowOf(header, set.format === 'pipe' ? values.map(unescapePipeValue) : values);
        yield { row, line: info.lines };
      }
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    // The parser's message is left out, because it may quote the row.
    if (code?.startsWith('CSV_')) throw fileError(path, lines ?? null, `it is not valid CSV (${code})`);
    throw error;
  }
}

/**
 * How lines end. Some files have both ends of Windows and of Unix. A file without line feeds has carriage returns; otherwise
 * a carriage return is part of a value.
 */
async function lineEndsOf({ path, decoder }: OpenedFile): Promise<string[]> {
  for await (const text of createReadStream(path, { encoding: decoder.stream, end: 2 ** 20 }))
    if (String(text).includes('\n')) return ['\r\n', '\n'];
  return ['\r'];
}

const parseRecords = (
  { texts, set: { format, skipLines } }: OpenedFile,
  lineEnds: string[],
): AsyncIterable<CsvRecord> =>
  texts.compose(
    parseCsv({
      delimiter: format === 'pipe' ? '|' : ',',
      quote: format === 'pipe' ? null : '"',
      record_delimiter: lineEnds,
      from_line: skipLines + 1,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
      raw: true,
    }),
  ) as AsyncIterable<CsvRecord>;

/** @throws ConnectorError `configuration` for a name that two columns have: only one of them would be read */
function checkHeader(path: string, names: string[]): void {
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (repeated !== undefined) throw deliveryError(`${basename(path)} has two columns with the name ${repeated}.`);
}

const rowOf = (header: string[], values: string[]) =>
  Object.fromEntries(header.map((name, column) => [name, values[column] ?? '']));

/** Exports without quotes write separators inside a value by name, as Kill Bill's export does. */
const unescapePipeValue = (value: string) =>
  value.replaceAll('\\N{VERTICAL LINE}', '|').replaceAll('\\N{LINE FEED}', '\n');
