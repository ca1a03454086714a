import type { Client } from '@temporalio/client';
import { tsToDate } from '@temporalio/common/lib/time.js';
import { findEngagement } from './engagement.ts';

/** A call that failed and is repeated. */
export interface Retry {
  /** Name of the activity, and the workflow that waits for it. */
  call: string;
  workflowId: string;
  attempts: number;
  reason: string;
  /** Times in ISO 8601. `nextAt` is null while the call runs again. */
  failedAt: string | null;
  nextAt: string | null;
}

const isoOf = (time: Parameters<typeof tsToDate>[0] | null | undefined): string | null =>
  time ? tsToDate(time).toISOString() : null;

/** The calls of an engagement and of the workflows that it runs which failed last time and are repeated. */
export async function listRetries(client: Client, slug: string): Promise<Retry[]> {
  const retries: Retry[] = [];
  const waiting = [findEngagement(client, slug).workflowId];
  for (let workflowId = waiting.shift(); workflowId !== undefined; workflowId = waiting.shift()) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    for (const child of raw.pendingChildren ?? []) if (child.workflowId) waiting.push(child.workflowId);
    for (const one of raw.pendingActivities ?? []) {
      const reason = one.lastFailure?.message;
      if (!reason) continue;
      retries.push({
        call: one.activityType?.name ?? '',
        workflowId,
        attempts: (one.attempt ?? 1) - 1,
        reason,
        failedAt: isoOf(one.lastAttemptCompleteTime),
        nextAt: isoOf(one.nextAttemptScheduleTime),
      });
    }
  }
  return retries;
}
