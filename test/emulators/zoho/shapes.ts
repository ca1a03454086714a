import {
  startZohoEmulator,
  type EmulatorOptions,
  type Exchange,
  type ZohoEmulator,
} from '../../../emulators/zoho/server.ts';
import { specsArePresent, unlisted, type Difference } from './specs.ts';

/** Compares every answer of an emulator with Zoho's OpenAPI files, if they are present. */
function watchShapes(): { watch: (exchange: Exchange) => void; check: () => void } {
  const found = new Map<string, Difference>();
  return {
    watch(exchange) {
      if (!specsArePresent) return;
      for (const one of unlisted(exchange)) found.set(`${one.operation} ${one.at}`, one);
    },
    check() {
      if (found.size === 0) return;
      const lines = [...found.values()].map(({ operation, at }) => `${operation}: ${at}`);
      throw new Error(
        `Answers differ from Zoho's OpenAPI files. Correct the emulator, or add the reason to its README:\n${lines.join('\n')}`,
      );
    },
  };
}

/** Starts an emulator whose answers are compared with Zoho's OpenAPI files. `close` throws if one differs. */
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
