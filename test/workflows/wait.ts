import type { WorkflowHandle } from '@temporalio/client';
import { eventually } from '../support/eventually.ts';
import { linesOf, type FakeEngagement } from './fake-activities.ts';

/** The names of a workflow's running activities, as soon as it has no workflow task: it has asked for nothing else. */
export function runningActivities(handle: Pick<WorkflowHandle, 'describe'>): Promise<string[]> {
  const probe = async () => {
    const { pendingWorkflowTask, pendingActivities } = (await handle.describe()).raw;
    if (pendingWorkflowTask) return undefined;
    return (pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
  };
  return eventually(probe, 'the workflow task to end', 30_000);
}

/** Waits until a workflow has no running activity and no workflow task. Then only a message or a timer continues it. */
export async function untilIdle(handle: Pick<WorkflowHandle, 'describe'>): Promise<void> {
  const probe = async () => (await runningActivities(handle)).length === 0 || undefined;
  await eventually(probe, 'the workflow to be idle', 30_000);
}

/** Waits until an activity is called that `linesOf` shows as this line. */
export async function untilCalled(fake: FakeEngagement, line: string): Promise<void> {
  await eventually(() => Promise.resolve(linesOf(fake).includes(line) || undefined), `the call ${line}`, 30_000);
}

/** Waits until a workflow has asked an activity to end, and has no workflow task left. */
export async function untilCancelRequested(handle: Pick<WorkflowHandle, 'describe'>): Promise<void> {
  const probe = async () => {
    const { pendingWorkflowTask, pendingActivities } = (await handle.describe()).raw;
    const isAsked = pendingActivities?.some(({ state }) => Number(state) === cancelRequested);
    return (!pendingWorkflowTask && isAsked) || undefined;
  };
  await eventually(probe, 'the cancellation of the activity to be requested', 30_000);
}
/** `PENDING_ACTIVITY_STATE_CANCEL_REQUESTED` of Temporal's API. */
const cancelRequested = 3;
