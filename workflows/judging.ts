import { ApplicationFailure, CancellationScope, currentUpdateInfo, workflowInfo } from '@temporalio/workflow';
import type { WorkflowState } from './engagement-state.ts';
import { isFailure, reasonOf } from './failures.ts';
import { refuse } from './refusals.ts';

/** A longer message is refused unread, so that it fits into the input of an activity. */
const maxLength = 100_000;

/** A message with an id that stays the same when its activity is repeated; `why` if it can't be judged at all. */
export function messageOf(
  state: WorkflowState,
  name: string,
  args: unknown[],
): { id: string; received: unknown[]; at: string } | { why: string } {
  const reject = (why: string) => {
    refuse(state.status.refused, name, why);
    return { why };
  };
  if (!state.plan) return reject('The engagement files are not read yet. Nothing was changed.');
  const length = JSON.stringify(args).length;
  if (length > maxLength)
    return reject(`The message has ${length} characters, which is too long. Nothing was changed.`);
  state.messages += 1;
  const { firstExecutionRunId } = workflowInfo();
  const update = currentUpdateInfo();
  const id = update ? `update/${update.id}` : `signal/${state.messages}`;
  return { id: `${firstExecutionRunId}/${id}`, received: args, at: new Date().toISOString() };
}

/** Runs an activity that a cancellation of the workflow does not cancel, and returns the reason if it fails. */
export async function inAnyCase<Result extends object>(
  work: () => Promise<Result>,
): Promise<Result | { failed: string }> {
  try {
    return await CancellationScope.nonCancellable(work);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { failed: reasonOf(error) };
  }
}

export const refusal = (why: string) => ApplicationFailure.nonRetryable(why, 'BadRequest');

export const ignore = () => undefined;
