import { patched } from '@temporalio/workflow';
import type { SwitchNotice } from '../schemas/cutover.ts';
import type { Plan } from '../schemas/engagement.ts';
import type { ExceptionSubject, Gate } from '../schemas/terms.ts';
import { enterCutover, finishCutover, restartCutover } from './cutover-progress.ts';
import type { Progress, WorkflowState } from './engagement-state.ts';
import { isFailure, reasonOf } from './failures.ts';
import { decideException, decideGate } from './gates.ts';
import { controlActivities, dataActivities, questionActivities, zohoActivities } from './proxies.ts';
import { isOfSwitch } from './rejections.ts';
import { approve, beginStep, ifPossible, measureSchema, unlessStopped, type Step } from './step.ts';

/** The steps from the go-live to the acceptance, in their usual order, and the fallback, which leads back to the freeze. */
export const switchSteps: Record<string, Step> = {
  /** Go or no-go. Requested changes watch the source again, and load what changed meanwhile. */
  async 'go-live'({ state, plan, engagement }) {
    enterCutover(state, 'go-live');
    await measureSchema(plan, 'production');
    await ifPossible(() => controlActivities('Write what was checked').prepareGoLive({ engagement }));
    const decision = await decideGate(state, 'go-live', null);
    if (decision === 'approved') return 'locking';
    if (decision === 'rejected') return callOff(state, 'go-live');
    restartCutover(state, 'quiet-check');
    watchAgain(state.progress);
    return 'quiet check';
  },

  /** What can't be locked, or is not known to be, is shown to people. */
  async locking({ state, plan, engagement }) {
    const { progress } = state;
    // Runs that began under earlier code kept it under another name.
    progress.undone ??= progress.unlocked ?? null;
    progress.unlocked = null;
    const settled = await settle(state, 'locking', lockChoices(plan), async () => {
      await beginStep(state, 'locking read-only history');
      enterCutover(state, 'locking');
      const activities = zohoActivities(plan.orgs.production, 'Lock read-only history, and check it');
      return (await activities.lockHistory({ engagement, environment: 'production' })).problem;
    });
    if (settled === 'again') return 'locking';
    if (!plan.goLive) return settled === 'rejected' ? unlessStopped('rejected') : 'closing';
    if (settled === 'rejected') return callOff(state, 'exception:locking');
    // Earlier code did not ask for the rights that were given back for the exceptions.
    return progress.switchedAt && !patched('rights-after-exceptions') ? 'acceptance' : 'rights';
  },

  /** An administrator changes the profile of the load's user; Zoho says whether it was done. */
  async rights({ state, plan, engagement }) {
    const choices = 'Request changes to check again, or approve to go on with it. Reject to call the cutover off.';
    const settled = await settle(state, 'rights', choices, async () => {
      await beginStep(state, 'rights of the user of the load');
      enterCutover(state, 'rights');
      const activities = zohoActivities(plan.orgs.production, 'Ask for the profile of the user of the load');
      return (await activities.checkRights({ engagement, isReduced: true })).problem;
    });
    if (settled === 'rejected') return callOff(state, 'exception:rights');
    if (settled === 'again') return 'rights';
    // After exceptions were loaded again, people are not told again.
    return state.progress.switchedAt ? 'acceptance' : 'switch';
  },

  /** From here on people work in Zoho. */
  async switch({ state, engagement }) {
    const { progress } = state;
    const choices = 'Request changes to send it again, or approve to go on without it. Reject to call the cutover off.';
    const settled = await settle(state, 'switch', choices, async () => {
      await beginStep(state, 'switch to Zoho');
      enterCutover(state, 'switch');
      progress.switchedAt ??= new Date().toISOString();
      return tell({ engagement, occasion: 'switched', at: progress.switchedAt });
    });
    if (settled === 'rejected') return callOff(state, 'exception:switch');
    return settled === 'again' ? 'switch' : 'acceptance';
  },

  /** The approval is the point of no return. Before it, any other decision is a no-go. */
  async acceptance({ state, plan }) {
    enterCutover(state, 'acceptance');
    await measureSchema(plan, 'production');
    if (!plan.goLive) {
      await approve(state, 'acceptance', 'closing');
      return patched('read-only-history') ? 'locking' : 'closing';
    }
    if ((await decideGate(state, 'acceptance', null)) !== 'approved') return callOff(state, 'acceptance');
    finishCutover(state);
    return 'closing';
  },

  /** Takes back what the switch did, and waits for what people give back. What was loaded stays. */
  async fallback({ state, plan, engagement }) {
    const { progress, status } = state;
    const gate = progress.calledOff?.gate ?? 'acceptance';
    const choices = 'Request changes to check again, or approve to go on with it. Reject to stop the engagement.';
    const settled = await settle(state, 'fallback', choices, async () => {
      await beginStep(state, 'fallback: back to before the freeze');
      const inZoho = zohoActivities(plan.orgs.production, 'Fallback: take back what the switch did in Zoho');
      const remark = (await inZoho.checkRights({ engagement, isReduced: false })).problem;
      await inZoho.removeLocks({ engagement, environment: 'production' });
      const inSource = dataActivities('Fallback: see what is given back');
      return (await inSource.describeFallback({ engagement, gate, steps: status.cutover ?? [], remark })).problem;
    });
    if (settled === 'rejected') return unlessStopped('rejected');
    return settled === 'again' ? 'fallback' : 'called off';
  },

  /** Tells whom the switch was told, and begins before the freeze. */
  async 'called off'({ state, engagement }) {
    const { progress } = state;
    if (progress.switchedAt) {
      const at = progress.calledOff?.at ?? progress.switchedAt;
      const choices =
        'Request changes to send it again, or approve to go on without it. Reject to stop the engagement.';
      const settled = await settle(state, 'fallback', choices, async () => {
        await beginStep(state, 'fallback: notices');
        return tell({ engagement, occasion: 'called off', at });
      });
      unlessStopped(settled === 'rejected' ? 'rejected' : 'approved');
      if (settled === 'again') return 'called off';
    }
    progress.switchedAt = null;
    progress.calledOff = null;
    watchAgain(progress);
    return 'freeze';
  },
};

