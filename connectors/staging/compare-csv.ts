import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { column, literal } from '../../domain/sql-text.ts';
import { withDuckDb } from './duckdb.ts';

/** Sizes of a row in bytes: of nearly all files, and of the longest rows that can be staged. The reader's buffers depend on it. */
const [usualRow, longestRow] = [2 ** 21, 2 ** 25];

/** A row is longer than the size that a file was read with. */
export class RowTooLong extends Error {}
export const isTooLong = (error: unknown): boolean =>
  error instanceof RowTooLong || /Maximum line size/.test(String(error));

/**
 * A file as a table. All columns are texts: an id keeps its leading zeros, a number its digits. Without `comment`, the reader
 * may take a row that begins with `#` for a comment, and leave it out.
 */
export const tableOf = (path: string, rowBytes = usualRow): string =>
  `read_csv(${literal(path)}, header = true, all_varchar = true, quote = '"', escape = '"', delim = ',', comment = '',
    max_line_size = ${rowBytes}, buffer_size = ${2 * rowBytes}, null_padding = false, auto_detect = true, sample_size = 100)`;

/** Reads files with small buffers, and once more with large ones if a row is longer. */
export async function withTables<T>(work: (table: (path: string) => string) => Promise<T>): Promise<T> {
  try {
    return await work((path) => tableOf(path));
  } catch (error) {
    if (!isTooLong(error)) throw error;
    return work((path) => tableOf(path, longestRow));
  }
}

const withCsv = <T>(path: string, work: (connection: DuckDBConnection, table: string) => Promise<T>): Promise<T> =>
  withTables((table) => withDuckDb((connection) => work(connection, table(path))));

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** The largest value of a column in text order; null for a file without rows. */
export function latestOf(path: string, name: string): Promise<string | null> {
  return withCsv(path, async (connection, table) => {
    const [row] = await rowsOf(connection, `select max(${column(name)}) from ${table}`);
    return row?.[0] == null ? null : String(row[0]);
  });
}

/** How the records of a file changed. */
export interface FileChanges {
  added: number;
  changed: number;
  deleted: number;
}

/**
 * Compares all columns of the records in `later` with those in `earlier`. Writes the new and changed records to
 * `changed`, and the keys of deleted records to `deleted`. `later` can be incomplete if `keys` has the keys of all
 * records.
 */
export function compareCsv(
  key: string,
  { earlier, later, keys, changed, deleted }: Record<'earlier' | 'later' | 'keys' | 'changed' | 'deleted', string>,
): Promise<FileChanges> {
  const id = column(key);
  const options = `(header, delimiter ',', quote '"', escape '"')`;
  return withTables((tableOf) =>
    withDuckDb(async (connection) => {
      const deletedKeys = `from ${tableOf(earlier)} where ${id} not in (select ${id} from ${tableOf(keys)} where ${id} is not null)`;
      // All columns of a row are compared as one text.
      await connection.run(
        `create temp view compared as
       select a.*, b.${id} is null as is_added, b.${id} is not null and to_json(a)::varchar <> to_json(b)::varchar as is_changed
       from ${tableOf(later)} a left join ${tableOf(earlier)} b on a.${id} = b.${id}`,
      );
      await connection.run(
        `copy (select * exclude (is_added, is_changed) from compared where is_added or is_changed order by ${id})
       to ${literal(changed)} ${options}`,
      );
      await connection.run(`copy (select ${id} ${deletedKeys} order by ${id}) to ${literal(deleted)} ${options}`);
      const [row] = await rowsOf(
        connection,
        `select count(*) filter (where is_added), count(*) filter (where is_changed), (select count(*) ${deletedKeys}) from compared`,
      );
      return { added: Number(row?.[0] ?? 0), changed: Number(row?.[1] ?? 0), deleted: Number(row?.[2] ?? 0) };
    }),
  );
}
