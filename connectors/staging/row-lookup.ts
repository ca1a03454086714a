import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { column, literal } from '../../domain/sql-text.ts';
import { ConnectorError } from '../error.ts';
import { tableOf } from './compare-csv.ts';
import { openOnDisk } from './duckdb.ts';
import type { Row } from './rows.ts';

/** Rows in a temporary file that only this user can read, to be looked up by a key. Memory does not grow with them. */
export interface RowLookup {
  /** The rows of each key, in the order in which they came. A key without rows is left out. */
  find(keys: string[]): Promise<Map<string, Row[]>>;
  /** Deletes the file. */
  close(): Promise<void>;
}

/** Part of a worker's memory: it looks up a few hundred keys at a time. */
const memory = '128MB';

/**
 * The last digits of a key. Keys that are looked up together mostly have close numbers, so most blocks of the file are not
 * read. The result does not depend on it.
 */
const placeOf = (key: string): number => Number(/(\d{1,15})\D*$/.exec(key)?.[1] ?? 0);

/** `placeOf` in SQL. */
const placeIn = (column: string): string =>
  `coalesce(try_cast(regexp_extract(${column}, '(\\d{1,15})\\D*$', 1) as bigint), 0)`;

interface LookupOptions {
  /** The column to look rows up by. */
  key: string;
  /** The columns that are kept, beside the key. */
  columns: string[];
  /** The folder for the file. Default: the system's for temporary files. */
  parent?: string;
}

/** Reads all rows into a temporary file. */
export function openRowLookup(rows: AsyncIterable<Row>, options: LookupOptions): Promise<RowLookup> {
  const kept = keptColumns(options);
  return openLookup(options, async (connection) => {
    const appender = await connection.createAppender('found');
    try {
      for await (const row of rows) {
        appender.appendBigInt(BigInt(placeOf(row[options.key] ?? '')));
        for (const name of kept) appender.appendVarchar(row[name] ?? '');
        appender.endRow();
      }
    } finally {
      appender.closeSync();
    }
  });
}

/**
 * Reads all rows of CSV files into a temporary file.
 * @param open writes the files into a folder, one after another. Each is deleted once it is read
 * @throws ConnectorError `contract` when a file can't be read, or has not all columns. The message has no values
 */
export function openFileLookup(
  open: (folder: string) => AsyncIterable<string>,
  { whose, ...options }: LookupOptions & { /** Whose files, for the message. */ whose: string },
): Promise<RowLookup> {
  const kept = keptColumns(options);
  const cells = kept.map((name) => `coalesce(${column(name)}, '')`);
  return openLookup(options, async (connection, folder) => {
    for await (const file of open(folder)) {
      const statement = `insert into found select ${[placeIn(cells[0]!), ...cells].join(', ')} from ${tableOf(file)}`;
      await connection.run(statement).catch((error: unknown) => {
        throw fileFailure(error, whose);
      });
      await rm(file);
    }
  });
}

/** A library's message may quote the file. */
function fileFailure(error: unknown, whose: string): ConnectorError {
  const text = error instanceof Error ? error.message : '';
  if (/No space left|Disk full|could not (?:write|allocate)/i.test(text))
    return new ConnectorError(
      'storage',
      "The worker's temporary folder is full. Nothing was changed, and the call is repeated. Free disk space, or set TMPDIR on the worker.",
    );
  return new ConnectorError(
    'contract',
    `${whose} result file can't be read: it is not a CSV file with the columns that were asked for. Reading it changed nothing.`,
  );
}

const keptColumns = ({ key, columns }: LookupOptions): string[] => [...new Set([key, ...columns])];

/** Creates the temporary file, and the table `found` in it, which `fill` fills. */
async function openLookup(
  options: LookupOptions,
  fill: (connection: DuckDBConnection, folder: string) => Promise<void>,
): Promise<RowLookup> {
  const kept = keptColumns(options);
  const names = kept.map(column);
  return openOnDisk({ memory, threads: 1, parent: options.parent }, async ({ connection, folder, close }) => {
    await connection.run(`create table found (place bigint, ${names.map((name) => `${name} varchar`).join(', ')})`);
    await fill(connection, folder);
    return {
      close,
      async find(keys) {
        const found = new Map<string, Row[]>();
        if (keys.length === 0) return found;
        const places = keys.map(placeOf);
        const result = await connection.runAndReadAll(
          `select ${names.join(', ')} from found
           where place between ${Math.min(...places)} and ${Math.max(...places)}
             and ${names[0]} in (select unnest([${keys.map(literal).join(', ')}]))
           order by rowid`,
        );
        for (const cells of result.getRows()) {
          const row = Object.fromEntries(kept.map((name, index) => [name, String(cells[index])]));
          const id = String(cells[0]);
          const before = found.get(id);
          if (before) before.push(row);
          else found.set(id, [row]);
        }
        return found;
      },
    };
  });
}
