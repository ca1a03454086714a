import pg from 'pg';
import { onFreePort } from './ports.ts';
import { clusterDirectory, createCluster, findPrograms, userForPostgres } from './postgres-files.ts';
import { startProcess, type ProcessHandle } from './processes.ts';
import { untilReady } from './ready.ts';

export interface PostgresOptions {
  /** Where the cluster is kept; created if it is missing. */
  directory: string;
  /** The preferred port; any free one if it is taken or undefined. */
  port?: number | undefined;
  /** Created if they are missing. */
  databases: readonly string[];
  logDirectory: string;
  /** Gives up safety against power cuts for speed; for tests. */
  ephemeral?: boolean;
}

export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  /** The connection URL of a database, with the password of this local cluster. */
  url(database: string): string;
  /** Starts the server again after `stop` or `kill`, on the same port. Resolves when it accepts connections. */
  start(): Promise<void>;
  /** Shuts the server down; open connections are closed. */
  stop(): Promise<void>;
  /** Kills the server, like a crash. Resolves when it has ended. */
  kill(): Promise<void>;
}

const crashUnsafe = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];

/**
 * Starts a real Postgres on loopback and waits until it accepts connections.
 *
 * @throws {Error} if it does not get ready, with the path of the log file
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const { databases, logDirectory, ephemeral = false } = options;
  const user = userForPostgres();
  const programs = await findPrograms(user);
  const directory = clusterDirectory(options.directory, user);
  const password = await createCluster(directory, programs, user);
  const url = (port: number, database: string): string =>
    `postgresql://portage:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

  const launch = async (port: number): Promise<ProcessHandle> => {
    const settings = ['-h', '127.0.0.1', '-p', String(port), '-k', '', '-c', 'max_connections=200'];
    const server = await startProcess({
      name: 'postgres',
      command: programs.postgres,
      args: ['-D', directory, ...settings, ...(ephemeral ? crashUnsafe : [])],
      user,
      logDirectory,
    });
    await untilReady(server, () => acceptsConnections(url(port, 'postgres')));
    return server;
  };

  const started = await onFreePort(options.port, async (port) => ({ port, server: await launch(port) }));
  const { port } = started;
  let running = started.server;
  await createDatabases(url(port, 'postgres'), databases);
  return {
    port,
    get pid() {
      return running.pid;
    },
    url: (database) => url(port, database),
    async start() {
      running = await launch(port);
    },
    stop: () => running.stop(),
    async kill() {
      running.kill('SIGKILL');
      await running.exited;
    },
  };
}

async function acceptsConnections(url: string): Promise<void> {
  await withClient(url, async () => {});
}

async function createDatabases(url: string, names: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map((row) => row.datname));
    for (const name of names) {
      if (!present.has(name)) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    }
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}
