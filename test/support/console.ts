import { serve, type ServerType } from '@hono/node-server';
import getPort from 'get-port';
import pino from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Client } from '@temporalio/client';
import { createProgressFeed } from '../../apps/console/live/progress.ts';
import { readOptions, signInProvider } from '../../apps/console/options.ts';
import { createCookies } from '../../apps/console/security/cookies.ts';
import { createRefuse } from '../../apps/console/security/refuse.ts';
import { createConsole } from '../../apps/console/server.ts';
import { createProviders } from '../../apps/console/sign-in/flow.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { startIdentityProvider } from '../../emulators/identity/server.ts';

export interface TestConsole {
  /** Address of the console. */
  origin: string;
  /** Lines that it logged, as JSON. */
  log: Record<string, unknown>[];
  close(): Promise<void>;
}

export interface TestIdentity {
  issuer: string;
  /** The console's address that the provider leads back to. */
  origin: string;
  close(): Promise<void>;
}

/** An identity provider with the demo's people, for a console on a port that is free now. */
export async function startIdentity(): Promise<TestIdentity> {
  const port = await getPort({ host: '127.0.0.1' });
  const origin = `http://localhost:${port}`;
  const provider = await startIdentityProvider({ redirectUris: [`${origin}/sign-in/callback`] });
  return { issuer: provider.issuer, origin, close: () => provider.close() };
}

/** A console on this ledger and these workflows. */
export async function startConsole(
  { issuer, origin }: TestIdentity,
  { ledger, client }: { ledger: Ledger; client: Client },
  environment: Record<string, string> = {},
): Promise<TestConsole> {
  const options = readOptions({
    PORTAGE_LEDGER_URL: 'postgres://unused',
    PORTAGE_CONSOLE_ORIGIN: origin,
    PORTAGE_CONSOLE_LISTEN: `127.0.0.1:${new URL(origin).port}`,
    PORTAGE_CONSOLE_ISSUER: issuer,
    ...environment,
  });
  const log: TestConsole['log'] = [];
  const logger = pino({ base: null }, { write: (line: string) => void log.push(JSON.parse(line) as never) });
  const progress = createProgressFeed(ledger, client);
  const providers = createProviders();
  const app = createConsole({
    options,
    ledger,
    client,
    log: logger,
    provider: providers.of(signInProvider(options)),
    providers,
    cookies: createCookies(options.origin),
    refuse: createRefuse(logger),
    progress,
  });
  const { host, port } = options.listen;
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: app.fetch, hostname: host, port }, () => resolve(listening));
  });
  return {
    origin,
    log,
    close: () =>
      new Promise((resolve) => {
        progress.close();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** A browser of one person, who is signed in. */
export async function signIn(browser: Browser, origin: string, name: string): Promise<Page & { person: BrowserContext }> {
  const person = await browser.newContext();
  const page = await person.newPage();
  await page.goto(origin);
  await page.getByRole('button', { name }).click();
  await page.waitForURL(`${origin}/**`);
  return Object.assign(page, { person });
}
