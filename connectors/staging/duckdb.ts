import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

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
