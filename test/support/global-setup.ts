import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './browser.ts';
import { startPostgres, type PostgresServer } from '../../apps/dev/postgres.ts';

declare global {
  var portagePostgres: { server: PostgresServer; home: string } | undefined;
}

/** Starts one Postgres for the whole run; each test file creates its own databases on it. */
export default async function setUp(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'portage-test-postgres-'));
  // The cluster is next to `home`, not in it: the user who runs Postgres can't enter a folder from mkdtemp.
  const options = { directory: `${home}-cluster`, databases: [], logDirectory: home, ephemeral: true };
  const server = await startPostgres(options);
  globalThis.portagePostgres = { server, home };
  process.env['POSTGRES_TEST_URL'] = server.url('postgres');
  process.env['PORTAGE_TEST_BROWSER'] = (await findBrowser()) ?? '';
}
