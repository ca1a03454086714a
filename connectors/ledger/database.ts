import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { ConnectorError } from '../error.ts';

/** A connection to the ledger, or a transaction on it. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

export interface Ledger {
  pool: pg.Pool;
  /** Runs `work` in one transaction. Errors of the connection become `unavailable`. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

const silent = () => undefined;

/** Connection faults by SQLSTATE class 08 and 57P, and Node's own codes. */
function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|57P|53)/.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code) ||
    /Connection terminated|timeout exceeded|Client has encountered a connection error|not queryable/.test(error.message)
  );
}

function translate(error: unknown): unknown {
  if (!isConnectionFault(error)) return error;
  return new ConnectorError(
    'unavailable',
    'The ledger (Postgres) does not answer; nothing was booked. It is tried again.',
  );
}

/** Opens the ledger; no connection is made before the first query. */
export function openLedger(url: string, connections = 24): Ledger {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 5_000,
    // Look-ups by key on today's disks; the default is made for spinning ones and prefers to read whole tables.
    options: '-c random_page_cost=1.1',
  });
  // A lost idle connection is replaced at the next query, so the pool's report of it needs no action.
  pool.on('error', silent);
  return {
    pool,
    async transaction(work) {
      let client: pg.PoolClient;
      try {
        client = await pool.connect();
      } catch (error) {
        throw translate(error);
      }
      client.on('error', silent);
      let broken: Error | undefined;
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((failure: Error) => (broken = failure));
        throw translate(error);
      } finally {
        client.off('error', silent);
        client.release(broken);
      }
    },
    async query(text, values) {
      try {
        return (await pool.query(text, values)).rows as never;
      } catch (error) {
        throw translate(error);
      }
    },
    close: () => pool.end(),
  };
}

/** Brings the ledger's tables up to date. Safe to call from several workers at once. */
export async function migrateLedger(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    // Two workers that start together take turns; the runner's own lock would make the second one fail.
    await client.query('select pg_advisory_lock(733201)');
    await runner({
      dbClient: client,
      dir: fileURLToPath(new URL('./migrations', import.meta.url)),
      direction: 'up',
      migrationsTable: 'portage_migration',
      noLock: true,
      log: silent,
    });
  } catch (error) {
    throw translate(error);
  } finally {
    await client.end().catch(silent);
  }
}
