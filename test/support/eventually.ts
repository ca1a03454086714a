import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `probe` returns something other than undefined, and returns it. */
export async function eventually<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  what: string,
  withinMs = 300_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s for ${what}.`);
    await delay(100);
  }
}
