import {
  startZohoEmulator,
  type EmulatorOptions,
  type Exchange,
  type ZohoEmulator,
} from '../../../emulators/zoho/server.ts';
import { specsArePresent, unexplained, type Difference } from './specs.ts';

/** Compares every answer of an emulator with Zoho's OpenAPI files, where those are present. */
function watchShapes(): { watch: (exchange: Exchange) => void; check: () => void } {
  const found = new Map<string, Difference>();
  return {
    watch(exchange) {
      if (!specsArePresent) return;
      for (const one of unexplained(exchange)) found.set(`${one.operation} ${one.at}`, one);
    },
    check() {
      if (found.size === 0) return;
      const lines = [...found.values()].map(({ operation, at }) => `${operation}: ${at}`);
      throw new Error(
        `answers differ from Zoho's OpenAPI files; correct the emulator or give a reason in its README:\n${lines.join('\n')}`,
      );
    },
  };
}

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
