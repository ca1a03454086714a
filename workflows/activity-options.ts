import type { ActivityOptions } from '@temporalio/workflow';

/**
 * The table of timeouts, retries and heartbeats. Which failures are retried at all is decided where they are
 * classified, in `activities/failures.ts`; here is how long a step may take and how soon it is tried again.
 */
const retry = { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' } as const;

export const activityOptions = {
  /** Reads and writes of the ledger and of small documents. */
  short: { startToCloseTimeout: '1 minute', scheduleToCloseTimeout: '1 day', retry },
  /** A look at Zoho or the source: metadata, counts, a survey. */
  look: { startToCloseTimeout: '1 hour', heartbeatTimeout: '5 s', scheduleToCloseTimeout: '3 days', retry },
  /** Streams a whole object or a whole queue; starts over when its worker dies. */
  stream: { startToCloseTimeout: '6 hours', heartbeatTimeout: '5 s', scheduleToCloseTimeout: '7 days', retry },
  /**
   * A lane. The heartbeat decides how soon a dead worker's lane goes on: 3 s, and the call after it comes within 5 s of
   * the new worker's start. Attempts are neither limited nor spaced further and further apart: 429 has its own delay
   * and consumes attempts, and so does every dead worker.
   */
  lane: {
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '3 s',
    retry: { initialInterval: '200 ms', backoffCoefficient: 1.5, maximumInterval: '1 s' },
  },
} satisfies Record<string, ActivityOptions>;
