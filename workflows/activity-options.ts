import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

/**
 * Timeouts, heartbeats and retry delays of all activities. `activities/failures.ts` decides which failures are retried;
 * this table decides how long an attempt may take and how soon the next one starts.
 */
const retry = { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' } as const;

/** A cancelled call ends before its workflow goes on: what it wrote is booked, and nothing else is written beside it. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

export const activityOptions = {
  /** Reads and writes of the ledger and of small documents. */
  short: { startToCloseTimeout: '1 minute', scheduleToCloseTimeout: '1 day', cancellationType, retry },
  /** Metadata, counts and surveys of Zoho. */
  zoho: {
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '5 s',
    scheduleToCloseTimeout: '3 days',
    cancellationType,
    retry,
  },
  /** Streams a whole object or a whole queue, and starts over when its worker dies. */
  stream: {
    startToCloseTimeout: '6 hours',
    heartbeatTimeout: '5 s',
    scheduleToCloseTimeout: '7 days',
    cancellationType,
    retry,
  },
  /**
   * A lane. After a worker dies, its lanes are retried 3 s later (the heartbeat timeout), and a new worker makes its
   * first call within 5 s of its start. The number of attempts has no limit and the retry interval stays short, because
   * a 429 (which has its own delay) and every dead worker use up attempts.
   */
  lane: {
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '3 s',
    cancellationType,
    retry: { initialInterval: '200 ms', backoffCoefficient: 1.5, maximumInterval: '1 s' },
  },
} satisfies Record<string, ActivityOptions>;
