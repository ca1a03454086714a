import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { explainError } from './errors.ts';

/** One connection. `what` is the part of the profile that a query belongs to; errors name it. */
export interface Connection {
  query<Row extends pg.QueryResultRow>(what: string, text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
  /** The result of a query as CSV; memory doesn't grow with it. */
  copy(what: string, text: string, options?: { header: boolean }): AsyncGenerator<Buffer>;
  /** Gives the connection back. After a failure it is closed, because a transaction may still be open. */
  release(after: 'success' | 'failure'): void;
}

export interface Database {
  connect(what: string): Promise<Connection>;
  /** Runs `work` on a connection of its own. */
  withConnection<T>(what: string, work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens a pool of connections. Its errors are ConnectorErrors where their meaning is known. */
export function openDatabase(
  url: string,
  { maxConnections, statementTimeoutSeconds }: { maxConnections: number; statementTimeoutSeconds: number },
): Database {
  const host = URL.canParse(url) ? new URL(url).host : 'its host';
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutSeconds * 1_000,
  });
  const lost = new WeakSet<pg.ClientBase>();
  pool.on('connect', (client) => client.on('error', () => lost.add(client)));
  // An idle connection may break; the pool then opens another one.
  pool.on('error', () => undefined);

  async function connect(what: string): Promise<Connection> {
    const client = await pool.connect().catch((error: unknown) => {
      throw explainError(error, { host, what, text: '', isLost: true });
    });
    return connectionOf(client, (error, what, text) =>
      explainError(error, { host, what, text, isLost: lost.has(client) }),
    );
  }

  return {
    connect,
    async withConnection(what, work) {
      const connection = await connect(what);
      try {
        const result = await work(connection);
        connection.release('success');
        return result;
      } catch (error) {
        connection.release('failure');
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

function connectionOf(
  client: pg.PoolClient,
  explain: (error: unknown, what: string, text: string) => unknown,
): Connection {
  return {
    async query(what, text, values = []) {
      try {
        return await client.query(text, values);
      } catch (error) {
        throw explain(error, what, text);
      }
    },
    async *copy(what, text, { header } = { header: false }) {
      const statement = `copy (${text}) to stdout (format csv, header ${header})`;
      try {
        yield* client.query(copyTo(statement));
      } catch (error) {
        throw explain(error, what, statement);
      }
    },
    release: (after) => client.release(after === 'failure'),
  };
}
