import { setTimeout as delay } from 'node:timers/promises';
import { ConnectorError } from '../../connectors/error.ts';

/** Refusals of one call in a row, after which the batch is repeated. */
const mostRefusals = 10;

/**
 * Repeats a call that Zoho refused because it is busy, when it asks to. Files and e-mails are written, listed and read by one call
 * for each: if every refusal repeated all of them, a step about many would hardly end.
 *
 * @param signal when it aborts, the refusal is thrown at once
 */
export const whenFree =
  (signal?: AbortSignal) =>
  async <Result>(call: () => Promise<Result>): Promise<Result> => {
    for (let refused = 1; ; refused += 1) {
      try {
        return await call();
      } catch (error) {
        const isBusy = error instanceof ConnectorError && error.kind === 'rate-limited';
        if (!isBusy || refused > mostRefusals) throw error;
        await delay(error.retryAfterMs ?? 1_000, undefined, signal ? { signal } : {}).catch(() => {
          throw error;
        });
      }
    }
  };
