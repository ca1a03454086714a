import {
  condition,
  executeChild,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import type { PhaseRef, RunRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type { SignOff } from '../schemas/sign-off.ts';
import type { LoadKind, Module } from '../schemas/terms.ts';
import { engagementAttribute, environmentAttribute, phaseAttribute } from './attributes.ts';
import * as messages from './messages.ts';
import { moduleLoad } from './module-load.ts';
import { controlActivities, dataActivities, zohoActivities } from './proxies.ts';

export interface MigrationInput extends RunRef {
  plan: Plan;
  kind: LoadKind;
  /** Name of the staged extraction to load. */
  staging: string;
  lanes: number;
  paused: boolean;
}

/**
 * Loads one environment from one staged extraction: survey, transformation, schema, the phases in dependency order, then
 * every field is read back. When the counts of a phase don't agree, people decide before the next phase begins.
 *
 * @returns `stopped`: a person rejected a phase, so the later phases and the verification did not run
 */
export async function migration(input: MigrationInput): Promise<{ stopped: boolean }> {
  const { engagement, environment, run, plan } = input;
  const ref: RunRef = { engagement, environment, run };
  const org = plan.orgs[environment];
  const current: messages.Control = { paused: input.paused, lanes: input.lanes };
  let runningLoad: string | null = null;
  setHandler(messages.control, async (control) => {
    Object.assign(current, control);
    if (runningLoad) await getExternalWorkflowHandle(runningLoad).signal(messages.control, control);
  });
  const decisions = new Map<Module, SignOff['decision']>();
  setHandler(messages.phaseDecision, ({ module, decision }) => void decisions.set(module, decision));

  await zohoActivities(org, 'Survey the existing records').survey(ref);
  const transformation = dataActivities('Transform the staged rows into the write queue');
  await transformation.transform({ ...ref, kind: input.kind, staging: input.staging });
  await zohoActivities(org, 'Create and verify custom fields').applySchema(ref);

  for (const module of plan.modules) {
    for (;;) {
      await condition(() => !current.paused);
      const phase: PhaseRef = { ...ref, module };
      upsertSearchAttributes([{ key: phaseAttribute, value: module }]);
      setCurrentDetails(`### Phase ${module}\n\nLoading ${environment} (${run}).`);
      const before = await zohoActivities(org, `Count ${module} before the phase`).beginPhase(phase);
      runningLoad = `${workflowInfo().workflowId}/${module}`;
      const ended = await executeChild(moduleLoad, {
        workflowId: runningLoad,
        args: [{ ...phase, org, slice: plan.slice, pass: 'base', ...current }],
        staticSummary: `Load ${module} (${before.queued.toLocaleString('en')} records)`,
        typedSearchAttributes: [
          { key: engagementAttribute, value: engagement },
          { key: environmentAttribute, value: environment },
          { key: phaseAttribute, value: module },
        ],
      });
      runningLoad = null;
      const report = await zohoActivities(org, `Reconcile ${module}`).reportPhase(phase);
      setCurrentDetails(phaseDetails(report));
      await signalParent(messages.phaseReported, report);
      const why = [...(ended.trouble ? [ended.trouble] : []), ...report.gaps].join(' ');
      if (why === '') break;
      decisions.delete(module);
      await signalParent(messages.phaseQuestion, { module, run: ref, why });
      await condition(() => decisions.has(module));
      const decision = decisions.get(module);
      if (decision === 'approved') break;
      if (decision === 'rejected') return { stopped: true };
      await controlActivities(`Reopen ${module}`).reopenPhase(phase);
    }
  }

  for (const module of plan.modules) {
    await condition(() => !current.paused);
    const verification = zohoActivities(org, `Read back and compare every field of ${module}`);
    await verification.verifyModule({ ...ref, module });
  }
  await controlActivities('Close the run').endRun(ref);
  return { stopped: false };
}

async function signalParent<Args extends [unknown]>(
  signal: Parameters<ReturnType<typeof getExternalWorkflowHandle>['signal']>[0] & { name: string },
  ...args: Args
): Promise<void> {
  const parent = workflowInfo().parent;
  if (parent) await getExternalWorkflowHandle(parent.workflowId).signal(signal.name, ...args);
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
