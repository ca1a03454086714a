import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import type { PhaseRef, RunRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import { Control, PhaseDecision } from '../schemas/run-messages.ts';
import type { RefusedMessage } from '../schemas/sign-off.ts';
import type { LoadKind, Module } from '../schemas/terms.ts';
import { engagementAttribute, environmentAttribute, phaseAttribute } from './attributes.ts';
import { startControlled } from './child.ts';
import { isFailure, reasonOf } from './failures.ts';
import * as messages from './messages.ts';
import { moduleLoad, type ModuleLoadInput } from './module-load.ts';
import { controlActivities, dataActivities, zohoActivities } from './proxies.ts';
import {
  ask,
  isToCorrect,
  Parked,
  signalParent,
  Stopped,
  ToCorrect,
  untilDone,
  untilPrepared,
  type Answered,
  type Place,
  type Questions,
} from './questions.ts';
import { reading, refuse, refuseUnknownSignals } from './refusals.ts';
import { stops } from './rejections.ts';

export interface MigrationInput extends RunRef, Control {
  plan: Plan;
  kind: LoadKind;
  /** Name of the staged extraction to load. */
  staging: string;
  /** Modules whose phases have ended. Set when the workflow continues as new, and when exceptions are loaded again. */
  ended?: Module[];
  /** Modules whose second pass, which waits for all modules, has ended. Set as `ended`. */
  finished?: Module[];
  /** The modules that are read back; without it, all. */
  unverified?: Module[];
  /** What a rejection leads to, for the people who decide. Absent in runs that began under earlier code. */
  rejection?: string;
  /** Where an earlier execution was parked at a question, and the decision about it. */
  resume?: Answered;
}

export interface MigrationResult {
  /** A person stopped the run, so what follows did not happen. */
  stopped: boolean;
  /** The run waits for the decision about a question, and is to be started again with it. */
  parked?: Place;
  /** Nothing was written, and a person wants the mapping corrected. */
  toCorrect?: boolean;
}

/**
 * Loads one environment from one staged extraction: survey, transformation, schema, the phases in dependency order, then
 * every field is read back. When a part fails, or the counts or the read-back don't agree, people decide before the next
 * part begins. It continues as new between phases when Temporal suggests it, and can be parked while people decide.
 */
export async function migration(input: MigrationInput): Promise<MigrationResult> {
  const run = createRun(input);
  const { resume } = input;
  try {
    if (run.place.ended === null) {
      if (resume?.about === 'failure' && isToCorrect(resume, resume.decision)) throw new ToCorrect();
      await prepare(run);
    }
    const ended = (run.place.ended ??= []);
    if (resume?.about === 'phase') await applyDecision(run, resume, ended);
    else if (run.place.reopening) await reopen(run, run.place.reopening);
    const finished = (run.place.finished ??= []);
    const later = input.plan.later ?? [];
    for (const module of input.plan.modules.filter((one) => !ended.includes(one))) {
      await loadPhase(run, module, later.includes(module));
      ended.push(module);
      await continueIfSuggested(run);
    }
    for (const module of later.filter((one) => !finished.includes(one))) {
      await loadPhase(run, module);
      finished.push(module);
      await continueIfSuggested(run);
    }
    await verify(run, resume);
    await untilDone(run, 'verification', () => controlActivities('Close the run').endRun(run.ref));
  } catch (error) {
    if (error instanceof Stopped) return { stopped: true };
    if (error instanceof ToCorrect) return { stopped: false, toCorrect: true };
    if (error instanceof Parked) return { stopped: false, parked: error.place };
    throw error;
  }
  return { stopped: false };
}

async function continueIfSuggested({ input, control, place }: Run): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  const { resume: _, ...start } = input;
  const { ended, finished = [] } = place;
  await continueAsNew<typeof migration>({ ...start, ...control, ended: ended ?? [], finished });
}

interface Run extends Questions {
  input: MigrationInput;
  org: string;
  control: Control;
}

/** Sets the handlers of the messages to a run. */
function createRun(input: MigrationInput): Run {
  const { engagement, environment, run: name, plan, paused, lanes, resume } = input;
  const run: Run = {
    input,
    ref: { engagement, environment, run: name },
    org: plan.orgs[environment],
    control: { paused, lanes },
    decisions: new Map(),
    mustPark: false,
    rejection: input.rejection ?? stops,
    place: {
      ended: input.ended ?? resume?.ended ?? null,
      finished: input.finished ?? resume?.finished ?? [],
      unverified: resume?.unverified ?? input.unverified ?? plan.modules,
      reopening: resume?.reopening ?? null,
    },
  };
  const refused: RefusedMessage[] = [];
  setHandler(messages.refusedMessages, () => refused);
  setHandler(
    messages.control,
    reading(refused, messages.control, Control, (control) => void (run.control = control)),
  );
  setHandler(
    messages.phaseDecision,
    reading(refused, messages.phaseDecision, PhaseDecision, ({ subject, decision }) => {
      run.decisions.set(subject, decision);
    }),
  );
  setHandler(messages.park, (...args: unknown[]) => {
    if (args.length === 0) run.mustPark = true;
    else refuse(refused, messages.park.name, 'The message takes no argument.');
  });
  refuseUnknownSignals(refused);
  return run;
}

