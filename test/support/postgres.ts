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
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
}

/** Starts a real Postgres of its own on a free loopback port, unsafe against power cuts and therefore fast. */
export async function startPostgres(): Promise<TestPostgres> {
  const home = await mkdtemp(join(tmpdir(), 'portage-test-postgres-'));
  // A cluster next to `home`, not in it: the user who runs Postgres may not enter a folder that mkdtemp made.
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
