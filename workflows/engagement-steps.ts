import { condition, patched, sleep } from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { Decision } from '../schemas/sign-off.ts';
import type { Environment, ExceptionSubject, Gate, Module } from '../schemas/terms.ts';
import { setStep, type WorkflowState } from './engagement-state.ts';
import { decideException, decideGate, EndedBySignOff } from './gates.ts';
import { isFailure } from './failures.ts';
import { controlActivities, dataActivities, zohoActivities } from './proxies.ts';
import { load, rollBack } from './runs.ts';

interface StepInput {
  state: WorkflowState;
  plan: Plan;
  engagement: string;
  /** Path of the engagement file. */
  file: string;
}

/** One step of an engagement. It returns the name of the step that follows. */
type Step = (input: StepInput) => Promise<string>;

/** The steps of an engagement in their usual order. After a failure, a step runs again from its beginning. */
const steps: Record<string, Step> = {
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

  rehearsal: ({ state, plan }) => loadStep(state, plan, 'sandbox', 'rehearsal', 'judgement'),

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

  async freeze({ state, plan }) {
    await measureSchema(plan, 'production');
    await prepareCutover(plan);
    const next = await approve(state, 'freeze', 'delta');
    return patched('quiet-check') ? 'quiet check' : next;
  },

  /**
   * One reading of the source; then the next one after a time, until nothing has been written for as long as the engagement
   * file asks. The activity limits the readings: then people decide about a source that is not still.
   */
  async 'quiet check'({ state, engagement }) {
    const { progress } = state;
    const quiet = (progress.quiet ??= { watch: 1, question: null });
    if (quiet.question === null) {
      await beginStep(state, 'quiet check');
      const activities = dataActivities('Check that nobody writes to the source');
      const step = await activities.checkQuiet({ engagement, watch: quiet.watch });
      if (step.next === 'deltas') return 'delta';
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
    return unlessStopped(decision) === 'changes-requested' ? 'quiet check' : 'delta';
  },

  /** Extracts again, until an extraction has the same content as the one before. */
  async delta({ state, plan, engagement }) {
    const { delta, staging: before, run } = state.progress;
    // A delta load that failed is finished first.
    if (run) return 'delta load';
    if (delta.sinceDecision >= plan.deltaRounds) {
      const decision = await decideException(state, 'delta', state.progress.loaded.production, changingText(state));
      if (unlessStopped(decision) === 'approved') return 'handoff';
      delta.sinceDecision = 0;
    }
    await beginStep(state, `delta ${delta.next}`);
    const extraction = dataActivities(`Extract delta ${delta.next}`);
    state.progress.staging = await extraction.extract({ engagement, staging: `delta-${delta.next}` });
    return state.progress.staging.digest === before?.digest ? 'handoff' : 'delta load';
  },

  async 'delta load'({ state, plan }) {
    const { delta } = state.progress;
    await beginStep(state, 'delta load');
    await load(state, plan, 'production', 'delta');
    delta.next += 1;
    delta.sinceDecision += 1;
    return 'delta';
  },

  /** Loads the exceptions that a person chose at a gate again, in the run that they belong to. Then the gate opens anew. */
  async retry({ state, plan }) {
    const { progress } = state;
    const { retry } = progress;
    if (!retry) throw new Error('There is nothing to load again.');
    const { ref, choice, modules } = retry;
    await beginStep(state, `loading exceptions of ${ref.environment} again`);
    if (!retry.isReopened) {
      await controlActivities('Make the chosen records pending').reopenRecords({ ...ref, choice });
      retry.isReopened = true;
    }
    progress.run = ref;
    const without = (all: Module[] = []) => all.filter((one) => !modules.includes(one));
    const [ended, finished] = [without(plan.modules), without(plan.later)];
    const kind = ref.run.startsWith('delta') ? 'delta' : 'full';
    await load(state, plan, ref.environment, kind, { ended, finished, unverified: modules });
    progress.retry = null;
    return retry.back;
  },

  async handoff({ state, engagement }) {
    await beginStep(state, 'handoff');
    await dataActivities('Write the handoff for network and billing').handOff({ engagement });
    return 'acceptance';
  },

  async acceptance({ state, plan }) {
    await measureSchema(plan, 'production');
    await approve(state, 'acceptance', 'closing');
    return patched('read-only-history') ? 'locking' : 'closing';
  },

  /** What can't be locked, or is not known to be, is shown to people. */
  async locking({ state, plan, engagement }) {
    const { progress } = state;
    if (!progress.unlocked) {
      await beginStep(state, 'locking read-only history');
      const activities = zohoActivities(plan.orgs.production, 'Lock read-only history, and check it');
      progress.unlocked = (await activities.lockHistory({ engagement })).problem;
      if (progress.unlocked === null) return 'closing';
    }
    const question = `${progress.unlocked} Approve to close with it, or request changes to lock and check again. Reject to stop the engagement.`;
    const decision = await decideException(state, 'locking', progress.loaded.production, question);
    progress.unlocked = null;
    return unlessStopped(decision) === 'changes-requested' ? 'locking' : 'closing';
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
  closing: 'closing',
};

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
  try {
    await zohoActivities(orgs.sandbox, 'Draw the records of the spot check').drawSpotCheck(run);
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
}

/** Compares an org with the schema plan before its gate opens. Without it, the evidence says so, and people decide. */
async function measureSchema({ engagement, orgs }: Plan, environment: Environment): Promise<void> {
  if (!patched('measured-schema')) return;
  try {
    const comparison = zohoActivities(orgs[environment], 'Compare the org with the schema plan');
    await comparison.measureSchema({ engagement, environment });
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
}

/** Writes what people need for the cutover before its gate opens. Without it, the evidence lacks it, and people decide. */
async function prepareCutover({ engagement }: Plan): Promise<void> {
  if (!patched('cutover-plan')) return;
  try {
    await dataActivities('Write the cutover plan').prepareCutover({ engagement });
  } catch (error) {
    if (!isFailure(error)) throw error;
  }
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

/** Waits while the engagement is paused, and shows the next step. */
async function beginStep(state: WorkflowState, name: string): Promise<void> {
  await condition(() => !state.status.paused);
  setStep(state, name);
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

/** For the gates that lead nowhere else: any decision except an approval ends the engagement. */
async function approve(state: WorkflowState, gate: Gate, next: string): Promise<string> {
  const { loaded } = state.progress;
  const run = gate === 'production' ? loaded.sandbox : gate === 'freeze' ? loaded.production : null;
  if ((await decideGate(state, gate, run)) !== 'approved') throw new EndedBySignOff('rejected');
  return next;
}

function unlessRejected(decision: Decision): Decision {
  if (decision === 'rejected') throw new EndedBySignOff('rejected');
  return decision;
}

function unlessStopped(decision: Decision): Decision {
  if (decision === 'rejected') throw new EndedBySignOff('stopped');
  return decision;
}
