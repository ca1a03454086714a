import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openClient, type Client } from './client.ts';
import { sessionSteps } from './session.ts';

const packages: { [name: string]: () => Promise<unknown> } = {
  typescript: async () => await import('@zohocrm/typescript-sdk-8.0'),
  // @ts-expect-error -- The package has no types. It exports the same names as the other one.
  nodejs: async () => (await import('@zohocrm/nodejs-sdk-8.0')) as unknown,
};

const access = z
  .strictObject({
    client: z.enum(['typescript', 'nodejs']),
    url: z.string(),
    orgId: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    refreshToken: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

/** Runs the session and prints a JSON line for each step: its name, and the error if it failed. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoho-sdk-'));
  try {
    const client = (await packages[access.client]?.()) as Client;
    const sdk = await openClient(client, access, `${folder}/`);
    const session = { sdk, orgId: access.orgId, ids: new Map<string, string>() };
    for (const { name, run } of sessionSteps) {
      const error = await run(session).then(
        () => undefined,
        (thrown: unknown) => describe(thrown),
      );
      process.stdout.write(`${JSON.stringify({ name, error })}\n`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The stack of an error, and the fields of the client's exceptions. */
function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return JSON.stringify(thrown);
  const { details, cause, code } = thrown as Error & { details?: unknown; code?: unknown };
  const inner = cause instanceof Error ? ` because ${cause.stack}` : '';
  return `${thrown.stack ?? thrown.message} ${JSON.stringify({ code, details })}${inner}`;
}

await main();