/** After a rejection, a switch that has begun is not left half done. Null for other steps. */
export function afterSwitchRejection(state: WorkflowState): string | null {
  const { progress } = state;
  if (!isOfSwitch(state)) return null;
  if (progress.next !== 'retry') return callOff(state, `exception:${progress.next}`);
  // Its records are pending, so it is finished before the next delta.
  progress.interrupted = progress.retry ?? null;
  progress.retry = null;
  return callOff(state, 'exception:load');
}

function callOff({ progress }: WorkflowState, gate: Gate): string {
  progress.calledOff = { gate, at: new Date().toISOString() };
  return 'fallback';
}

/** The next reading begins a watch of its own, and deltas are counted anew. */
function watchAgain({ quiet, delta }: Progress): void {
  if (quiet) Object.assign(quiet, { watch: quiet.watch + 1, question: null });
  delta.sinceDecision = 0;
}

const lockChoices = ({ goLive }: Plan): string =>
  goLive
    ? 'Approve to go on with it, or request changes to lock and check again. Reject to call the cutover off.'
    : 'Approve to close with it, or request changes to lock and check again. Reject to stop the engagement.';

/**
 * Does a part of a step. What is not done, or not known to be, is a question at an exception gate.
 *
 * @param choices what each decision leads to
 * @param work returns what is not done; null if all is
 */
async function settle(
  state: WorkflowState,
  subject: ExceptionSubject,
  choices: string,
  work: () => Promise<string | null>,
): Promise<'settled' | 'again' | 'rejected'> {
  const { progress } = state;
  progress.undone ??= await work();
  if (progress.undone === null) return 'settled';
  const decision = await decideException(state, subject, progress.loaded.production, `${progress.undone} ${choices}`);
  progress.undone = null;
  if (decision === 'approved') return 'settled';
  return decision === 'rejected' ? 'rejected' : 'again';
}

/** @returns why not everybody was told; null if everybody was */
export async function tell(notice: SwitchNotice): Promise<string | null> {
  const activities = questionActivities(`Notice: ${notice.occasion}`);
  const sent = await Promise.allSettled([activities.sendSwitchMail(notice), activities.sendSwitchWebhooks(notice)]);
  const reasons = sent.flatMap((one) => {
    if (one.status === 'fulfilled') return [];
    const reason: unknown = one.reason;
    if (!isFailure(reason)) throw reason;
    return [reasonOf(reason)];
  });
  return reasons.length === 0 ? null : `Not everybody was told. ${reasons.join(' ')}`;
}
