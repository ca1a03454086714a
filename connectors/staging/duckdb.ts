import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { openFolder } from '../temporary-files.ts';

/** Memory limit for queries, for files of any size. */
const memoryLimit = '512MB';

/** Opens an empty database in memory for `work`. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: memoryLimit, threads: '2' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A database in a temporary folder that only this user can read. */
export interface TemporaryDatabase {
  connection: DuckDBConnection;
  /** A second one, to read while the first one writes. */
  other: DuckDBConnection;
  folder: string;
  /** Closes the database, and deletes the folder. */
  close(): Promise<void>;
}

/**
 * Opens a database on disk, so that memory does not grow with its rows. `work` returns what is open; if it throws, nothing stays.
 * @param memory most memory of queries, beside the buffers of readers: `128MB`
 */
export async function openOnDisk<Opened>(
  { memory, threads, parent = tmpdir() }: { memory: string; threads: 1 | 2; parent?: string | undefined },
  work: (database: TemporaryDatabase) => Promise<Opened>,
): Promise<Opened> {
  const folder = await openFolder(parent);
  const open: { closeSync(): void }[] = [];
  const close = async () => {
    for (const one of open.splice(0)) one.closeSync();
    await folder.remove();
  };
  try {
    const limits = { memory_limit: memory, threads: String(threads), temp_directory: folder.path };
    const instance = await DuckDBInstance.create(join(folder.path, 'rows.duckdb'), limits);
    open.push(instance);
    const [connection, other] = [await instance.connect(), await instance.connect()];
    open.unshift(connection, other);
    return await work({ connection, other, folder: folder.path, close });
  } catch (error) {
    await close();
    throw error;
  }
}

/** A decimal string of the database with the places of its currency: `12.500000` → `12.50`. */
export function fixed(amount: string, places: number): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0').slice(0, places)}`;
}
