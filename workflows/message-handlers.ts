import { setHandler, type CancellationScope } from '@temporalio/workflow';
import { messageSummary } from '../domain/message-summary.ts';
import type { RequestInput } from '../schemas/engagement.ts';
import { readMessage } from '../schemas/message.ts';
import { Lanes, PhaseQuestion, RepeatedCall, ReportedPhase } from '../schemas/run-messages.ts';
import type { RunRef } from '../schemas/refs.ts';
import { setActHandlers } from './act-handlers.ts';
import { ignore, inAnyCase, messageOf, refusal } from './judging.ts';
import {
  CancelRequest,
  Revocation,
  RollbackRequest,
  SignOff,
  type GateRef,
  type ReceivedSignOff,
  type Verdict,
} from '../schemas/sign-off.ts';
import { askedFirst } from './gates.ts';
import { setStep, showEvidence, showRepeated, showResult, type WorkflowState } from './engagement-state.ts';
import * as messages from './messages.ts';
import { controlActivities } from './proxies.ts';
import { setRefreshHandler } from './refresh-evidence.ts';
import { reading, refuse, refuseUnknownSignals } from './refusals.ts';

/** Number of sign-offs that the status shows. The ledger has all. */
const shownSignOffs = 50;

/**
 * Sets the handlers of all messages to an engagement. A handler only changes the state, and the workflow waits for that
 * state. A counted request to roll back or to cancel cancels `scope`.
 */
export function setMessageHandlers(state: WorkflowState, scope: CancellationScope): void {
  const { status } = state;
  const oneAtATime = createQueue();
  setHandler(messages.status, () => status, { description: 'State, step and open gate of the engagement' });
  setHandler(messages.signOffSignal, (...args: unknown[]) => oneAtATime(() => judgeSignOff(state, args)).then(ignore), {
    description: 'Sign the open gate',
  });
  setHandler(messages.signOffUpdate, (...args: unknown[]) => oneAtATime(() => judgeSignOff(state, args)), {
    description: 'Sign the open gate, with an answer',
  });
  setHandler(
    messages.revokeSignal,
    (...args: unknown[]) => oneAtATime(() => judgeRevocation(state, args)).then(ignore),
    {
      description: 'Withdraw an own sign-off',
    },
  );
  setHandler(messages.revokeUpdate, (...args: unknown[]) => oneAtATime(() => judgeRevocation(state, args)), {
    description: 'Withdraw an own sign-off, with an answer',
  });
  setHandler(messages.rollBack, (...args: unknown[]) => oneAtATime(() => judgeRollback(state, args, scope)), {
    description: 'Roll an environment back; the engagement ends afterwards',
  });
  setHandler(messages.cancel, (...args: unknown[]) => oneAtATime(() => judgeCancellation(state, args, scope)), {
    description: 'End the engagement; what was loaded stays',
  });
  const nothing = {
    validator: (...args: unknown[]) => refuseUnless(args.length === 0, 'The message takes no argument.'),
  };
  setHandler(
    messages.pause,
    () => {
      status.paused = true;
      return 'Paused. Running calls finish and are booked; nothing more is sent until you resume.';
    },
    nothing,
  );
  setHandler(
    messages.resume,
    () => {
      status.paused = false;
      return 'Resumed.';
    },
    nothing,
  );
  setHandler(
    messages.setLanes,
    (lanes) => {
      status.lanes = lanes;
      return `${lanes} lanes from now on.`;
    },
    // A validator does not run at a replay, so a stricter limit in new code does not break running engagements.
    { validator: (...args: unknown[]) => checkLanes(state, args) },
  );
  setHandler(
    messages.repeatedCall,
    reading(status.refused, messages.repeatedCall, RepeatedCall, (call) => showRepeated(state, call)),
  );
  setPhaseHandlers(state);
  setActHandlers(state, oneAtATime);
  setRefreshHandler(state);
  refuseUnknownSignals(status.refused);
}

