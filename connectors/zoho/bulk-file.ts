import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';
import type { BulkColumn, BulkRows, BulkWrite } from './port.ts';
import { writeZip } from './zip.ts';

/** Zoho's limits of one job. docs: bulk-write/upload-file */
const maxRows = 25_000;
const maxColumns = 200;
const maxBytes = 25 * 1_000_000;

/** Number of rows that are scanned and written together. */
const batchSize = 100;

/** Zoho's default is MM/dd/yyyy, and the user's time zone for times without an offset. docs: bulk-write/create-job */
const formats = { date: 'yyyy-MM-dd', datetime: "yyyy-MM-dd'T'HH:mm:ssXXX" };

const invalidJob = (what: string): ConnectorError => new ConnectorError('configuration', `${what} Nothing was sent.`);

/** Name of a CSV file in the zip. The job uses it too. */
export const fileNameOf = (module: string): string => `${module}.csv`;

/** The field mappings of a job. `parent` are the columns of the parent's file. */
export function mappingsOf(columns: BulkColumn[], parent: BulkColumn[] = []): JsonObject[] {
  return columns.map(({ apiName, findBy, format, parentColumn }, index) => ({
    api_name: apiName,
    index,
    ...(findBy ? { find_by: findBy } : {}),
    ...(format ? { format: formats[format] } : {}),
    ...(parentColumn ? { parent_column_index: parent.findIndex((column) => column.apiName === parentColumn) } : {}),
  }));
}

/** @throws ConnectorError `configuration` for a job that Zoho would reject, or that the last scan can't check */
export function checkWrite({ module, operation, findBy, columns, child }: BulkWrite): void {
  if (operation !== 'insert' && !findBy)
    throw invalidJob(`A bulk ${operation} of ${module} needs the field to match by.`);
  const names = columns.map((column) => column.apiName);
  for (const part of [columns, child?.columns ?? []]) {
    if (part.length > maxColumns) throw invalidJob(`A bulk job of ${module} has more than ${maxColumns} columns.`);
    if (new Set(part.map((column) => column.apiName)).size !== part.length)
      throw invalidJob(`A bulk job of ${module} has the same column twice.`);
  }
  const unmatched = child?.columns.find(({ parentColumn }) => parentColumn && !names.includes(parentColumn));
  if (unmatched)
    throw invalidJob(`${unmatched.apiName} refers to ${unmatched.parentColumn}, which is not a column of ${module}.`);
}

/**
 * Writes the rows of a job to a zip of CSV files while they arrive, and returns their number. `scan` checks every row
 * before it is written.
 */
export async function writeBulkFile(
  path: string,
  write: BulkWrite,
  scan: (records: JsonObject[]) => void,
  signal: AbortSignal | undefined,
): Promise<number> {
  let count = 0;

  async function* csvOf(module: string, { columns, rows }: BulkRows): AsyncGenerator<string> {
    const names = columns.map((column) => column.apiName);
    // Every value is quoted, so that it can't be read as a delimiter, a line break or a number.
    const text = (cells: (string | null)[][]) => stringify(cells, { quoted: true, quoted_empty: false });
    yield text([names]);
    let batch: (string | null)[][] = [];
    const flush = () => {
      scan(batch.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null]))));
      const written = text(batch);
      batch = [];
      return written;
    };
    for await (const cells of rows) {
      count += 1;
      if (count > maxRows)
        throw invalidJob(`A bulk job of ${write.module} has more than 25,000 rows. Split it into several jobs.`);
      if (cells.length !== names.length)
        throw invalidJob(`A row of ${module} has ${cells.length} cells for ${names.length} columns.`);
      if (batch.push(cells) === batchSize) yield flush();
    }
    if (batch.length > 0) yield flush();
  }

  const parts: [module: string, part: BulkRows][] = [[write.module, write]];
  if (write.child) parts.push([write.child.module, write.child]);
  const files = parts.map(([module, part]) => ({
    name: fileNameOf(module),
    open: () => Readable.from(csvOf(module, part)),
  }));
  const tooBig = () =>
    invalidJob(`A bulk job of ${write.module} is larger than 25 MB (compressed). Split it into several jobs.`);
  await writeZip(path, files, { bytes: maxBytes, createError: tooBig }, signal);
  if (count === 0) throw invalidJob(`A bulk job of ${write.module} has no rows.`);
  return count;
}
