import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ConnectorError, type ErrorKind } from '../connectors/error.ts';
import { describeForeign, kindOf } from '../connectors/foreign-error.ts';
import { createGuard } from '../domain/identifiers/guard.ts';
import { FailedAttempts } from '../schemas/failed-attempts.ts';
import { tellEngagement } from './tell-engagement.ts';

interface Reaction {
  type: string;
  /** Attempts that may end so; the last one fails the step. Other failures of the same activity don't count. */
  attempts: number;
  /** Milliseconds until the next attempt, by the number of failures of this kind; by default the activity's retry policy. */
  delayMs?: (count: number, random: () => number) => number;
  /** Expected in normal operation: it is logged quietly and counts as no failure. */
  benign?: boolean;
}

const always = Infinity;
const doubling = (firstMs: number, maxMs: number) => (count: number) =>
  Math.min(maxMs, firstMs * 2 ** Math.min(count - 1, 20));
const throttled = doubling(500, 15_000);

/**
 * The failure table: what an error means to Temporal. A failure that is not retried fails its step; in a load the phase then
 * asks a person. A rejected record is data, not an error, and is not handled here. A `retryAfterMs` of the error overrules
 * the delay.
 */
const failureTable: Record<ErrorKind | 'bug', Reaction> = {
  'rate-limited': {
    type: 'RateLimited',
    attempts: always,
    delayMs: (count, random) => throttled(count) * (0.5 + random() / 2),
    benign: true,
  },
  credits: { type: 'Credits', attempts: always, delayMs: () => 300_000, benign: true },
  'unknown-outcome': { type: 'UnknownOutcome', attempts: always },
  unavailable: { type: 'Unavailable', attempts: always },
  'server-error': { type: 'ServerError', attempts: 20, delayMs: doubling(1_000, 60_000) },
  storage: { type: 'Storage', attempts: always, delayMs: doubling(5_000, 60_000) },
  auth: { type: 'Auth', attempts: always, delayMs: doubling(5_000, 60_000) },
  forbidden: { type: 'Forbidden', attempts: 1 },
  'not-found': { type: 'NotFound', attempts: 1 },
  contract: { type: 'Contract', attempts: 1 },
  configuration: { type: 'Configuration', attempts: 1 },
  leak: { type: 'Leak', attempts: 1 },
  fenced: { type: 'Fenced', attempts: 1 },
  bug: { type: 'Bug', attempts: 5, delayMs: doubling(500, 30_000) },
};

const explanations: Partial<Record<ErrorKind, string>> = {
  unavailable: 'Another system does not respond',
  storage:
    "The worker's disk or its limit of open files is used up, or a folder can't be written. Correct it; the call is repeated",
  auth: "Another system refuses the credentials or has a certificate that can't be trusted. Correct it; the call is repeated",
};

/** What went wrong, in our own words: texts of other systems and libraries may quote values, so none of them passes. */
function messageOf(error: unknown, kind: ErrorKind | 'bug'): string {
  if (error instanceof ConnectorError) return error.message;
  const what = kind === 'bug' ? 'Unexpected error' : explanations[kind];
  return `${what}: ${describeForeign(error)}.`;
}

/** A second net under the messages: nothing that looks like a network identifier passes. */
const guard = createGuard({});
const withoutIdentifiers = (text: string): string => guard.clean('message', text, 'mask').text.slice(0, 4_000);

/** The kind of what an activity threw; `bug` for an error that nobody expected. */
const kindOfThrown = (error: unknown): ErrorKind | 'bug' =>
  error instanceof ConnectorError ? error.kind : (kindOf(error) ?? 'bug');

/**
 * Turns what an activity threw into the failure that the workflow receives.
 * @param count the number of failures of this kind so far, with this one
 */
export function classify(error: unknown, count: number, random: () => number = Math.random): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const kind = kindOfThrown(error);
  const { type, attempts, delayMs, benign } = failureTable[kind];
  const retryAfterMs = error instanceof ConnectorError ? error.retryAfterMs : undefined;
  const nextMs = retryAfterMs ?? delayMs?.(count, random);
  return ApplicationFailure.create({
    type,
    message: withoutIdentifiers(messageOf(error, kind)),
    nonRetryable: count >= attempts,
    ...(nextMs === undefined ? {} : { nextRetryDelay: Math.round(nextMs) }),
    ...(benign ? { category: 'BENIGN' } : {}),
  });
}

type Activity = (...args: never[]) => Promise<unknown>;

/**
 * Makes every activity send heartbeats, so that Temporal notices a dead worker, and applies the failure table to every error.
 *
 * @param tellAfterMs the engagement is told of a call that fails for this long
 */
export function withFailures<Activities extends Record<string, Activity>>(
  activities: Activities,
  tellAfterMs = 60_000,
): Activities {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (...args: never[]) => {
      const earlier = FailedAttempts.parse(activityInfo().heartbeatDetails ?? {});
      // The timer would hide a hanging call, so each call that an activity makes has its own timeout.
      const heartbeats = setInterval(() => heartbeat(earlier), 1_000);
      try {
        const result = await activity(...args);
        if (earlier['toldAt']) await tellEngagement(args[0], name, earlier['toldAt'], null);
        return result;
      } catch (error) {
        if (isCancelled(error)) throw withoutDetails(error);
        const kind = kindOfThrown(error);
        const count = (earlier[kind] ?? 0) + 1;
        const now: Record<string, number> = { firstFailedAt: Date.now(), ...earlier, [kind]: count };
        const failure = classify(error, count);
        const since = now['firstFailedAt'] ?? Date.now();
        if (failure.nonRetryable ? earlier['toldAt'] : !earlier['toldAt'] && Date.now() - since >= tellAfterMs) {
          const reason = failure.nonRetryable ? null : failure.message;
          if (await tellEngagement(args[0], name, since, reason)) now['toldAt'] = Date.now();
        }
        heartbeat(now);
        if (kind === 'bug') log.error('unexpected error', { activity: name, error: describeForeign(error) });
        throw failure;
      } finally {
        clearInterval(heartbeats);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Activities;
}

/** A call that was cancelled with its activity. Its error may carry the request, so only Temporal's own passes as it is. */
const isCancelled = (error: unknown): error is Error =>
  error instanceof CancelledFailure ||
  (cancellationSignal().aborted && error instanceof Error && /^(?:AbortError|CanceledError)$/.test(error.name));

const withoutDetails = (error: Error): Error =>
  error instanceof CancelledFailure ? error : new CancelledFailure('The call was cancelled.');
