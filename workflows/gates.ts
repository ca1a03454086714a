import { condition, isCancellation, patched, sleep, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { RunRef } from '../schemas/refs.ts';
import type { Decision, Evidence, GateRef } from '../schemas/sign-off.ts';
import type { ExceptionSubject, Gate } from '../schemas/terms.ts';
import { gateAttribute, waitsForAttribute } from './attributes.ts';
import { setStep, showEvidence, showResult, type WorkflowState } from './engagement-state.ts';
import { isFailure, reasonOf } from './failures.ts';
import { controlActivities, noticeActivities } from './proxies.ts';

/** Thrown when a sign-off ends the engagement before its last step. */
export class EndedBySignOff extends Error {
  readonly outcome: 'rejected' | 'stopped';
  constructor(outcome: 'rejected' | 'stopped') {
    super(outcome);
    this.outcome = outcome;
  }
}

/** Thrown to continue as new at an open gate, whose evidence is carried along. */
export class ContinueAtGate extends Error {}

/** Thrown at a gate to do something first, such as loading exceptions again. The gate opens anew afterwards. */
export class LeaveGate extends Error {
  /** Name of the step that follows. */
  readonly next: string;
  constructor(next: string) {
    super(next);
    this.next = next;
  }
}

/** What people asked for at the open gate before it is decided, and the step that does it; null if nothing. */
export function askedFirst({ progress }: Pick<WorkflowState, 'progress'>): { what: string; step: string } | null {
  if (progress.retry) return { what: 'exceptions are loaded again', step: 'retry' };
  return progress.dryRun?.isRequested ? { what: 'the cutover is tried in the sandbox', step: 'dry run' } : null;
}

/** Thrown when the load that asks has ended while its gate was open, so that there is nothing to decide any more. */
export class QuestionGone extends Error {}

/**
 * Opens a gate with its evidence and waits for a sign-off that counts. There is no time limit.
 *
 * @throws ContinueAtGate when Temporal suggests to continue as new; the same call in the next run waits again
 * @throws LeaveGate when a person has something done first
 */
export async function decideGate(state: WorkflowState, gate: Gate, run: RunRef | null): Promise<Decision> {
  const mustLeave = () => askedFirst(state) !== null || workflowInfo().continueAsNewSuggested;
  const decision = await waitAtGate(state, { gate, run, why: null }, mustLeave);
  if (decision !== null) return decision;
  const first = askedFirst(state);
  if (!first) throw new ContinueAtGate();
  closeGate(state);
  showResult(state, `${gate}: ${first.what} first`);
  throw new LeaveGate(first.step);
}

/**
 * Opens an exception gate and waits for a sign-off that counts.
 *
 * @throws ContinueAtGate when Temporal suggests to continue as new; the same call in the next run waits again. Gates of
 *   runs that began under earlier code wait without it
 * @throws QuestionGone when `isGone` says that nobody waits for the decision; the gate is closed then
 */
export async function decideException(
  state: WorkflowState,
  subject: ExceptionSubject,
  run: RunRef | null,
  why: string,
  isGone?: () => boolean,
): Promise<Decision> {
  const mayLeave = patched('exception-gates-continue');
  const hasGone = isGone && patched('a-gate-closes-with-its-load') ? isGone : () => false;
  const mustLeave = () => hasGone() || (mayLeave && workflowInfo().continueAsNewSuggested);
  const decision = await waitAtGate(state, { gate: `exception:${subject}`, run, why }, mustLeave);
  if (decision !== null) return decision;
  if (!hasGone()) throw new ContinueAtGate();
  closeGate(state);
  throw new QuestionGone();
}

async function waitAtGate(
  state: WorkflowState,
  about: Omit<GateRef, 'staging'>,
  mustLeave: () => boolean,
): Promise<Decision | null> {
  const { status } = state;
  // After continue-as-new the gate is open already.
  const isOpen = state.open?.gate === about.gate && status.gate !== null;
  state.open = { ...about, staging: state.progress.staging?.name ?? null };
  if (!isOpen) state.decision = null;
  const evidence = isOpen && status.gate ? status.gate : await gather(state, state.open);
  showEvidence(state, evidence);
  if (!isOpen) sendNotices(state, evidence);
  status.state = 'waiting at gate';
  showWaiting(about.gate, evidence.roles);
  const decided = () => state.decision;
  await condition(() => decided() !== null || mustLeave());
  if (decided() !== null && patched('a-paused-engagement-stays-at-its-gate')) await waitForEffect(state, mustLeave);
  const decision = decided();
  if (decision === null) return null;
  closeGate(state);
  showResult(state, `${about.gate}: ${decision}`);
  return decision;
}

/**
 * Waits at a decided gate while the engagement is paused: until it is resumed, the sign-offs can be revoked. After a revocation
 * it waits for another decision. A rejection takes effect at once.
 */
async function waitForEffect(state: WorkflowState, mustLeave: () => boolean): Promise<void> {
  const isPaused = () => state.status.paused && state.decision !== 'rejected';
  const isSettled = () => !state.revoking && (state.decision === null ? mustLeave() : !isPaused());
  if (isPaused()) {
    showResult(state, `${state.open?.gate}: ${state.decision}, as soon as the engagement is resumed`);
    state.status.state = 'waiting at gate';
  }
  await condition(isSettled);
}

export function closeGate(state: WorkflowState): void {
  state.status.gate = null;
  state.open = null;
  state.decision = null;
  showWaiting(null, null);
}

/** Shows in lists of workflows at which gate the engagement waits, and for which roles. */
function showWaiting(gate: Gate | null, roles: string[] | null): void {
  const attribute = { key: gateAttribute, value: gate };
  upsertSearchAttributes(patched('waits-for') ? [attribute, { key: waitsForAttribute, value: roles }] : [attribute]);
}

/** Gathers evidence. Without evidence nobody can decide, so a failure is shown and the call is repeated until it succeeds. */
async function gather(state: WorkflowState, about: GateRef): Promise<Evidence> {
  const { engagement } = state.status;
  for (;;) {
    try {
      const activities = controlActivities(`Gather the evidence for ${about.gate}`);
      return await activities.gatherEvidence({ engagement, ...about });
    } catch (error) {
      if (!isFailure(error)) throw error;
      setStep(state, `the evidence for ${about.gate} can't be gathered: ${reasonOf(error)}`);
      await sleep('1 minute', { summary: `before gathering the evidence for ${about.gate} again` });
    }
  }
}

/** Tells the approvers, without waiting for it: a mail server that is away must not delay a gate. */
function sendNotices({ status: { engagement } }: WorkflowState, { gate, digest }: Evidence): void {
  if (!patched('notices')) return;
  const notice = { engagement, gate, digest };
  const activities = noticeActivities(`Notice: ${gate}`);
  for (const sent of [activities.sendMailNotice(notice), activities.sendWebhookNotices(notice)])
    sent.catch((error: unknown) => {
      if (!isFailure(error) && !isCancellation(error)) throw error;
    });
}
