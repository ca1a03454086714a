import { activityInfo, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ConnectorError, type ErrorKind } from '../connectors/error.ts';

/** Longest pause after a 429 whose answer doesn't say how long to wait. */
const longestPauseMs = 15_000;

/**
 * The failure table: what a connector's error means to Temporal. What is not retryable stops its step, and a phase then
 * asks a person; a rejected record is data and never comes here.
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

/** A fault that nobody foresaw is tried a few times, and then stops its step. */
const bugAttempts = 5;

/** Quoted texts and long numbers may be somebody's data. */
const anonymous = (message: string) =>
  message
    .replace(/(["'`]).*?\1/gs, '$1…$1')
    .replace(/\d{5,}/g, '…')
    .slice(0, 500);

/** Turns whatever an activity threw into the failure that the workflow sees. */
export function classify(error: unknown, attempt: number, random: () => number = Math.random): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (!(error instanceof ConnectorError)) {
    const fault = error instanceof Error ? error : new Error(String(error));
    return ApplicationFailure.create({
      type: 'Bug',
      message: `Unexpected ${fault.name}: ${anonymous(fault.message)}`,
      nonRetryable: attempt >= bugAttempts,
    });
  }
  const { type, retryable } = failureTable[error.kind];
  if (error.kind !== 'rate-limited') {
    return ApplicationFailure.create({ type, message: error.message, nonRetryable: !retryable });
  }
  const growing = Math.min(longestPauseMs, 500 * 2 ** Math.min(attempt - 1, 10));
  return ApplicationFailure.create({
    type,
    message: error.message,
    nextRetryDelay: Math.round(error.retryAfterMs ?? growing * (0.5 + random() / 2)),
    category: 'BENIGN',
  });
}

type Activity = (...args: never[]) => Promise<unknown>;

/** Wraps activities so that a dead worker is noticed by the missing heartbeat, and every error passes the failure table. */
export function withFailures<Activities extends Record<string, Activity>>(activities: Activities): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: never[]) => {
      // Each call of an activity has a timeout of its own, so that none can hang behind the ticker.
      const ticker = setInterval(heartbeat, 1_000);
      try {
        return await activity(...args);
      } catch (error) {
        throw isCancelled(error) ? error : classify(error, activityInfo().attempt);
      } finally {
        clearInterval(ticker);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

const isCancelled = (error: unknown) =>
  error instanceof Error && (error.name === 'CancelledFailure' || error.name === 'AbortError');