/** Handles the messages of the running migration: the report of each phase, and the questions that open exception gates. */
function setPhaseHandlers(state: WorkflowState): void {
  const { status } = state;
  const isRunning = ({ environment, run }: RunRef) => status.run?.environment === environment && status.run.run === run;
  const fromAnotherRun = 'It is not about the running load. Nothing was changed.';
  setHandler(
    messages.phaseReported,
    reading(status.refused, messages.phaseReported, ReportedPhase, (report) => {
      if (!isRunning(report)) return refuse(status.refused, messages.phaseReported.name, fromAnotherRun);
      const same = (old: typeof report) =>
        old.environment === report.environment && old.run === report.run && old.module === report.module;
      status.reports = [...status.reports.filter((old) => !same(old)), report];
      if (!status.gate) showResult(state, `${report.environment}: ${report.module} reconciled`);
    }),
  );
  setHandler(
    messages.phaseQuestion,
    reading(status.refused, messages.phaseQuestion, PhaseQuestion, (question) => {
      if (!isRunning(question.run)) return refuse(status.refused, messages.phaseQuestion.name, fromAnotherRun);
      state.questions.push(question);
    }),
  );
}

/** Has a sign-off judged and booked by an activity. Only the first one that counts decides the gate. */
async function judgeSignOff(state: WorkflowState, args: unknown[]): Promise<Verdict> {
  const { status } = state;
  const { engagement } = status;
  const sent = messageOf(state, messages.signOffSignal.name, args);
  if ('why' in sent) return { counted: false, why: sent.why };
  const isDecided = state.decision !== null;
  const first = askedFirst(state);
  const open = isDecided || (first && !isException(state.open)) || !status.gate ? null : state.open;
  const closed = isDecided
    ? `Gate ${state.open?.gate} is already decided.`
    : first
      ? `The gate closes first: ${first.what}.`
      : 'No gate is open.';
  const judged = await inAnyCase(() =>
    controlActivities(messageSummary('Sign-off', SignOff, args)).judgeSignOff({ engagement, ...sent, open, closed }),
  );
  if ('failed' in judged) {
    const why = `The sign-off could not be judged. Nothing was changed. Send it again. Reason: ${judged.failed}`;
    refuse(status.refused, messages.signOffSignal.name, why);
    return { counted: false, why };
  }
  const { signOff, verdict, evidence } = judged;
  if (evidence && state.open?.gate === evidence.gate) showEvidence(state, evidence);
  if (!signOff) {
    if (!verdict.counted) refuse(status.refused, messages.signOffSignal.name, verdict.why);
    return verdict;
  }
  status.signOffs = [...status.signOffs, { signOff, verdict, at: sent.at }].slice(-shownSignOffs);
  if (verdict.counted && !verdict.missing && state.open?.gate === signOff.gate) state.decision = signOff.decision;
  return verdict;
}

/** During a load, also one of exceptions, only its own gates are open. */
const isException = (open: GateRef | null): boolean => open?.gate.startsWith('exception:') ?? false;

/**
 * Has the withdrawal of a sign-off judged and booked by an activity. If it counts, the gate is not decided any more. The gate
 * does not close meanwhile.
 */
