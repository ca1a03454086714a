import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError, type ErrorKind } from '../connectors/error.ts';

/** Longest delay after a 429 whose answer doesn't say how long to wait. */
const maxDelayMs = 15_000;

/**
 * The failure table: what a connector's error means to Temporal. An error that is not retryable fails its step; in a load
 * the phase then asks a person. A rejected record is data, not an error, and is not handled here.
 */
const failureTable: Record<ErrorKind, { type: string; retryable: boolean }> = {
  'rate-limited': { type: 'RateLimited', retryable: true },
  'unknown-outcome': { type: 'UnknownOutcome', retryable: true },
  unavailable: { type: 'Unavailable', retryable: true },
  auth: { type: 'Auth', retryable: false },
  forbidden: { type: 'Forbidden', retryable: false },
  'not-found': { type: 'NotFound', retryable: false },
  contract: { type: 'Contract', retryable: false },
  configuration: { type: 'Configuration', retryable: false },
  leak: { type: 'Leak', retryable: false },
  fenced: { type: 'Fenced', retryable: false },
};

/** Attempts of an activity that throws an unexpected error. The last one fails the step. */
const bugAttempts = 5;

/** Quoted texts and long numbers may be personal data. */
const hideValues = (message: string) =>
  message
    .replace(/(["'`]).*?\1/gs, '$1…$1')
    .replace(/\d{5,}/g, '…')
    .slice(0, 500);

/** Turns what an activity threw into the failure that the workflow receives. `attempt` counts from 1. */
export function classify(error: unknown, attempt: number, random: () => number = Math.random): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (!(error instanceof ConnectorError)) {
    const bug = error instanceof Error ? error : new Error(String(error));
    return ApplicationFailure.create({
      type: 'Bug',
      message: `Unexpected ${bug.name}: ${hideValues(bug.message)}`,
      nonRetryable: attempt >= bugAttempts,
    });
  }
  const { type, retryable } = failureTable[error.kind];
  if (error.kind !== 'rate-limited') {
    return ApplicationFailure.create({ type, message: error.message, nonRetryable: !retryable });
  }
  const backoffMs = Math.min(maxDelayMs, 500 * 2 ** Math.min(attempt - 1, 10));
  return ApplicationFailure.create({
    type,
    message: error.message,
    nextRetryDelay: Math.round(error.retryAfterMs ?? backoffMs * (0.5 + random() / 2)),
    category: 'BENIGN',
  });
}

type Activity = (...args: never[]) => Promise<unknown>;

/** Makes every activity send heartbeats, so that Temporal notices a dead worker, and applies the failure table to every error. */
export function withFailures<Activities extends Record<string, Activity>>(activities: Activities): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: never[]) => {
      // The timer would hide a hanging call, so each call that an activity makes has its own timeout.
      const heartbeats = setInterval(heartbeat, 1_000);
      try {
        return await activity(...args);
      } catch (error) {
        throw isCancelled(error) ? error : classify(error, activityInfo().attempt);
      } finally {
        clearInterval(heartbeats);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

const isCancelled = (error: unknown) =>
  error instanceof Error && (error.name === 'CancelledFailure' || error.name === 'AbortError');
