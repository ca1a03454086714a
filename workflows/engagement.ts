import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { stayingText } from '../domain/documents/cancellation.ts';
import { readMessage } from '../schemas/message.ts';
import { StartEngagement, type EngagementState, type EngagementStatus } from '../schemas/engagement.ts';
import { leaveCutover } from './cutover-progress.ts';
import { endCutover } from './end-cutover.ts';
import { afterRejection, runStep, stepsThatFail } from './engagement-steps.ts';
import { createState, setStep, slugOfWorkflow, type Carried, type WorkflowState } from './engagement-state.ts';
import { isFailure, reasonOf } from './failures.ts';
import { closeGate, ContinueAtGate, decideException, EndedBySignOff, LeaveGate } from './gates.ts';
import { setMessageHandlers } from './message-handlers.ts';
import { controlActivities } from './proxies.ts';
import { rejectionText } from './rejections.ts';
import { openPlan, rollBack } from './runs.ts';

/**
 * One customer's migration, from discovery to acceptance: preflight, scope, mapping, extraction, rehearsal in the
 * sandbox, production, cutover, handoff. Every gate waits for a named person. At any time people can pause, change the
 * number of lanes, and roll an environment back. It continues as new between steps and at gates when Temporal suggests it.
 *
 * @param carried what an earlier run of this workflow remembers; nobody else passes it
 */
export async function engagement(input: StartEngagement, carried?: Carried): Promise<EngagementStatus> {
  const state = createState(carried, slugOfWorkflow() ?? '');
  const scope = new CancellationScope();
  setMessageHandlers(state, scope);
  try {
    await runToEnd(state, input, scope);
  } catch (error) {
    closeGate(state);
    if (isCancellation(error)) setStep(state, 'cancelled', 'cancelled');
    else setStep(state, 'failed', 'stopped');
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    throw error;
  }
  await condition(allHandlersFinished);
  return state.status;
}

async function runToEnd(state: WorkflowState, input: StartEngagement, scope: CancellationScope): Promise<void> {
  // A rollback that waits at its gate can have been continued as new.
  if (!state.rollback) {
    try {
      await scope.run(() => runSteps(state, input));
      setStep(state, 'closed: everything is signed, handed off and accepted', 'closed');
    } catch (error) {
      // The next run goes on with the cutover.
      if (error instanceof ContinueAsNew) throw error;
      // A counted request to roll back or to cancel cancels the scope.
      const isRequested = Boolean(state.rollback ?? state.cancellation) && isCancellation(error);
      if (error instanceof EndedBySignOff) {
        await endCutover(state);
        setEnd(state, `${error.outcome} by a sign-off`, error.outcome);
      } else if (!isRequested) {
        leaveCutover(state);
        throw error;
      }
    }
    // A request that came with the last step is still being judged.
    if (!state.rollback && !state.cancellation) await condition(allHandlersFinished);
    // What the rollback of a rehearsal left is no longer the question.
    state.progress.unrestored = null;
  }
  if (state.rollback) await endWithRollback(state, input);
  else if (state.cancellation) await endCancelled(state);
}

async function runSteps(state: WorkflowState, input: StartEngagement): Promise<void> {
  state.plan ??= await openPlan(state, readStart(input).file);
  while (state.progress.next !== 'end') {
    try {
      state.progress.next = await runOrAsk(state, input.file);
    } catch (error) {
      if (error instanceof LeaveGate) state.progress.next = error.next;
      else if (!(error instanceof ContinueAtGate)) throw error;
    }
    if (workflowInfo().continueAsNewSuggested && state.progress.next !== 'end') await startNewRun(state, input);
  }
}

/**
 * Runs the next step. When it fails, people fix the cause and decide whether it runs again. Only the steps before anything
 * is written fail the engagement.
 *
 * @returns the name of the step that follows
 */