async function judgeRevocation(state: WorkflowState, args: unknown[]): Promise<Verdict> {
  const { status } = state;
  const { engagement } = status;
  const sent = messageOf(state, messages.revokeSignal.name, args);
  if ('why' in sent) return { counted: false, why: sent.why };
  // The gate is open until the step behind it begins.
  const open = status.gate && state.decision !== 'rejected' ? state.open : null;
  const closed = 'No gate is open: the step behind the last one has begun.';
  const isDecided = state.decision !== null;
  state.revoking = true;
  try {
    const judged = await inAnyCase(() =>
      controlActivities(messageSummary('Revocation', Revocation, args)).judgeRevocation({
        engagement,
        ...sent,
        open,
        closed,
        isDecided,
      }),
    );
    const verdict: Verdict =
      'failed' in judged
        ? {
            counted: false,
            why: `The revocation could not be judged. Nothing was changed. Send it again. Reason: ${judged.failed}`,
          }
        : judged.verdict;
    if (!verdict.counted) refuse(status.refused, messages.revokeSignal.name, verdict.why);
    else if ('evidence' in judged && judged.evidence) {
      state.decision = null;
      const revocation = Revocation.parse(args[0]);
      const isRevoked = ({ signOff, verdict: own, revokedAt }: ReceivedSignOff) =>
        own.counted && !revokedAt && signOff.gate === revocation.gate && signOff.by === revocation.by;
      status.signOffs = status.signOffs.map((one) => (isRevoked(one) ? { ...one, revokedAt: sent.at } : one));
      setStep(state, `${judged.evidence.gate}: a sign-off was revoked`, 'waiting at gate');
      showEvidence(state, judged.evidence);
    }
    return verdict;
  } finally {
    state.revoking = false;
  }
}

/** Why the engagement can't be rolled back or cancelled: it ends already. */
function endingOf({ rollback, cancellation }: WorkflowState): string | null {
  if (rollback)
    return `A rollback of ${rollback.environment} is already under way, and the engagement ends afterwards.`;
  return cancellation
    ? 'The engagement is being cancelled. An environment can be rolled back when it has ended.'
    : null;
}

/** Has a rollback request judged and booked by an activity. If it counts, everything else is cancelled. */
async function judgeRollback(state: WorkflowState, args: unknown[], scope: CancellationScope): Promise<string> {
  const request = await judgeRequest(state, messages.rollBack.name, args, (input) =>
    controlActivities(messageSummary('Rollback request', RollbackRequest, args)).judgeRollbackRequest(input),
  );
  state.rollback = request;
  scope.cancel();
  return `Rolling back ${request.environment}. The engagement ends afterwards.`;
}

/** Has a request to cancel judged and booked by an activity. If it counts, everything is cancelled. */
async function judgeCancellation(state: WorkflowState, args: unknown[], scope: CancellationScope): Promise<string> {
  state.cancellation = await judgeRequest(state, messages.cancel.name, args, (input) =>
    controlActivities(messageSummary('Cancel request', CancelRequest, args)).judgeCancelRequest(input),
  );
  scope.cancel();
  return 'Cancelling. Calls under way end and are booked, and what was loaded stays.';
}

/** @throws ApplicationFailure with the reason if the request does not count */
async function judgeRequest<Request>(
  state: WorkflowState,
  name: string,
  args: unknown[],
  judge: (input: RequestInput) => Promise<{ request: Request | null; verdict: Verdict }>,
): Promise<Request> {
  const { status } = state;
  const { engagement } = status;
  const sent = messageOf(state, name, args);
  if ('why' in sent) throw refusal(sent.why);
  const judged = await inAnyCase(() => judge({ engagement, ...sent, closed: endingOf(state) }));
  if ('failed' in judged)
    throw refusal(`The request could not be judged. Nothing was changed. Send it again. Reason: ${judged.failed}`);
  const { request, verdict } = judged;
  if (!verdict.counted) {
    refuse(status.refused, name, verdict.why);
    throw refusal(verdict.why);
  }
  if (!request) throw refusal('The request could not be read. Nothing was changed.');
  return request;
}

function checkLanes({ plan }: WorkflowState, args: unknown[]): void {
  const lanes = readMessage(Lanes, args);
  refuseUnless(lanes.ok, 'Lanes must be a whole number from 1 to 10.');
  refuseUnless(plan !== null, 'The engagement files are not read yet.');
  refuseUnless(
    plan !== null && lanes.ok && lanes.value <= plan.lanes,
    `The engagement file allows at most ${plan?.lanes} lanes.`,
  );
}

function refuseUnless(isRight: boolean, why: string): void {
  if (!isRight) throw refusal(`${why} Nothing was changed.`);
}

/** Runs one piece of work after the other, in the order of the calls. */
function createQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(ignore);
    return result;
  };
}
