import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { ConnectorError } from '../error.ts';

/** A connection to the ledger, or a transaction on it. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

export interface Ledger {
  pool: pg.Pool;
  /** Runs `work` with one connection. `work` may end it; then it is not used again. */
  withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction. Errors of the connection become `unavailable`. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** A statement with a `name` is planned once per connection. Its text must always be the same. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[], name?: string): Promise<Row[]>;
  close(): Promise<void>;
}

const ignore = () => undefined;

/** Recognises connection errors by SQLSTATE (classes 08 and 53, 57P), by Node's error codes and by pg's messages. */
function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|57P|53)/.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code) ||
    /Connection terminated|timeout exceeded|Client has encountered a connection error|not queryable/.test(error.message)
  );
}

function translateError(error: unknown): unknown {
  if (!isConnectionFault(error)) return error;
  return new ConnectorError(
    'unavailable',
    'The ledger (Postgres) does not respond. Nothing was booked. The call will be repeated.',
  );
}

/** Opens the ledger. The first query makes the first connection. */
export function openLedger(url: string, connections = 24): Ledger {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 5_000,
    // For SSDs. The default is for spinning disks, and makes Postgres prefer full table scans to index look-ups.
    options: '-c random_page_cost=1.1',
  });
  // The next query replaces a lost idle connection, so this event needs no action.
  pool.on('error', ignore);
  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw translateError(error);
    });
    client.on('error', ignore);
    let isBroken = false;
    try {
      return await work(client);
    } catch (error) {
      isBroken = isConnectionFault(error);
      throw translateError(error);
    } finally {
      client.off('error', ignore);
      client.release(isBroken);
    }
  }

  return {
    pool,
    withClient,
    transaction: (work) =>
      withClient(async (client) => {
        try {
          await client.query('begin');
          const result = await work(client);
          await client.query('commit');
          return result;
        } catch (error) {
          // A transaction that can't be ended must not stay open in the pool.
          await client.query('rollback').catch(() => client.end());
          throw error;
        }
      }),
    async query(text, values, name) {
      try {
        return (await pool.query({ text, ...(values ? { values } : {}), ...(name ? { name } : {}) })).rows as never;
      } catch (error) {
        throw translateError(error);
      }
    },
    close: () => pool.end(),
  };
}

/** Runs the pending migrations of the ledger. Several workers can call it at the same time. */
export async function migrateLedger(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    // Workers that start at the same time take turns. With the runner's own lock the second one would fail.
    await client.query('select pg_advisory_lock(733201)');
    await runner({
      dbClient: client,
      dir: fileURLToPath(new URL('./migrations', import.meta.url)),
      direction: 'up',
      migrationsTable: 'portage_migration',
      noLock: true,
      log: ignore,
    });
  } catch (error) {
    throw translateError(error);
  } finally {
    await client.end().catch(ignore);
  }
}
