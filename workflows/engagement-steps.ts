import { patched } from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { Environment, ExceptionSubject, Module } from '../schemas/terms.ts';
import { cutoverSteps } from './cutover-steps.ts';
import { afterDryRunRejection, dryRunSteps } from './dry-run-steps.ts';
import type { WorkflowState } from './engagement-state.ts';
import { decideException, decideGate, EndedBySignOff } from './gates.ts';
import { controlActivities, dataActivities, zohoActivities } from './proxies.ts';
import { isRetryAfterSwitch } from './rejections.ts';
import { load, rollBack } from './runs.ts';
import { afterSwitchRejection, switchSteps } from './switch-steps.ts';
import { approve, beginStep, ifPossible, measureSchema, unlessRejected, unlessStopped, type Step } from './step.ts';

/** The steps of an engagement in their usual order. After a failure, a step runs again from its beginning. */
const steps: Record<string, Step> = {
  ...cutoverSteps,
  ...switchSteps,
  ...dryRunSteps,

  async preflight({ state, engagement }) {
    await beginStep(state, 'preflight');
    await dataActivities('Preflight: source, destination, users, credits').preflight({ engagement });
    return 'discovery';
  },

  async discovery({ state, engagement }) {
    await beginStep(state, 'discovery');
    await dataActivities('Discover: counts, quality, what a CRM cannot hold').discover({ engagement });
    return 'scope';
  },

  scope: ({ state }) => approve(state, 'scope', 'mapping'),

  async mapping({ state, plan, engagement, file }) {
    await beginStep(state, 'mapping');
    const proposal = await dataActivities('Propose the mapping').proposeMapping({ engagement, file });
    plan.mappingDigest = proposal.mappingDigest;
    plan.modules = proposal.modules;
    plan.later = proposal.later ?? [];
    return 'agreement';
  },

  /** People confirm the proposed mapping, or they change the mapping file and the workflow reads it again. */
  async agreement({ state }) {
    const decision = unlessRejected(await decideGate(state, 'mapping', null));
    if (decision === 'changes-requested') return 'mapping';
    return state.progress.staging ? 'rehearsal' : 'extraction';
  },

  async extraction({ state, engagement }) {
    await beginStep(state, 'extraction');
    const extraction = dataActivities('Extract one consistent snapshot');
    state.progress.staging = await extraction.extract({ engagement, staging: 'full-1' });
    return 'rehearsal';
  },

  rehearsal({ state, plan }) {
    delete state.progress.dryRun;
    return loadStep(state, plan, 'sandbox', 'rehearsal', 'judgement');
  },

  async judgement({ state, plan }) {
    const { progress } = state;
    if (progress.loaded.sandbox) await drawSpotCheck(plan, progress.loaded.sandbox);
    await measureSchema(plan, 'sandbox');
    progress.rehearsal = await decideGate(state, 'rehearsal', progress.loaded.sandbox);
    return 'restoration';
  },

  /** The sandbox is rolled back after every decision, by the workflow that production would use. */
  async restoration({ state, plan }) {
    const { progress } = state;
    await beginStep(state, 'rollback rehearsal');
    if (!(await restore(state, plan, 'sandbox', progress.loaded.sandbox))) return 'restoration';
    if (progress.rehearsal === 'rejected') throw new EndedBySignOff('rejected');
    return progress.rehearsal === 'approved' ? 'permission' : 'mapping';
  },

  /** A load that could not begin with this mapping: what it created goes, and people correct the mapping and sign it again. */
  async correction({ state, plan }) {
    const { run } = state.progress;
    if (!run) throw new Error('There is no load to correct.');
    await beginStep(state, `rollback of ${run.environment} before the mapping is corrected`);
    if (!(await restore(state, plan, run.environment, run))) return 'correction';
    state.progress.run = null;
    return 'mapping';
  },

  async permission({ state, plan }) {
    await measureSchema(plan, 'production');
    return approve(state, 'production', 'production');
  },

  production: ({ state, plan }) => loadStep(state, plan, 'production', 'production load', 'freeze'),

  /** Loads the exceptions that a person chose at a gate again, in the run that they belong to. Then the gate opens anew. */
  async retry({ state, plan }) {
    const { progress } = state;
    const { retry } = progress;
    if (!retry) throw new Error('There is nothing to load again.');
    const { ref, choice, modules } = retry;
    await beginStep(state, `loading exceptions of ${ref.environment} again`);
    // After the switch, rules lock the records.
    const isLocked = isRetryAfterSwitch(state);
    if (!retry.isReopened) {
      if (isLocked) await zohoActivities(plan.orgs.production, 'Take the locks off for a load').removeLocks(ref);
      await controlActivities('Make the chosen records pending').reopenRecords({ ...ref, choice });
      retry.isReopened = true;
    }
    progress.run = ref;
    const without = (all: Module[] = []) => all.filter((one) => !modules.includes(one));
    const [ended, finished] = [without(plan.modules), without(plan.later)];
    const kind = ref.run.startsWith('delta') ? 'delta' : 'full';
    try {
      await load(state, plan, ref.environment, kind, { ended, finished, unverified: modules });
    } catch (error) {
      const next = error instanceof EndedBySignOff ? afterSwitchRejection(state) : null;
      if (next === null) throw error;
      return next;
    }
    progress.retry = null;
    return isLocked ? 'locking' : retry.back;
  },

  async closing({ state, engagement }) {
    await beginStep(state, 'closing');
    const { documents } = await controlActivities('Write the final report').close({ engagement });
    state.status.documents = documents;
    return 'end';
  },
};

