import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

/**
 * Timeouts, heartbeats and retry delays of all activities. `activities/failures.ts` decides which failures are retried;
 * this table decides how long an attempt may take and how soon the next one starts.
 *
 * There is no schedule-to-close timeout: workers, or what they call, may be away for any time, and an engagement goes on
 * when they are back. A dead worker is noticed by missing heartbeats, so an attempt may take as long as the largest
 * engagement needs: an attempt that starts over must be able to end.
 */
const retry = { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' } as const;

/** A cancelled call ends before its workflow goes on: what it wrote is booked, and nothing else is written beside it. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

export const activityOptions = {
  /** Reads and writes of the ledger and of documents. */
  short: { startToCloseTimeout: '1 hour', heartbeatTimeout: '10 s', cancellationType, retry },
  /** Answers a question of a person, who waits: after about a minute of failures, the reason is the answer. */
  question: {
    startToCloseTimeout: '1 day',
    heartbeatTimeout: '10 s',
    cancellationType,
    retry: { ...retry, maximumAttempts: 8 },
  },
  /** A notice that nobody took after a day is given up; the gate waits without it. */
  notice: {
    startToCloseTimeout: '2 minutes',
    scheduleToCloseTimeout: '1 day',
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { initialInterval: '5 s', backoffCoefficient: 2, maximumInterval: '10 minutes' },
  },
  /** Metadata, counts, surveys and verification in Zoho. */
  zoho: { startToCloseTimeout: '2 days', heartbeatTimeout: '5 s', cancellationType, retry },
  /** Streams a whole object or a whole queue, and starts over when its worker dies. */
  stream: { startToCloseTimeout: '2 days', heartbeatTimeout: '5 s', cancellationType, retry },
  /**
   * A lane. After a worker dies, its lanes are retried 3 s later (the heartbeat timeout), and a new worker makes its
   * first call within 5 s of its start. The number of attempts has no limit and the retry interval stays short, because
   * a 429 (which has its own delay) and every dead worker use up attempts. A lane that runs into its timeout continues
   * where it was.
   */
  lane: {
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '3 s',
    cancellationType,
    retry: { initialInterval: '200 ms', backoffCoefficient: 1.5, maximumInterval: '1 s' },
  },
} satisfies Record<string, ActivityOptions>;
