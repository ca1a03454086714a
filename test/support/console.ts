import { serve, type ServerType } from '@hono/node-server';
import getPort from 'get-port';
import pino from 'pino';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Client } from '@temporalio/client';
import { createProgressFeed } from '../../apps/console/live/progress.ts';
import { readOptions, signInProvider } from '../../apps/console/options.ts';
import { createCookies } from '../../apps/console/security/cookies.ts';
import { createRefuse } from '../../apps/console/security/refuse.ts';
import { createConsole } from '../../apps/console/server.ts';
import { createProviders } from '../../apps/console/sign-in/flow.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { readEngagement } from '../../connectors/ledger/engagements.ts';
import { startSession } from '../../connectors/ledger/web-sessions.ts';
import { demoPeople } from '../../emulators/identity/people.ts';
import { startIdentityProvider } from '../../emulators/identity/server.ts';
import { fakeEngagement, type FakeEngagement } from './fake-engagement.ts';
import { prepareSteps, type StepsEngagement } from './steps.ts';

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

/** The demo engagement behind a console: real ledger, steps, identity provider; the workflow is played by its steps. */
export interface ConsoleEngagement {
  site: TestConsole;
  steps: StepsEngagement;
  engagement: FakeEngagement;
  identity: TestIdentity;
  /** Address of a page of the engagement. */
  page(path?: string): string;
  /** Lets the requests of the minutes before not count for the limits. */
  forgetLimits(): Promise<void>;
  /** Cookie of a session that this person has, without a visit to the identity provider. */
  cookieOf(person: string): Promise<string>;
  close(): Promise<void>;
}

/** @param edits replacements in `engagement.yml` before the engagement is opened */
export async function prepareConsole({
  edits = [],
}: { edits?: [from: string, to: string][] } = {}): Promise<ConsoleEngagement> {
  const identity = await startIdentity();
  const steps = await prepareSteps({ accounts: 20 });
  for (const [from, to] of [['env:PORTAGE_IDENTITY_ISSUER', identity.issuer] as const, ...edits])
    steps.edit('engagement.yml', from, to);
  await steps.open();
  const { ledger } = steps.ports;
  const engagement = fakeEngagement(steps.ports, () => readEngagement(ledger, 'demo'));
  const site = await startConsole(identity, { ledger, client: engagement.client });
  return {
    site,
    steps,
    engagement,
    identity,
    page: (path = '') => `${site.origin}/engagements/demo${path && `/${path}`}`,
    async forgetLimits() {
      await ledger.query('delete from web_limit');
    },
    async cookieOf(person) {
      const found = demoPeople.find(({ id }) => id === person);
      const { email, name } = found ?? { email: person, name: person };
      const who = { issuer: identity.issuer, subject: person, email, name, authenticatedAt: new Date() };
      return `portage-session=${await startSession(ledger, who, 'a test')}`;
    },
    async close() {
      await site.close();
      await identity.close();
      await steps.close();
    },
  };
}

/** A page in a browser of one person, who signs in as a person would. */
export async function signIn(
  browser: Browser,
  origin: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(origin);
  await pickPerson(page, name);
  await page.waitForURL(`${origin}/**`);
  return page;
}

/** Chooses who one is, at the identity provider. */
export const pickPerson = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
