import {
  allHandlersFinished,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import type { PhaseRef, RunRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import { Control, PhaseDecision } from '../schemas/run-messages.ts';
import type { Decision, RefusedMessage } from '../schemas/sign-off.ts';
import type { ExceptionSubject, LoadKind, Module } from '../schemas/terms.ts';
import { engagementAttribute, environmentAttribute, phaseAttribute } from './attributes.ts';
import { deliver, startControlled } from './child.ts';
import { isFailure, reasonOf } from './failures.ts';
import * as messages from './messages.ts';
import { moduleLoad, type ModuleLoadInput } from './module-load.ts';
import { controlActivities, dataActivities, zohoActivities } from './proxies.ts';
import { reading, refuseUnknownSignals } from './refusals.ts';

export interface MigrationInput extends RunRef, Control {
  plan: Plan;
  kind: LoadKind;
  /** Name of the staged extraction to load. */
  staging: string;
  /** Modules whose phases have ended. Only set when the workflow continues as new. */
  ended?: Module[];
}

/** Thrown when a person stops the run. */
class Stopped extends Error {}

/**
 * Loads one environment from one staged extraction: survey, transformation, schema, the phases in dependency order, then
 * every field is read back. When a part fails, or the counts or the read-back don't agree, people decide before the next
 * part begins. It continues as new between phases when Temporal suggests it.
 *
 * @returns `stopped`: a person stopped the run, so what follows did not happen
 */
export async function migration(input: MigrationInput): Promise<{ stopped: boolean }> {
  const run = createRun(input);
  try {
    if (!input.ended) await prepare(run);
    for (const module of input.plan.modules.filter((one) => !run.ended.includes(one))) {
      await loadPhase(run, module);
      run.ended.push(module);
      if (workflowInfo().continueAsNewSuggested) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof migration>({ ...input, ...run.control, ended: run.ended });
      }
    }
    await verify(run);
    await untilDone(run, 'verification', () => controlActivities('Close the run').endRun(run.ref));
  } catch (error) {
    if (error instanceof Stopped) return { stopped: true };
    throw error;
  }
  return { stopped: false };
}

interface Run {
  input: MigrationInput;
  ref: RunRef;
  org: string;
  control: Control;
  decisions: Map<ExceptionSubject, Decision>;
  ended: Module[];
}

/** Sets the handlers of the messages to a run. */
function createRun(input: MigrationInput): Run {
  const { engagement, environment, run: name, plan, paused, lanes, ended = [] } = input;
  const run: Run = {
    input,
    ref: { engagement, environment, run: name },
    org: plan.orgs[environment],
    control: { paused, lanes },
    decisions: new Map(),
    ended: [...ended],
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
  refuseUnknownSignals(refused);
  return run;
}

async function prepare(run: Run): Promise<void> {
  const { input, ref, org } = run;
  await untilDone(run, 'survey', () => zohoActivities(org, 'Survey the existing records').survey(ref));
  const transformation = dataActivities('Transform the staged rows into the write queue');
  await untilDone(run, 'transformation', () =>
    transformation.transform({ ...ref, kind: input.kind, staging: input.staging }),
  );
  await untilDone(run, 'schema', () => zohoActivities(org, 'Create and verify custom fields').applySchema(ref));
}

/** Loads and reconciles one module, until it agrees or people decide to go on. */
async function loadPhase(run: Run, module: Module): Promise<void> {
  const phase: PhaseRef = { ...run.ref, module };
  for (;;) {
    await condition(() => !run.control.paused);
    upsertSearchAttributes([{ key: phaseAttribute, value: module }]);
    setCurrentDetails(`### Phase ${module}\n\nLoading ${run.ref.environment} (${run.ref.run}).`);
    const trouble = await loadModule(run, phase);
    const report = await untilDone(run, module, () =>
      zohoActivities(run.org, `Reconcile ${module}`).reportPhase(phase),
    );
    setCurrentDetails(phaseDetails(report));
    await signalParent((parent) => parent.signal(messages.phaseReported, report));
    const why = [...(trouble ? [trouble] : []), ...report.gaps].join(' ');
    if (why === '') return;
    if ((await ask(run, module, why)) === 'approved') return;
    await untilDone(run, module, () => controlActivities(`Reopen ${module}`).reopenPhase(phase));
  }
}

/** Loads one module in a child workflow. Returns why it stopped early, or null. */
async function loadModule(run: Run, phase: PhaseRef): Promise<string | null> {
  const { module } = phase;
  const { org, input } = run;
  const before = await untilDone(run, module, () =>
    zohoActivities(org, `Count ${module} before the phase`).beginPhase(phase),
  );
  try {
    const child = await startControlled(
      moduleLoad,
      () => run.control,
      (control): ModuleLoadInput => ({ ...phase, org, slice: input.plan.slice, pass: 'base', ...control }),
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
async function verify(run: Run): Promise<void> {
  let left = run.input.plan.modules;
  for (;;) {
    const differing: Module[] = [];
    for (const module of left) {
      await condition(() => !run.control.paused);
      const verification = zohoActivities(run.org, `Read back and compare every field of ${module}`);
      const { agrees } = await untilDone(run, 'verification', () => verification.verifyModule({ ...run.ref, module }));
      if (!agrees) differing.push(module);
    }
    if (differing.length === 0) return;
    const why =
      `The read-back of ${differing.join(', ')} does not agree with what was loaded. ` +
      'Approve to go on with the differences, or request changes to read back again. Reject to stop the engagement.';
    if ((await ask(run, 'verification', why)) === 'approved') return;
    left = differing;
  }
}

/** Does one part of a run. When it fails, people fix the cause and decide whether it is done again. */
async function untilDone<Result>(run: Run, subject: ExceptionSubject, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isFailure(error)) throw error;
      const why = `${reasonOf(error)} When the cause is fixed, approve or request changes to try again. Reject to stop the engagement.`;
      await ask(run, subject, why);
    }
  }
}

/**
 * Has the engagement open an exception gate, and waits for the decision.
 *
 * @throws Stopped if the decision is to stop
 */
async function ask({ ref, decisions }: Run, subject: ExceptionSubject, why: string): Promise<Decision> {
  decisions.delete(subject);
  await signalParent((parent) =>
    parent.signal(messages.phaseQuestion, { subject, run: ref, why: why.slice(0, 5_000) }),
  );
  await condition(() => decisions.has(subject));
  const decision = decisions.get(subject) ?? 'rejected';
  if (decision === 'rejected') throw new Stopped();
  return decision;
}

async function signalParent(
  send: (parent: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>,
): Promise<void> {
  const parent = workflowInfo().parent;
  if (parent) await deliver(send(getExternalWorkflowHandle(parent.workflowId)), parent.workflowId);
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
