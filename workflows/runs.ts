import { CancellationScope, condition, executeChild, upsertSearchAttributes } from '@temporalio/workflow';
import { addRollback, leftIn } from '../domain/rollback-report.ts';
import type { Plan, RollbackReport } from '../schemas/engagement.ts';
import { partWorkflowId, type RunRef } from '../schemas/refs.ts';
import type { PhaseQuestion } from '../schemas/run-messages.ts';
import type { Environment, LoadKind } from '../schemas/terms.ts';
import { engagementAttribute, environmentAttribute } from './attributes.ts';
import { deliver, startControlled, type Child } from './child.ts';
import type { WorkflowState } from './engagement-state.ts';
import { isFailure, reasonOf } from './failures.ts';
import { ContinueAtGate, decideException, EndedBySignOff, QuestionGone } from './gates.ts';
import { migrationId } from './ids.ts';
import * as messages from './messages.ts';
import { migration, type MigrationInput, type MigrationResult } from './migration.ts';
import { controlActivities } from './proxies.ts';
import type { Answered } from './questions.ts';
import { rejectionText } from './rejections.ts';
import { rollback } from './rollback.ts';

/** Reads the engagement files. */
export async function openPlan({ status }: WorkflowState, file: string): Promise<Plan> {
  const { engagement } = status;
  const plan = await controlActivities('Read and check the engagement files').openEngagement({ file, engagement });
  status.lanes = plan.lanes;
  upsertSearchAttributes([{ key: engagementAttribute, value: engagement }]);
  return plan;
}

/**
 * Loads the newest extraction into one environment in a child workflow, and waits for its phases and its verification.
 * Questions of the child open exception gates. After a failure, the same run is continued.
 *
 * @param place the modules of a complete run whose phases are not loaded again, and those that are read back
 * @returns `toCorrect`: nothing was written, and a person wants the mapping corrected. The run is still that of `progress`
 * @throws EndedBySignOff if a person stops the load
 * @throws ContinueAtGate at an exception gate, when Temporal suggests to continue as new; the child has ended then
 */
export async function load(
  state: WorkflowState,
  plan: Plan,
  environment: Environment,
  kind: LoadKind,
  place: Pick<MigrationInput, 'ended' | 'finished' | 'unverified'> = {},
): Promise<{ toCorrect: boolean }> {
  const { status, progress } = state;
  const { engagement } = plan;
  const staging = progress.staging?.name ?? '';
  progress.run ??= await nameRun(plan, environment, kind);
  const run = progress.run;
  status.run = run;
  state.questions = [];
  try {
    const resume = await decideParked(state);
    const child = await startControlled(
      migration,
      () => ({ paused: status.paused, lanes: status.lanes }),
      (control): MigrationInput => ({
        ...{ ...run, kind, plan, staging, rejection: rejectionText(state) },
        ...control,
        ...(resume ? { resume } : place),
      }),
      {
        workflowId: migrationId(run),
        staticSummary: `Load ${environment} (${run.run})`,
        typedSearchAttributes: [
          { key: engagementAttribute, value: engagement },
          { key: environmentAttribute, value: environment },
        ],
      },
    );
    const { stopped, toCorrect = false } = await answerQuestions(state, child);
    if (stopped) throw new EndedBySignOff('stopped');
    if (toCorrect) return { toCorrect };
  } finally {
    status.run = null;
  }
  progress.run = null;
  progress.loaded[environment] = run;
  return { toCorrect: false };
}

const nameRun = async ({ engagement }: Plan, environment: Environment, kind: LoadKind): Promise<RunRef> => {
  const run = await controlActivities(`Name the next ${kind} run`).nameRun({ engagement, environment, kind });
  return { engagement, environment, run };
};

/** Waits for the decision about the question at which the run was parked. */
async function decideParked(state: WorkflowState): Promise<Answered | null> {
  const { progress } = state;
  if (!progress.parked) return null;
  const { question, place } = progress.parked;
  const decision = await decideException(state, question.subject, question.run, question.why);
  progress.parked = null;
  if (decision === 'rejected') throw new EndedBySignOff('stopped');
  return { ...place, decision };
}

/** Opens a gate for each question of the child, until the child has ended. */
async function answerQuestions(
  state: WorkflowState,
  child: Child<MigrationResult>,
): Promise<Omit<MigrationResult, 'parked'>> {
  const { workflowId, signal, result } = child;
  let isEnded = false;
  const end = () => void (isEnded = true);
  result.then(end, end);
  try {
    for (;;) {
      await condition(() => isEnded || state.questions.length > 0);
      const question = state.questions.shift();
      if (!question) return await result;
      const { subject, run, why } = question;
      try {
        const decision = await decideException(state, subject, run, why, () => isEnded);
        await deliver(signal(messages.phaseDecision, { subject, decision }), workflowId);
      } catch (error) {
        if (error instanceof ContinueAtGate) await park(state, question, child);
        // Somebody ended the load; its failure opens another gate.
        if (!(error instanceof QuestionGone)) throw error;
      }
    }
  } finally {
    // A cancelled load ends before anything else begins.
    await CancellationScope.nonCancellable(() => condition(() => isEnded));
  }
}

/** Ends the child, which waits for the decision. It is started again with the decision: no child outlives a continue-as-new. */
async function park(
  { progress }: WorkflowState,
  question: PhaseQuestion,
  { workflowId, signal, result }: Child<MigrationResult>,
): Promise<void> {
  await deliver(signal(messages.park), workflowId);
  const { parked } = await result;
  if (parked) progress.parked = { question, place: parked };
}

/** Rolls an environment back in a child workflow. Returns why something is left, or null. */
export async function rollBack(
  { status }: WorkflowState,
  { engagement, orgs, modules, lanes }: Plan,
  environment: Environment,
): Promise<string | null> {
  try {
    const report = await executeChild(rollback, {
      workflowId: partWorkflowId(engagement, environment, 'rollback'),
      args: [
        { engagement, environment, orgId: orgs[environment], modules, lanes: Math.min(lanes, status.lanes || lanes) },
      ],
      staticSummary: `Roll back ${environment}`,
      typedSearchAttributes: [
        { key: engagementAttribute, value: engagement },
        { key: environmentAttribute, value: environment },
      ],
    });
    status.rollbacks = addRollback(status.rollbacks ?? [], report);
    return remainder(report);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return `The rollback of ${environment} failed: ${reasonOf(error)}`;
  }
}

function remainder({ environment, modules, fields }: RollbackReport): string | null {
  const left = modules.filter((one) => leftIn(one) > 0);
  const leftFields = fields.reduce((sum, one) => sum + one.toRemove, 0);
  const list = [
    ...left.map((one) => `${leftIn(one).toLocaleString('en')} ${one.module}`),
    ...(leftFields > 0 ? [`${leftFields} custom fields or values`] : []),
  ];
  if (list.length === 0) return null;
  return `The rollback of ${environment} left ${list.join(', ')}. Its document says why.`;
}
