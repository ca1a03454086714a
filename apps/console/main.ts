import { serve, type ServerType } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import pino from 'pino';
import { openLedger } from '../../connectors/ledger/database.ts';
import { createProgressFeed } from './live/progress.ts';
import { readOptions, signInProvider, type ConsoleOptions } from './options.ts';
import { createCookies } from './security/cookies.ts';
import { createRefuse } from './security/refuse.ts';
import { createConsole } from './server.ts';
import { createProviders } from './sign-in/flow.ts';

/** Starts the console. The ledger's tables are those that a worker of the same version has made. */
async function start(options: ConsoleOptions): Promise<() => Promise<void>> {
  const log = pino({ level: options.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  // Without waiting: a page says so while Temporal does not respond.
  const connection = Connection.lazy(connectionOptions ?? {});
  const client = new Client({ connection, namespace });
  const ledger = openLedger(options.ledgerUrl, 8);
  const providers = createProviders();
  const progress = createProgressFeed(ledger, client);
  const app = createConsole({
    options,
    ledger,
    client,
    log,
    provider: providers.of(signInProvider(options)),
    providers,
    cookies: createCookies(options.origin),
    refuse: createRefuse(log),
    progress,
  });
  const { host, port } = options.listen;
  const server = await new Promise<ServerType>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(listening));
    listening.on('error', reject);
  });
  process.stdout.write(`${JSON.stringify({ ready: true, url: options.origin, pid: process.pid })}\n`);
  return async () => {
    progress.close();
    const closed = new Promise((resolve) => server.close(resolve));
    // Open event streams would keep the server.
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
    await ledger.close();
    await connection.close();
  };
}

try {
  const stop = await start(readOptions(process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
