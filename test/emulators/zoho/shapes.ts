import type { Exchange } from '../../../emulators/zoho/server.ts';
import { specsArePresent, unexplained, type Difference } from './specs.ts';

/** Compares every answer of an emulator with Zoho's OpenAPI files, where those are present. */
export function watchShapes(): { watch: (exchange: Exchange) => void; check: () => void } {
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
