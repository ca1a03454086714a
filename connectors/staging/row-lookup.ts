import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openFolder } from '../temporary-files.ts';
import { literal } from './duckdb.ts';
import type { Row } from './rows.ts';

/** Rows in a temporary file that only this user can read, to be looked up by a key. Memory does not grow with them. */
export interface RowLookup {
  /** The rows of each key, in the order in which they came. A key without rows is left out. */
  find(keys: string[]): Promise<Map<string, Row[]>>;
  /** Deletes the file. */
  close(): Promise<void>;
}

/** Part of a worker's memory: it looks up a few hundred keys at a time. */
const memoryLimit = '128MB';

/**
 * The last digits of a key. Keys that are looked up together mostly have close numbers, so most blocks of the file are not
 * read. The result does not depend on it.
 */
const placeOf = (key: string): number => Number(/(\d{1,15})\D*$/.exec(key)?.[1] ?? 0);

/**
 * Reads all rows into a temporary file.
 * @param key the column to look them up by
 * @param columns the columns that are kept, beside the key
 * @param parent the folder for the file. Default: the system's for temporary files
 */
export async function openRowLookup(
  rows: AsyncIterable<Row>,
  { key, columns, parent = tmpdir() }: { key: string; columns: string[]; parent?: string },
): Promise<RowLookup> {
  const folder = await openFolder(parent);
  const kept = [...new Set([key, ...columns])];
  const names = kept.map((name) => `"${name.replaceAll('"', '""')}"`);
  try {
    const options = { memory_limit: memoryLimit, threads: '1', temp_directory: folder.path };
    const instance = await DuckDBInstance.create(join(folder.path, 'rows.duckdb'), options);
    const connection = await instance.connect();
    const close = async () => {
      connection.closeSync();
      instance.closeSync();
      await folder.remove();
    };
    try {
      await connection.run(`create table found (place bigint, ${names.map((name) => `${name} varchar`).join(', ')})`);
      const appender = await connection.createAppender('found');
      try {
        for await (const row of rows) {
          appender.appendBigInt(BigInt(placeOf(row[key] ?? '')));
          for (const name of kept) appender.appendVarchar(row[name] ?? '');
          appender.endRow();
        }
      } finally {
        appender.closeSync();
      }
    } catch (error) {
      await close();
      throw error;
    }
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
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