/** The steps that open an exception gate when they fail. Before the discovery nothing is written, and a failure ends it all. */
export const stepsThatFail: Record<string, ExceptionSubject> = {
  discovery: 'discovery',
  mapping: 'mapping',
  extraction: 'extraction',
  rehearsal: 'load',
  restoration: 'rollback',
  correction: 'rollback',
  production: 'load',
  'quiet check': 'quiet-check',
  delta: 'delta',
  'delta load': 'load',
  retry: 'load',
  handoff: 'handoff',
  locking: 'locking',
  rights: 'rights',
  switch: 'switch',
  fallback: 'fallback',
  'called off': 'fallback',
  'dry run': 'dry-run',
  'dry run of the delta': 'dry-run',
  'dry run of the switch': 'dry-run',
  closing: 'closing',
};

/** The step that follows when people reject that a failed step runs again; null if the engagement stops. */
export const afterRejection = (state: WorkflowState): string | null =>
  afterSwitchRejection(state) ?? afterDryRunRejection(state);

/** Runs the next step and returns the name of the step that follows. */
export function runStep(state: WorkflowState, file: string): Promise<string> {
  const { plan, progress } = state;
  const step = steps[progress.next];
  if (!plan || !step) throw new Error(`There is no step ${progress.next}.`);
  return step({ state, plan, engagement: plan.engagement, file });
}

/** Draws the records that people compare. Without them, the evidence says so, and people decide. */
async function drawSpotCheck({ orgs }: Plan, run: RunRef): Promise<void> {
  if (!patched('spot-check')) return;
  await ifPossible(() => zohoActivities(orgs.sandbox, 'Draw the records of the spot check').drawSpotCheck(run));
}

async function loadStep(
  state: WorkflowState,
  plan: Plan,
  environment: Environment,
  name: string,
  next: string,
): Promise<string> {
  await beginStep(state, name);
  const { toCorrect } = await load(state, plan, environment, 'full');
  return toCorrect ? 'correction' : next;
}

/** Rolls an environment back, and asks people about what is left. @returns false if it is to be rolled back again */
async function restore(
  state: WorkflowState,
  plan: Plan,
  environment: Environment,
  run: RunRef | null,
): Promise<boolean> {
  const { progress } = state;
  const why = progress.unrestored ?? (await rollBack(state, plan, environment));
  if (why === null) return true;
  progress.unrestored = why;
  const question = `${why} Approve to go on with the rest in place, or request changes to roll back again. Reject to stop.`;
  const decision = await decideException(state, 'rollback', run, question);
  progress.unrestored = null;
  return unlessStopped(decision) !== 'changes-requested';
}
