import { setTimeout as delay } from 'node:timers/promises';
import { TransportError } from '@temporalio/worker';
import type pino from 'pino';
import { ConnectorError, isPassing } from '../connectors/error.ts';
import { describeError } from './logger.ts';
import { unlessStopped } from './stop.ts';

/** Pauses between attempts: short at first, because the whole stack often starts at the same time. */
const pausesMs = [200, 500, 1_000, 2_000, 5_000];

/** What can become right while the worker waits, without a new start. */
const isWorthWaiting = (error: unknown): boolean =>
  isPassing(error) || error instanceof TransportError || (error instanceof ConnectorError && error.kind === 'auth');

/**
 * Repeats a part of the start until the server that it needs can be reached.
 * @throws the reason of `stop`; an error that waiting does not help
 */
export async function untilReachable<T>(
  what: string,
  work: () => Promise<T>,
  { log, stop }: { log: pino.Logger; stop: AbortSignal },
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await unlessStopped(work(), stop);
    } catch (error) {
      if (stop.aborted || !isWorthWaiting(error)) throw error;
      const pauseMs = pausesMs[attempt] ?? 10_000;
      log.warn({ reason: describeError(error) }, `${what} can't be reached; trying again in ${pauseMs / 1_000} s`);
      await unlessStopped(delay(pauseMs), stop);
    }
  }
}
