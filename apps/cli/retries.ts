import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { tsToDate } from '@temporalio/common/lib/time.js';
import { FailedAttempts } from '../../schemas/failed-attempts.ts';
import { findEngagement } from './engagement.ts';

/** A call that failed and is repeated. */
export interface Retry {
  /** Name of the activity, and the workflow that waits for it. */
  call: string;
  workflowId: string;
  attempts: number;
  reason: string;
  /** Times in ISO 8601. `firstFailedAt` is null when only workers died. `nextAt` is null while the call runs again. */
  firstFailedAt: string | null;
  failedAt: string | null;
  nextAt: string | null;
}

const isoOf = (time: Parameters<typeof tsToDate>[0] | null | undefined): string | null =>
  time ? tsToDate(time).toISOString() : null;

/** When the first attempt failed, from the details of a heartbeat. */
function firstFailure(details: Parameters<typeof defaultPayloadConverter.fromPayload>[0] | undefined): string | null {
  const { firstFailedAt } = FailedAttempts.parse(details ? defaultPayloadConverter.fromPayload(details) : {});
  return firstFailedAt === undefined ? null : new Date(firstFailedAt).toISOString();
}

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
        firstFailedAt: firstFailure(one.heartbeatDetails?.payloads?.[0]),
        failedAt: isoOf(one.lastAttemptCompleteTime),
        nextAt: isoOf(one.nextAttemptScheduleTime),
      });
    }
  }
  return retries;
}
