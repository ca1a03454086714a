import { dryRunStepIds } from '../domain/cutover/follow.ts';
import { beginCutover, enterCutover, finishCutover, leaveCutover } from './cutover-progress.ts';
import { nameExtraction, type WorkflowState } from './engagement-state.ts';
import { EndedBySignOff } from './gates.ts';
import { controlActivities, dataActivities, zohoActivities } from './proxies.ts';
import { isOfDryRun, type DryRunStep } from './rejections.ts';
import { load } from './runs.ts';
import { beginStep, type Step } from './step.ts';

/**
 * The steps of the cutover that Portage does, in the sandbox and after a rehearsal. Nothing is frozen, nobody is told, no right is taken.
 * Each is a step of its own, so that a failed one runs again without those before it. Then the gate rehearsal opens anew.
 */
export const dryRunSteps: Record<DryRunStep, Step> = {
  async 'dry run'({ state, engagement }) {
    const { progress } = state;
    const dryRun = dryRunOf(state);
    dryRun.isRequested = false;
    await beginStep(state, 'dry run of the cutover');
    beginCutover(state, { steps: dryRunStepIds.map((id) => ({ id, expectedMinutes: null })) });
    enterCutover(state, 'quiet-check');
    await dataActivities('Dry run: read the source once').checkQuiet({ engagement, watch: 0 });
    enterCutover(state, 'extraction');
    const extraction = dataActivities('Dry run: extract the source again');
    const staging = await extraction.extract({ engagement, staging: nameExtraction(state, 'dry-run') });
    const isSame = staging.digest === progress.staging?.digest;
    dryRun.before = { staging: progress.staging, run: progress.loaded.sandbox };
    progress.staging = staging;
    return isSame ? 'dry run of the switch' : 'dry run of the delta';
  },

  async 'dry run of the delta'({ state, plan }) {
    await beginStep(state, 'dry run of the delta');
    enterCutover(state, 'delta');
    try {
      await load(state, plan, 'sandbox', 'delta');
    } catch (error) {
      // A rejection at an exception gate of the load gives the dry run up, not the engagement.
      if (!(error instanceof EndedBySignOff)) throw error;
      return giveUp(state);
    }
    return 'dry run of the switch';
  },

  async 'dry run of the switch'({ state, plan, engagement }) {
    await beginStep(state, 'dry run of handoff and locks');
    enterCutover(state, 'handoff');
    await dataActivities('Dry run: write the handoff').handOff({ engagement, environment: 'sandbox' });
    enterCutover(state, 'locking');
    const inZoho = zohoActivities(plan.orgs.sandbox, 'Dry run: lock history, check it, and remove the locks');
    const { problem } = await inZoho.lockHistory({ engagement, environment: 'sandbox' });
    finishCutover(state);
    await inZoho.removeLocks({ engagement, environment: 'sandbox' });
    const steps = state.status.cutover ?? [];
    await controlActivities('Write the dry run').writeDryRun({ engagement, steps, remark: problem });
    return backToRehearsal(state);
  },
};

/** After a rejected failure, a dry run is given up. Null for other steps. */
export const afterDryRunRejection = (state: WorkflowState): string | null => (isOfDryRun(state) ? giveUp(state) : null);

/** What it wrote to the sandbox is rolled back with the rehearsal. */
function giveUp(state: WorkflowState): string {
  state.progress.run = null;
  return backToRehearsal(state);
}

/** People decide about the rehearsal as it was, and production is loaded from its extraction. */
function backToRehearsal(state: WorkflowState): string {
  const { progress } = state;
  const dryRun = dryRunOf(state);
  if (dryRun.before) {
    progress.staging = dryRun.before.staging;
    progress.loaded.sandbox = dryRun.before.run;
  }
  dryRun.before = null;
  leaveCutover(state);
  return 'judgement';
}

function dryRunOf({ progress }: WorkflowState) {
  if (!progress.dryRun) throw new Error('No dry run is asked for.');
  return progress.dryRun;
}
