import { setTimeout as delay } from 'node:timers/promises';
import { EndedEarly } from './ports.ts';
import type { ProcessHandle } from './processes.ts';

/**
 * Tries `probe` until it succeeds.
 *
 * @throws {EndedEarly} if the server ends before that
 * @throws {Error} with the probe's last error if `timeoutMs` passes; the server is stopped then
 */
export async function untilReady(server: ProcessHandle, probe: () => Promise<void>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      const end = server.ended();
      if (end) throw new EndedEarly(`${server.name} ended with ${end.code ?? end.signal}. See ${server.logFile}.`);
      if (Date.now() > deadline) {
        await server.stop();
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${server.name} was not ready after ${timeoutMs / 1000} s: ${reason}. See ${server.logFile}.`);
      }
      await delay(50);
    }
  }
}
