import type { UpdateDefinition } from '@temporalio/common';
import { setHandler } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ActVerdict, RetryVerdict } from '../schemas/exceptions.ts';
import type { Verdict } from '../schemas/sign-off.ts';
import type { WorkflowState } from './engagement-state.ts';
import { askedFirst } from './gates.ts';
import { inAnyCase, messageOf } from './judging.ts';
import * as messages from './messages.ts';
import { controlActivities } from './proxies.ts';
import { refresh } from './refresh-evidence.ts';
import { refuse } from './refusals.ts';

type Queue = <Result>(work: () => Promise<Result>) => Promise<Result>;
type Act = keyof Pick<Activities, 'decideExceptions' | 'decideMatches' | 'judgeSpotRecord' | 'finishSpotCheck'>;

/** Sets the handlers of what people do with exceptions and with the spot check. Activities judge and book it. */
export function setActHandlers(state: WorkflowState, oneAtATime: Queue): void {
  const set = <Message>(message: UpdateDefinition<ActVerdict, [Message]>, act: Act, description: string) =>
    setHandler(message, (...args: unknown[]) => oneAtATime(() => judge(state, act, args, description)), {
      description,
    });
  set(messages.decideExceptions, 'decideExceptions', 'Decide about exceptions of a load');
  set(messages.decideMatches, 'decideMatches', 'Decide about matches with records in Zoho');
  setHandler(messages.retryExceptions, (...args: unknown[]) => oneAtATime(() => judgeRetry(state, args)), {
    description: 'Load exceptions again',
  });
  setHandler(messages.rehearseCutover, (...args: unknown[]) => oneAtATime(() => judgeDryRun(state, args)), {
    description: 'Try the cutover in the sandbox',
  });
  set(messages.judgeSpotRecord, 'judgeSpotRecord', 'Judge a record of the spot check');
  set(messages.finishSpotCheck, 'finishSpotCheck', 'Finish the spot check');
}

/** Has a request to load exceptions again judged and booked. If it counts, the gate closes until they are loaded. */
async function judgeRetry(state: WorkflowState, args: unknown[]): Promise<RetryVerdict> {
  const { status, progress } = state;
  const { name } = messages.retryExceptions;
  const sent = messageOf(state, name, args);
  if ('why' in sent) return { counted: false, why: sent.why };
  const judged = await inAnyCase(() =>
    controlActivities('Judge a request to load exceptions again').judgeRetry({
      engagement: status.engagement,
      ...sent,
      ...{ loaded: progress.loaded, closed: whyNoRetry(state) },
    }),
  );
  const verdict: RetryVerdict = 'failed' in judged ? { counted: false, why: failedText(judged.failed) } : judged;
  if (!verdict.counted) refuse(status.refused, name, verdict.why);
  else progress.retry = { ...verdict.retry, isReopened: false, back: progress.next };
  return verdict;
}

/** Why no exceptions can be loaded again now; null if they can. */
function whyNoRetry({ open, decision, progress, rollback }: WorkflowState): string | null {
  if (rollback) return 'A rollback is under way.';
  if (progress.retry) return 'Exceptions are being loaded again already.';
  // Its deltas are newer than the rehearsal, whose records would be sent again.
  if (open?.gate === 'rehearsal' && progress.dryRun)
    return 'A dry run of the cutover has changed the sandbox since the rehearsal. Request changes to rehearse again.';
  if (!open) return 'The engagement does not wait at a gate. Send the request when it does.';
  if (open.gate.startsWith('exception:'))
    return `The gate ${open.gate} is open. Request changes there to load its records again, or decide it first.`;
  if (decision !== null) return `Gate ${open.gate} is already decided.`;
  return null;
}

/** Has a request for a dry run judged and booked. If it counts, the gate closes until the dry run has ended. */
async function judgeDryRun(state: WorkflowState, args: unknown[]): Promise<Verdict> {
  const { status, progress } = state;
  const { name } = messages.rehearseCutover;
  const sent = messageOf(state, name, args);
  if ('why' in sent) return { counted: false, why: sent.why };
  const judged = await inAnyCase(() =>
    controlActivities('Judge a request for a dry run').judgeDryRun({
      engagement: status.engagement,
      ...{ ...sent, closed: whyNoDryRun(state) },
    }),
  );
  const verdict: Verdict = 'failed' in judged ? { counted: false, why: failedText(judged.failed) } : judged;
  if (!verdict.counted) refuse(status.refused, name, verdict.why);
  else progress.dryRun = { isRequested: true, before: null };
  return verdict;
}

/** Why the cutover can't be tried now; null if it can. */
function whyNoDryRun(state: WorkflowState): string | null {
  const { open, decision, rollback, progress } = state;
  if (rollback) return 'A rollback is under way.';
  const first = askedFirst(state);
  if (first) return `The gate closes first: ${first.what}.`;
  if (open?.gate !== 'rehearsal' || !progress.loaded.sandbox)
    return 'The cutover can be tried while the engagement waits at the gate rehearsal.';
  return decision === null ? null : 'Gate rehearsal is already decided.';
}

const failedText = (why: string) => `It could not be judged. Nothing was changed. Send it again. Reason: ${why}`;

async function judge(state: WorkflowState, act: Act, args: unknown[], summary: string): Promise<ActVerdict> {
  const { status } = state;
  const sent = messageOf(state, act, args);
  if ('why' in sent) return { counted: false, why: sent.why };
  const judged = await inAnyCase(() => controlActivities(summary)[act]({ engagement: status.engagement, ...sent }));
  const verdict: ActVerdict = 'failed' in judged ? { counted: false, why: failedText(judged.failed) } : judged;
  if (!verdict.counted) refuse(status.refused, act, verdict.why);
  // Without a judged record, the evidence changes only when the sheet is finished. A sign-off gathers it in any case.
  else if (state.open && act !== 'judgeSpotRecord') await inAnyCase(() => refreshed(state));
  return verdict;
}

const refreshed = async (state: WorkflowState) => ({ digest: await refresh(state) });
