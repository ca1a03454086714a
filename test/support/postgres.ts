import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres as startServer } from '../../apps/dev/postgres.ts';

export interface TestPostgres {
  /** Connection URL of the server's own database. */
  url: string;
  /** Creates an empty database and returns its connection URL. */
  createDatabase(name: string): Promise<string>;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

/** Starts a separate Postgres on a free loopback port, fast because its data would not survive a power cut. */
export async function startPostgres(): Promise<TestPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'portage-test-postgres-'));
  // The cluster is next to `home`, not in it: the user who runs Postgres can't enter a folder from mkdtemp.
  const directory = `${home}-cluster`;
  const server = await startServer({ directory, databases: [], logDirectory: home, ephemeral: true });
  return {
    url: server.url('postgres'),
    async createDatabase(name) {
      const client = new pg.Client({ connectionString: server.url('postgres') });
      await client.connect();
      try {
        await client.query(`create database ${pg.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return server.url(name);
    },
    async stop() {
      await server.stop();
      for (const path of [home, directory, `${directory}.password`]) await rm(path, { recursive: true, force: true });
    },
  };
}