async function runOrAsk(state: WorkflowState, file: string): Promise<string> {
  const { progress } = state;
  const subject = stepsThatFail[progress.next];
  if (!progress.failure || !subject) {
    try {
      return await runStep(state, file);
    } catch (error) {
      if (!isFailure(error) || !subject) throw error;
      progress.failure =
        `The step ${subject} failed: ${reasonOf(error)} ` +
        `When the cause is fixed, approve or request changes to run the step again. ${rejectionText(state)}`;
    }
  }
  const decision = await decideException(state, subject, progress.run, progress.failure);
  progress.failure = null;
  if (decision !== 'rejected') return progress.next;
  const next = afterRejection(state);
  if (next === null) throw new EndedBySignOff('stopped');
  return next;
}

async function startNewRun(state: WorkflowState, input: StartEngagement): Promise<void> {
  await condition(allHandlersFinished);
  // A decision that arrived meanwhile is used first; the next step boundary continues as new.
  if (state.decision !== null || state.rollback || state.cancellation) return;
  await continueAsNew<typeof engagement>(input, carriedOf(state));
}

const carriedOf = ({
  decision: _,
  questions: __,
  repeated: ___,
  details: ____,
  revoking: _____,
  ...carried
}: WorkflowState): Carried => carried;

/** Rolls an environment back on a person's request. The engagement ends afterwards. */
async function endWithRollback(state: WorkflowState, input: StartEngagement): Promise<void> {
  const { plan, rollback, progress } = state;
  if (!plan || !rollback) return;
  const { environment } = rollback;
  await endCutover(state);
  const run = progress.run?.environment === environment ? progress.run : progress.loaded[environment];
  for (;;) {
    if (!progress.unrestored) {
      closeGate(state);
      setStep(state, `rolling back ${environment}`, 'rolling back');
      progress.unrestored = await rollBack(state, plan, environment);
      if (progress.unrestored === null) return setEnd(state, `${environment} rolled back`, 'rolled back');
    }
    const why = progress.unrestored;
    const question = `${why} Approve or request changes to roll back again. Reject to stop with the rest in place.`;
    try {
      if ((await decideException(state, 'rollback', run, question)) === 'rejected')
        return setEnd(state, `the rollback of ${environment} is not complete: ${why}`, 'stopped');
      progress.unrestored = null;
    } catch (error) {
      if (!(error instanceof ContinueAtGate)) throw error;
      await condition(allHandlersFinished);
      // A decision that arrived meanwhile is used first.
      if (state.decision === null) await continueAsNew<typeof engagement>(input, carriedOf(state));
    }
  }
}

/** Lists what stays in Zoho. The running calls have ended and are booked. */
async function endCancelled(state: WorkflowState): Promise<void> {
  const { status } = state;
  await endCutover(state);
  closeGate(state);
  setStep(state, 'cancelling');
  try {
    const { engagement } = status;
    const ended = await controlActivities('Close the runs, and list what stays').endCancelled({ engagement });
    Object.assign(status, ended);
    setEnd(state, `cancelled on request. ${stayingText(ended.staying)}`, 'cancelled');
  } catch (error) {
    if (!isFailure(error)) throw error;
    setEnd(state, `cancelled on request. What stays could not be listed: ${reasonOf(error)}`, 'cancelled');
  }
}

/** Shows how the engagement ended, and what people have to know of its cutover. */
function setEnd(state: WorkflowState, result: string, name: EngagementState): void {
  const { endRemark } = state.progress;
  setStep(state, endRemark ? `${result.replace(/\.$/, '')}. ${endRemark}` : result, name);
}

/** @throws ApplicationFailure if the workflow was started with another id or input than that of an engagement */
function readStart(input: unknown): StartEngagement {
  const { workflowId } = workflowInfo();
  if (!slugOfWorkflow()) {
    throw ApplicationFailure.nonRetryable(
      `The id of this workflow is ${workflowId}, but it must be engagement/<slug>. Nothing was started.`,
      'BadRequest',
    );
  }
  const start = readMessage(StartEngagement, [input]);
  if (!start.ok) throw ApplicationFailure.nonRetryable(start.why, 'BadRequest');
  return start.value;
}
