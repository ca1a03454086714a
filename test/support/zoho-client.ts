import { setTimeout as pause } from 'node:timers/promises';
import type { ZohoEmulator } from '../../emulators/zoho/server.ts';
import { sandboxId } from '../emulators/zoho/caller.ts';
import { createZoho, type ZohoOptions } from '../../connectors/zoho/client.ts';
import type { AccessToken, BulkReadJob, BulkWriteJob, TokenStore, Zoho } from '../../connectors/zoho/port.ts';

/** A token store in memory. */
export function createMemoryTokens(): TokenStore {
  let kept: AccessToken | null = null;
  return { token: async (_, isUsable, fetch) => (kept = kept && isUsable(kept) ? kept : await fetch()) };
}

/** A client of a server on loopback that accepts any credentials. */
export const openClient = (url: string, changes: Partial<ZohoOptions> = {}): Zoho =>
  createZoho({
    orgId: sandboxId,
    environment: 'sandbox',
    accountsUrl: url,
    apiUrl: url,
    credentials: { clientId: 'id', clientSecret: 'secret', refreshToken: 'refresh' },
    tokens: createMemoryTokens(),
    scan: () => [],
    ...changes,
  });

/** A client of the emulator's sandbox org. */
export function openSandbox(emulator: ZohoEmulator, changes: Partial<ZohoOptions> = {}): Zoho {
  const seed = emulator.orgs.find((org) => org.id === sandboxId);
  if (!seed) throw new Error('the emulator has no sandbox org');
  const { clientId, clientSecret, refreshToken } = seed;
  return openClient(emulator.url, { credentials: { clientId, clientSecret, refreshToken }, ...changes });
}

/** Polls a job until it has ended. */
export async function whenOver<Job extends BulkWriteJob | BulkReadJob>(look: () => Promise<Job>): Promise<Job> {
  for (;;) {
    const job = await look();
    if (job.state !== 'added' && job.state !== 'running') return job;
    await pause(5);
  }
}

/** All items of a stream. */
export async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
