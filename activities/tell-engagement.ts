import { activityInfo, Context, log } from '@temporalio/activity';
import { EngagementRef, engagementWorkflowId } from '../schemas/refs.ts';
import type { RepeatedCall } from '../schemas/run-messages.ts';

/**
 * Tells the engagement that a call fails and is repeated, or that this has ended: a workflow can't see the attempts of its
 * activities, and its page in the Temporal UI would say nothing. Whoever can't be told is not waited for.
 *
 * @param input of the activity, which names the engagement
 * @returns whether it was told
 */
export async function tellEngagement(
  input: unknown,
  call: string,
  since: number,
  reason: string | null,
): Promise<boolean> {
  const ref = EngagementRef.safeParse(input);
  const { workflowExecution, activityId, workflowType } = activityInfo();
  // Nobody waits for the engagement when a question is answered.
  if (!ref.success || !workflowExecution || workflowType === 'inquiry') return false;
  const message: RepeatedCall = {
    id: `${workflowExecution.workflowId}/${activityId}`,
    call,
    since: new Date(since).toISOString(),
    reason: reason && reason.slice(0, 1_000),
  };
  try {
    const { workflow } = Context.current().client;
    await workflow.getHandle(engagementWorkflowId(ref.data.engagement)).signal('repeatedCall', message);
    return true;
  } catch {
    log.debug('the engagement was not told of a repeated call', { call });
    return false;
  }
}
