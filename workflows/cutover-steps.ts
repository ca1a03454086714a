import { patched, sleep } from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import { beginCutover, enterCutover, hasCutoverStep, leaveCutover, skipCutover } from './cutover-progress.ts';
import { nameExtraction, type WorkflowState } from './engagement-state.ts';
import { decideException } from './gates.ts';
import { dataActivities } from './proxies.ts';
import { load } from './runs.ts';
import { approve, beginStep, ifPossible, measureSchema, unlessStopped, type Step } from './step.ts';

/** The steps from the freeze to the handoff, in their usual order. The switch follows. */
export const cutoverSteps: Record<string, Step> = {
  async freeze({ state, plan }) {
    await measureSchema(plan, 'production');
    await prepareCutover(state, plan);
    enterCutover(state, 'freeze');
    const next = await approve(state, 'freeze', 'delta');
    return patched('quiet-check') ? 'quiet check' : next;
  },

  /**
   * One reading of the source; then the next one after a time, until nothing has been written for as long as the engagement
   * file asks. The activity limits the readings: then people decide about a source that is not still.
   */
  async 'quiet check'({ state, plan, engagement }) {
    const { progress } = state;
    const quiet = (progress.quiet ??= { watch: 1, question: null });
    if (quiet.question === null) {
      await beginStep(state, 'quiet check');
      enterCutover(state, 'privileges', 'quiet-check');
      const activities = dataActivities('Check that nobody writes to the source');
      const step = await activities.checkQuiet({ engagement, watch: quiet.watch });
      if (step.next === 'deltas') return endWatch(state, plan);
      if (step.next === 'reading') {
        const summary = 'before the source is read again';
        if (step.afterSeconds > 0) await sleep(step.afterSeconds * 1_000, { summary });
        return 'quiet check';
      }
      quiet.question = step.question;
    }
    const decision = await decideException(state, 'quiet-check', progress.loaded.production, quiet.question);
    quiet.question = null;
    quiet.watch += 1;
    return unlessStopped(decision) === 'changes-requested' ? 'quiet check' : endWatch(state, plan);
  },

  /** Extracts again, until an extraction has the same content as the one before. */
  async delta({ state, plan, engagement }) {
    const { delta, staging: before, run } = state.progress;
    if (state.progress.interrupted) {
      state.progress.retry = { ...state.progress.interrupted, back: 'delta' };
      state.progress.interrupted = null;
      return 'retry';
    }
    // A delta load that failed is finished first.
    if (run) return 'delta load';
    if (delta.sinceDecision >= plan.deltaRounds) {
      const decision = await decideException(state, 'delta', state.progress.loaded.production, changingText(state));
      if (unlessStopped(decision) === 'approved') return 'handoff';
      delta.sinceDecision = 0;
    }
    const staging = nameExtraction(state, 'delta');
    await beginStep(state, staging);
    enterCutover(state, 'extraction');
    state.progress.staging = await dataActivities(`Extract ${staging}`).extract({ engagement, staging });
    return state.progress.staging.digest === before?.digest ? 'handoff' : 'delta load';
  },

  async 'delta load'({ state, plan }) {
    const { delta } = state.progress;
    await beginStep(state, 'delta load');
    enterCutover(state, 'delta');
    await load(state, plan, 'production', 'delta');
    delta.sinceDecision += 1;
    return 'delta';
  },

  async handoff({ state, plan, engagement }) {
    await beginStep(state, 'handoff');
    enterCutover(state, 'handoff');
    await dataActivities('Write the handoff for network and billing').handOff({ engagement });
    return plan.goLive ? 'go-live' : 'acceptance';
  },
};

/** The privileges are marked as taken only if the source shows it. */
async function endWatch(state: WorkflowState, { engagement }: Plan): Promise<string> {
  if (!hasCutoverStep(state, 'privileges')) return 'delta';
  const activities = dataActivities('See whether the privileges to write are taken');
  const seen = await ifPossible(() => activities.checkPrivileges({ engagement }));
  if (!seen?.taken) skipCutover(state, 'privileges');
  return 'delta';
}

/** Writes what people need for the cutover before its gate opens. Without it, the evidence lacks it, and people decide. */
async function prepareCutover(state: WorkflowState, { engagement, goLive }: Plan): Promise<void> {
  if (!patched('cutover-plan')) return;
  const prepared = await ifPossible(() => dataActivities('Write the cutover plan').prepareCutover({ engagement }));
  if (!goLive) return;
  if (prepared) beginCutover(state, prepared);
  else leaveCutover(state);
}

/** How much the last delta changed, from the reports of its phases. */
function changingText({ status, progress }: WorkflowState): string {
  const { loaded, delta } = progress;
  const last = status.reports.filter(
    ({ environment, run }) => environment === 'production' && run === loaded.production?.run,
  );
  const rows = last.reduce((sum, { outcomes }) => sum + outcomes.created + outcomes.updated, 0);
  return (
    `The source is still changing: ${rows.toLocaleString('en')} rows in the last round, after ${delta.sinceDecision} rounds. ` +
    'Approve to go on without further deltas, or request changes to load more deltas. Reject to stop the engagement.'
  );
}
