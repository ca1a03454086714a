import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { ConnectorError, type ErrorKind } from '../error.ts';
import { codeOf, kindOf } from '../foreign-error.ts';

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
const connectTimeoutMs = 5_000;

const advice: Partial<Record<ErrorKind, string>> = {
  unavailable: 'does not respond',
  storage: 'has no disk space left. Free disk space on its server',
  auth: 'refuses the connection. Check user, password, database and certificate in PORTAGE_LEDGER_URL',
};

/**
 * Explains an error by its code. `isLost`: the connection is gone, because the driver's own errors have no code. An error
 * that only our SQL or our values can cause is returned unchanged.
 */
function explain(error: unknown, isLost: boolean): unknown {
  if (error instanceof ConnectorError) return error;
  const kind = kindOf(error) ?? (isLost ? 'unavailable' : null);
  if (!kind) return error;
  const code = codeOf(error);
  const problem = code === '25006' ? 'is read-only, as during a failover' : advice[kind];
  return new ConnectorError(
    kind,
    `The ledger (Postgres) ${problem} (${code || 'no connection'}). The call is repeated.`,
  );
}

/** Opens the ledger. The first query makes the first connection. */
export function openLedger(url: string, connections = 24): Ledger {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    // For SSDs. The default is for spinning disks, and makes Postgres prefer full table scans to index look-ups.
    options: '-c random_page_cost=1.1',
  });
  const lost = new WeakSet<pg.PoolClient>();
  pool.on('connect', (client) => client.on('error', () => lost.add(client)));
  // The next query replaces a lost idle connection, so this event needs no action.
  pool.on('error', ignore);
  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw explain(error, true);
    });
    let failure: unknown;
    try {
      return await work(client);
    } catch (error) {
      failure = explain(error, lost.has(client));
      throw failure;
    } finally {
      // Another connection may reach another server, which matters after a failover.
      client.release(lost.has(client) || (failure instanceof ConnectorError && failure.kind === 'unavailable'));
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
          await client.query('rollback').catch(() => lost.add(client));
          throw error;
        }
      }),
    query: (text, values, name) =>
      withClient(
        async (client) =>
          (await client.query({ text, ...(values ? { values } : {}), ...(name ? { name } : {}) })).rows as never,
      ),
    close: () => pool.end(),
  };
}

/** Whether a database has a ledger, of any version. */
export async function hasLedger(database: Ledger): Promise<boolean> {
  const [found] = await database.query<{ has: boolean }>(`select to_regclass('portage_migration') is not null as has`);
  return found?.has === true;
}

/** Runs the pending migrations of the ledger. Several workers can call it at the same time. */
export async function migrateLedger(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  let isLost = true;
  client.on('error', () => (isLost = true));
  try {
    await client.connect();
    isLost = false;
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
    throw explain(error, isLost);
  } finally {
    await client.end().catch(ignore);
  }
}
