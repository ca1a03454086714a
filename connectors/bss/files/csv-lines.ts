import { pipeline } from 'node:stream';
import { parse as parseCsv } from 'csv-parse';
import { deliveryError, fileError, notInEncoding } from './errors.ts';
import type { FileLine, OpenedFile } from './file-row.ts';
import { readHeader, rowOf } from './header.ts';
import { longestRow, withoutLines } from './lines.ts';

interface CsvRecord {
  record: string[];
  raw: string;
  info: { lines: number };
}

/** The rows of a file of separated values, after its header. */
export async function* readCsvLines(file: OpenedFile): AsyncGenerator<FileLine> {
  const { name, set, decoder } = file;
  const dialect = dialectOf(file);
  const problemOf = rowChecks(dialect);
  let header = set.header ? readHeader(name, set.header, file) : null;
  let isFirst = true;
  let openQuote: number | null = null;
  try {
    for await (const { record, raw, info } of parseRecords(
      file,
      dialect,
      await lineEndsOf(file),
      (at) => (openQuote ??= at),
    )) {
      const lineOf = () => info.lines + set.skipLines - lineBreaksIn(withoutEnd(raw));
      const bad = (why: string): FileLine => ({
        bad: { file: name, line: lineOf(), why, bytes: Buffer.from(withoutEnd(raw), decoder.stream) },
      });
      if (header !== null && file.footer.take(record[0] ?? '') !== null) {
        yield { trailer: record };
        continue;
      }
      const values = decoder.decode(record);
      if (isFirst && set.header?.join() === values?.join()) throw headerInFile(name);
      isFirst = false;
      const problem = problemOf(raw, record) ?? (values ? null : notInEncoding(set));
      if (header === null) {
        if (!values || problem !== null) throw fileError(name, lineOf(), problem ?? notInEncoding(set));
        header = readHeader(name, values, file);
      } else if (problem !== null) yield bad(problem);
      else if (record.length !== header.length) yield bad(`${record.length} values for ${header.length} columns`);
      else if (values) {
        const row = rowOf(header, set.format === 'pipe' ? values.map(unescapePipeValue) : values);
        yield { row, line: lineOf() };
      }
    }
  } catch (error) {
    const { code = '' } = error as { code?: string };
    // The parser's message is left out, because it may quote the row.
    if (code.startsWith('CSV_')) throw fileError(name, null, `it is not valid CSV (${code})`);
    throw error;
  }
  if (openQuote !== null) throw fileError(name, openQuote, 'a quote begins here and has no end');
  if (header === null) throw fileError(name, null, 'it is empty: it does not even have a header');
  if (set.header && isFirst) file.remark('empty', `${name} is empty`);
}

interface Dialect {
  delimiter: string;
  quote: string | null;
  escape: string;
}

function dialectOf({ set, decoder }: OpenedFile): Dialect {
  const { format, delimiter = format === 'pipe' ? '|' : ',', quote = format === 'pipe' ? 'none' : '"' } = set;
  return {
    delimiter: decoder.encode(delimiter),
    quote: quote === 'none' ? null : quote,
    escape: set.escape ?? (quote === 'none' ? '"' : quote),
  };
}

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * What is wrong in the text of a row. The parser takes every quote that is not in its place as a character, so that a row with
 * such a quote ends where it should; here it is found.
 */
function rowChecks({ delimiter, quote, escape }: Dialect): (raw: string, values: string[]) => string | null {
  const wellQuoted = quote === null ? null : wellQuotedRow(literal(delimiter), literal(quote), literal(escape));
  return (raw, values) => {
    const hasQuote = quote !== null && raw.includes(quote);
    if (hasQuote && wellQuoted?.test(withoutEnd(raw)) === false)
      return 'a quote inside a value, or text beside a quoted value';
    if (quote !== null && !hasQuote && values.some((one) => one.includes('\r')))
      return 'a carriage return inside a value without quotes';
    return null;
  };
}

/** Values that have no quote at all, or begin and end with one; a quote inside has its escape. */
function wellQuotedRow(delimiter: string, quote: string, escape: string): RegExp {
  const plain = `[^${quote}${escape === quote ? '' : escape}]*`;
  const quoted = `${quote}${plain}(?:${escape}${escape === quote ? quote : '[^]'}${plain})*${quote}`;
  const value = `(?:(?:(?!${delimiter})[^${quote}])*|${quoted})`;
  return new RegExp(`^${value}(?:${delimiter}${value})*$`);
}

/**
 * How lines end. Some files have both ends of Windows and of Unix. A file without line feeds has carriage returns; otherwise
 * a carriage return does not end a line.
 */
async function lineEndsOf({ texts }: OpenedFile): Promise<string[]> {
  let length = 0;
  for await (const text of texts()) {
    if (text.includes('\n')) return ['\r\r\n', '\r\n', '\n'];
    length += text.length;
    if (length > 2 ** 20) break;
  }
  return ['\r'];
}

function parseRecords(
  { texts, set: { skipLines } }: OpenedFile,
  { delimiter, quote, escape }: Dialect,
  lineEnds: string[],
  onOpenQuote: (line: number) => void,
): AsyncIterable<CsvRecord> {
  const parser = parseCsv({
    delimiter,
    quote,
    escape,
    record_delimiter: lineEnds,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: longestRow,
    info: true,
    raw: true,
    // Otherwise the rows before it would be lost together with the line in which it begins.
    skip_records_with_error: true,
    on_skip: (error, raw) => {
      onOpenQuote(Number(error?.['lines']) - lineBreaksIn(raw ?? '') + 1 + skipLines);
      return undefined;
    },
  });
  // The parser throws errors of the text to the reader.
  pipeline(withoutLines(texts(), skipLines), parser, () => undefined);
  return parser as AsyncIterable<CsvRecord>;
}

/** A row without the end of its line. */
const withoutEnd = (raw: string) => raw.replace(/[\r\n]+$/, '');

const lineBreaksIn = (text: string) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

const headerInFile = (name: string) =>
  deliveryError(`The first line of ${name} is a header. Remove header from the profile.`);

/** Exports without quotes write separators inside a value by name, as Kill Bill's export does. */
const unescapePipeValue = (value: string) =>
  value.replaceAll('\\N{VERTICAL LINE}', '|').replaceAll('\\N{LINE FEED}', '\n');