/** Does what people decided about the phase at which the run was parked. */
async function applyDecision(run: Run, { subject, decision }: Answered, ended: Module[]): Promise<void> {
  const module = run.input.plan.modules.find((one) => one === subject);
  if (!module) return;
  if (decision !== 'approved') return reopen(run, module);
  // The phase of an ended module can only be asked about again when its second pass has waited.
  (ended.includes(module) ? (run.place.finished ??= []) : ended).push(module);
}

/** Opens a phase again. A run that is parked while this fails does it when it goes on. */
async function reopen(run: Run, module: Module): Promise<void> {
  run.place.reopening = module;
  const phase: PhaseRef = { ...run.ref, module };
  await untilDone(run, module, () => controlActivities(`Reopen ${module}`).reopenPhase(phase));
  run.place.reopening = null;
}

async function prepare(run: Run): Promise<void> {
  const { input, ref, org } = run;
  // Before a delta, there are records of the load, which a rollback would delete.
  const done = input.kind === 'full' ? untilPrepared : untilDone;
  await done(run, 'survey', () => zohoActivities(org, 'Survey the existing records').survey(ref));
  const transformation = dataActivities('Transform the staged rows into the write queue');
  await done(run, 'transformation', () =>
    transformation.transform({ ...ref, kind: input.kind, staging: input.staging }),
  );
  await done(run, 'schema', () => zohoActivities(org, 'Create and verify custom fields').applySchema(ref));
}

/**
 * Loads and reconciles one module, until it agrees or people decide to go on.
 * @param isHalf the second pass waits until all modules are created
 */
async function loadPhase(run: Run, module: Module, isHalf = false): Promise<void> {
  const phase: PhaseRef = { ...run.ref, module };
  for (;;) {
    await condition(() => !run.control.paused);
    upsertSearchAttributes([{ key: phaseAttribute, value: module }]);
    setCurrentDetails(`### Phase ${module}\n\nLoading ${run.ref.environment} (${run.ref.run}).`);
    const trouble = await loadModule(run, phase, isHalf);
    const report = await untilDone(run, module, () =>
      zohoActivities(run.org, `Reconcile ${module}`).reportPhase({ ...phase, ...(isHalf ? { isHalf } : {}) }),
    );
    setCurrentDetails(phaseDetails(report));
    await signalParent((parent) => parent.signal(messages.phaseReported, report));
    const why = [...(trouble ? [trouble] : []), ...report.gaps].join(' ');
    if (why === '') return;
    const question = `${why} Approve to go on, or request changes to load the phase again. ${run.rejection}`;
    if ((await ask(run, 'phase', module, question)) === 'approved') return;
    await reopen(run, module);
  }
}

/** Loads one module in a child workflow. Returns why it stopped early, or null. */
async function loadModule(run: Run, phase: PhaseRef, isHalf: boolean): Promise<string | null> {
  const { module } = phase;
  const { org, input } = run;
  const before = await untilDone(run, module, () =>
    zohoActivities(org, `Count ${module} before the phase`).beginPhase(phase),
  );
  try {
    const child = await startControlled(
      moduleLoad,
      () => run.control,
      (control): ModuleLoadInput => ({
        ...{ ...phase, org, slice: input.plan.slice, pass: 'base' },
        ...(isHalf ? { until: 'base' } : {}),
        ...control,
      }),
      {
        workflowId: `${workflowInfo().workflowId}/${module}`,
        staticSummary: `Load ${module} (${before.queued.toLocaleString('en')} records)`,
        typedSearchAttributes: [
          { key: engagementAttribute, value: phase.engagement },
          { key: environmentAttribute, value: phase.environment },
          { key: phaseAttribute, value: module },
        ],
      },
    );
    return (await child.result).trouble;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return reasonOf(error);
  }
}

/** Reads back every field of every module, until all agree or people decide to go on. */
async function verify(run: Run, resume: Answered | undefined): Promise<void> {
  const { place } = run;
  if (resume?.about === 'verification' && resume.decision === 'approved') return;
  for (;;) {
    const differing: Module[] = [];
    for (const module of place.unverified) {
      await condition(() => !run.control.paused);
      const verification = zohoActivities(run.org, `Read back and compare every field of ${module}`);
      const { agrees } = await untilDone(run, 'verification', () => verification.verifyModule({ ...run.ref, module }));
      if (!agrees) differing.push(module);
    }
    if (differing.length === 0) return;
    place.unverified = differing;
    const why =
      `The read-back of ${differing.join(', ')} does not agree with what was loaded. ` +
      `Approve to go on with the differences, or request changes to read back again. ${run.rejection}`;
    if ((await ask(run, 'verification', 'verification', why)) === 'approved') return;
  }
}

function phaseDetails(report: PhaseReport): string {
  const { module, extracted, outcomes, destination, gaps } = report;
  const rows = Object.entries(outcomes).map(([outcome, count]) => `| ${outcome} | ${count.toLocaleString('en')} |`);
  return [
    `### Phase ${module}`,
    '',
    '| | records |',
    '| --- | --- |',
    `| extracted | ${extracted.toLocaleString('en')} |`,
    ...rows,
    `| in Zoho | ${destination.now.toLocaleString('en')} |`,
    '',
    gaps.length === 0 ? 'The counts agree.' : gaps.join(' '),
  ].join('\n');
}
