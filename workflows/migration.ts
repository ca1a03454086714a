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
import type { LoadKind, Module } from '../schemas/words.ts';
import { engagementAttribute, environmentAttribute, phaseAttribute } from './attributes.ts';
import * as messages from './messages.ts';
import { moduleLoad } from './module-load.ts';
import { atControl, atData, atZoho } from './proxies.ts';

export interface MigrationInput extends RunRef {
  plan: Plan;
  kind: LoadKind;
  /** Name of the staged extraction that is loaded. */
  staging: string;
  lanes: number;
  paused: boolean;
}

/**
 * Loads one environment from one staged extraction: survey, transformation, schema, then phase after phase in
 * dependency order, then every field is read back. A phase that doesn't close asks people before the next begins.
 */
export async function migration(input: MigrationInput): Promise<{ stopped: boolean }> {
  const { engagement, environment, run, plan } = input;
  const ref: RunRef = { engagement, environment, run };
  const org = plan.orgs[environment];
  const state: messages.Control = { paused: input.paused, lanes: input.lanes };
  let loading: string | null = null;
  setHandler(messages.control, async (control) => {
    Object.assign(state, control);
    if (loading) await getExternalWorkflowHandle(loading).signal(messages.control, control);
  });
  const decisions = new Map<Module, SignOff['decision']>();
  setHandler(messages.answered, ({ module, decision }) => void decisions.set(module, decision));

  await atZoho(org, 'Survey what is there already').survey(ref);
  await atData('Transform the staged rows into the write queue').transform({
    ...ref,
    kind: input.kind,
    staging: input.staging,
  });
  await atZoho(org, 'Create and verify custom fields').applySchema(ref);

  for (const module of plan.modules) {
    for (;;) {
      await condition(() => !state.paused);
      const phase: PhaseRef = { ...ref, module };
      upsertSearchAttributes([{ key: phaseAttribute, value: module }]);
      setCurrentDetails(`### Phase ${module}\n\nLoading ${environment} (${run}).`);
      const before = await atZoho(org, `Count ${module} before the phase`).beginPhase(phase);
      loading = `${workflowInfo().workflowId}/${module}`;
      const ended = await executeChild(moduleLoad, {
        workflowId: loading,
        args: [{ ...phase, org, slice: plan.slice, pass: 'base', ...state }],
        staticSummary: `Load ${module} (${before.queued.toLocaleString('en')} records)`,
        typedSearchAttributes: [
          { key: engagementAttribute, value: engagement },
          { key: environmentAttribute, value: environment },
          { key: phaseAttribute, value: module },
        ],
      });
      loading = null;
      const report = await atZoho(org, `Reconcile ${module}`).reportPhase(phase);
      setCurrentDetails(phaseText(report));
      await tellParent(messages.phaseReported, report);
      const why = [...(ended.trouble ? [ended.trouble] : []), ...report.gaps].join(' ');
      if (why === '') break;
      decisions.delete(module);
      await tellParent(messages.asked, { module, run: ref, why });
      await condition(() => decisions.has(module));
      const decision = decisions.get(module);
      if (decision === 'approved') break;
      if (decision === 'rejected') return { stopped: true };
      await atControl(`Open ${module} again`).reopenPhase(phase);
    }
  }

  for (const module of plan.modules) {
    await condition(() => !state.paused);
    await atZoho(org, `Read back and compare every field of ${module}`).verifyModule({ ...ref, module });
  }
  await atControl('Close the run').endRun(ref);
  return { stopped: false };
}

async function tellParent<Args extends [unknown]>(
  signal: Parameters<ReturnType<typeof getExternalWorkflowHandle>['signal']>[0] & { name: string },
  ...args: Args
): Promise<void> {
  const parent = workflowInfo().parent;
  if (parent) await getExternalWorkflowHandle(parent.workflowId).signal(signal.name, ...args);
}

function phaseText(report: PhaseReport): string {
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
    gaps.length === 0 ? 'The count identity closes.' : gaps.join(' '),
  ].join('\n');
}
