import { setTimeout as pause } from 'node:timers/promises';
import { startZohoEmulator, type EmulatorOptions, type ZohoEmulator } from '../../emulators/zoho/server.ts';
import { watchShapes } from '../emulators/zoho/shapes.ts';
import { createZoho, type ZohoOptions } from '../../connectors/zoho/client.ts';
import type { BulkReadJob, BulkWriteJob, TokenStore, Zoho } from '../../connectors/zoho/port.ts';

export const sandboxId = '20090000002';

/** An emulator whose answers are compared with Zoho's OpenAPI files; closing it fails on a difference. */
export async function startWatchedEmulator(options: EmulatorOptions = {}): Promise<ZohoEmulator> {
  const shapes = watchShapes();
  const emulator = await startZohoEmulator({ ...options, watch: shapes.watch });
  return {
    ...emulator,
    async close() {
      await emulator.close();
      shapes.check();
    },
  };
}

/** Tokens of one process. */
export function createMemoryTokens(): TokenStore {
  let kept: Awaited<ReturnType<TokenStore['read']>> = null;
  return {
    read: () => Promise.resolve(kept),
    exclusively: (_, refresh) => refresh(),
    write: (_, entry) => {
      kept = entry;
      return Promise.resolve();
    },
  };
}

/** A client of a service on loopback that takes any credentials. */
export const openClient = (url: string, changes: Partial<ZohoOptions> = {}): Zoho =>
  createZoho({
    orgId: sandboxId,
    environment: 'sandbox',
    accountsUrl: url,
    apiUrl: url,
    credentials: { clientId: 'id', clientSecret: 'secret', refreshToken: 'refresh' },
    tokens: createMemoryTokens(),
    scan: () => undefined,
    ...changes,
  });

/** A client of the emulator's sandbox org. */
export function openSandbox(emulator: ZohoEmulator, changes: Partial<ZohoOptions> = {}): Zoho {
  const seed = emulator.orgs.find((org) => org.id === sandboxId);
  if (!seed) throw new Error('the emulator has no sandbox org');
  const { clientId, clientSecret, refreshToken } = seed;
  return openClient(emulator.url, { credentials: { clientId, clientSecret, refreshToken }, ...changes });
}

/** Looks at a job until it is over. */
export async function whenOver<Job extends BulkWriteJob | BulkReadJob>(look: () => Promise<Job>): Promise<Job> {
  for (;;) {
    const job = await look();
    if (job.state !== 'added' && job.state !== 'running') return job;
    await pause(5);
  }
}
