import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';
import type { BulkColumn, BulkRows, BulkWrite } from './port.ts';
import { writeZip } from './zip.ts';

/** Zoho's limits of one job. docs: bulk-write/upload-file */
const mostRows = 25_000;
const mostColumns = 200;
const mostBytes = 25 * 1_000_000;

/** Rows that are scanned and written at a time. */
const batchSize = 100;

/** Zoho reads MM/dd/yyyy unless told; a time without its offset would be taken in the user's zone. docs: bulk-write/create-job */
const formats = { date: 'yyyy-MM-dd', datetime: "yyyy-MM-dd'T'HH:mm:ssXXX" };

const refusal = (what: string): ConnectorError => new ConnectorError('configuration', `${what} Nothing was sent.`);

/** Names of the CSV files in the zip; the job names them too. */
export const fileNameOf = (module: string): string => `${module}.csv`;

/** How Zoho is to read the columns; `parent` are those of the parent's file. */
export function mappingsOf(columns: BulkColumn[], parent: BulkColumn[] = []): JsonObject[] {
  return columns.map(({ apiName, findBy, format, parentColumn }, index) => ({
    api_name: apiName,
    index,
    ...(findBy ? { find_by: findBy } : {}),
    ...(format ? { format: formats[format] } : {}),
    ...(parentColumn ? { parent_column_index: parent.findIndex((column) => column.apiName === parentColumn) } : {}),
  }));
}

/** @throws ConnectorError `configuration` for what Zoho would refuse, or what the last scan could not see */
export function checkWrite({ module, operation, findBy, columns, child }: BulkWrite): void {
  if (operation !== 'insert' && !findBy) throw refusal(`A bulk ${operation} of ${module} needs the field to match by.`);
  const names = columns.map((column) => column.apiName);
  for (const part of [columns, child?.columns ?? []]) {
    if (part.length > mostColumns) throw refusal(`A bulk job of ${module} has more than ${mostColumns} columns.`);
    if (new Set(part.map((column) => column.apiName)).size !== part.length)
      throw refusal(`A bulk job of ${module} has one column twice.`);
  }
  const lost = child?.columns.find(({ parentColumn }) => parentColumn && !names.includes(parentColumn));
  if (lost) throw refusal(`${lost.apiName} points to ${lost.parentColumn}, which is no column of ${module}.`);
}

/**
 * Writes the rows of a job into a zip of CSV files, as they come, and counts them. `scan` sees every row before it is
 * written.
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
    // Everything is quoted, so that no value can be taken for a delimiter, a line or a number.
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
      if (count > mostRows)
        throw refusal(`A bulk job of ${write.module} has more than 25,000 rows; make several jobs.`);
      if (cells.length !== names.length)
        throw refusal(`A row of ${module} has ${cells.length} cells for ${names.length} columns.`);
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
  const tooBig = () => refusal(`A bulk job of ${write.module} packs to more than 25 MB; make several jobs.`);
  await writeZip(path, files, { bytes: mostBytes, failure: tooBig }, signal);
  if (count === 0) throw refusal(`A bulk job of ${write.module} has no rows.`);
  return count;
}
