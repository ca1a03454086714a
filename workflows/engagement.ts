import {
  ApplicationFailure,
  CancellationScope,
  condition,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { EngagementStatus, Plan, RollbackRequest, StartEngagement } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { SignOff } from '../schemas/sign-off.ts';
import type { Environment, Gate, LoadKind } from '../schemas/terms.ts';
import { engagementAttribute, environmentAttribute } from './attributes.ts';
import { closeGate, createState, setStep, showResult, waitAtGate, type WorkflowState } from './engagement-state.ts';
import { migrationId } from './ids.ts';
import { setMessageHandlers } from './message-handlers.ts';
import * as messages from './messages.ts';
import { migration } from './migration.ts';
import { controlActivities, dataActivities } from './proxies.ts';
import { rollback } from './rollback.ts';

/** Thrown when a sign-off ends the engagement before its last step. */
class EndedBySignOff extends Error {
  readonly outcome: 'rejected' | 'stopped';
  constructor(outcome: 'rejected' | 'stopped') {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * One customer's migration, from discovery to acceptance: preflight, scope, mapping, extraction, rehearsal in the
 * sandbox, production, cutover, handoff. Every gate waits for a named person. At any time people can pause, change the
 * number of lanes, and roll an environment back.
 */
export async function engagement(input: StartEngagement): Promise<EngagementStatus> {
  const state = createState();
  const scope = new CancellationScope();
  const requests: { rollback: RollbackRequest | null } = { rollback: null };
  setMessageHandlers(state, scope, requests);
  try {
    await scope.run(() => runSteps(state, input));
    setStep(state, 'closed: everything is signed, handed off and accepted', 'closed');
  } catch (error) {
    if (requests.rollback && isCancellation(error)) await endWithRollback(state, requests.rollback.environment);
    else if (error instanceof EndedBySignOff) setStep(state, `${error.outcome} by a sign-off`, error.outcome);
    else {
      closeGate(state);
      setStep(state, isCancellation(error) ? 'cancelled' : 'failed', 'stopped');
      await CancellationScope.nonCancellable(() => bookSignOffs(state));
      throw error;
    }
  }
  await bookSignOffs(state);
  return state.status;
}

async function runSteps(state: WorkflowState, input: StartEngagement): Promise<void> {
  const plan = await controlActivities('Read and check the engagement files').openEngagement(input);
  state.plan = plan;
  state.status.lanes = plan.lanes;
  upsertSearchAttributes([{ key: engagementAttribute, value: plan.engagement }]);
  const { engagement } = plan;

  await beginStep(state, 'preflight');
  await dataActivities('Preflight: source, destination, users, credits').preflight({ engagement });

  await beginStep(state, 'discovery');
  await dataActivities('Discover: counts, quality, what a CRM cannot hold').discover({ engagement });
  await requireApproval(state, plan, 'scope');

  await agreeOnMapping(state, plan, input.file);

  await beginStep(state, 'extraction');
  let staging = await dataActivities('Extract one consistent snapshot').extract({ engagement, staging: 'full-1' });

  for (;;) {
    const rehearsal = await load(state, plan, 'sandbox', 'full', staging.name);
    const decision = await decideGate(state, plan, 'rehearsal', rehearsal);
    await beginStep(state, 'rollback rehearsal');
    await rollBack(plan, 'sandbox');
    if (decision === 'approved') break;
    if (decision === 'rejected') throw new EndedBySignOff('rejected');
    await agreeOnMapping(state, plan, input.file);
  }

  await requireApproval(state, plan, 'production');
  await load(state, plan, 'production', 'full', staging.name);

  await requireApproval(state, plan, 'freeze');
  for (let round = 1; ; round += 1) {
    await beginStep(state, `delta ${round}`);
    const before = staging;
    staging = await dataActivities(`Extract delta ${round}`).extract({ engagement, staging: `delta-${round}` });
    if (staging.digest === before.digest) break;
    await load(state, plan, 'production', 'delta', staging.name);
  }

  await beginStep(state, 'handoff');
  await dataActivities('Write the handoff for network and billing').handOff({ engagement });
  await requireApproval(state, plan, 'acceptance');
  await beginStep(state, 'closing');
  const { documents } = await controlActivities('Write the final report').close({ engagement });
  state.status.documents = documents;
}

/** People confirm the proposed mapping, or they change the mapping file and the workflow reads it again. */
async function agreeOnMapping(state: WorkflowState, plan: Plan, file: string): Promise<void> {
  for (;;) {
    await beginStep(state, 'mapping');
    const { engagement } = plan;
    const proposal = await dataActivities('Propose the mapping').proposeMapping({ engagement, file });
    plan.mappingDigest = proposal.mappingDigest;
    plan.modules = proposal.modules;
    const decision = await decideGate(state, plan, 'mapping', null);
    if (decision === 'approved') return;
    if (decision === 'rejected') throw new EndedBySignOff('rejected');
  }
}

/** Loads one environment in a child workflow, and waits for its phases, its verification and any exception gate. */
async function load(
  state: WorkflowState,
  plan: Plan,
  environment: Environment,
  kind: LoadKind,
  staging: string,
): Promise<RunRef> {
  const { status } = state;
  await beginStep(state, kind === 'delta' ? 'delta load' : environment === 'sandbox' ? 'rehearsal' : 'production load');
  const { engagement } = plan;
  const run = await controlActivities(`Name the next ${kind} run`).nameRun({ engagement, environment, kind });
  const ref: RunRef = { engagement, environment, run };
  status.run = ref;
  const child = migrationId(ref);
  const questions = handlePhaseMessages(state, plan, child);
  try {
    const result = await executeChild(migration, {
      workflowId: child,
      args: [{ ...ref, kind, plan, staging, lanes: status.lanes, paused: status.paused }],
      staticSummary: `Load ${environment} (${run})`,
      typedSearchAttributes: [
        { key: engagementAttribute, value: engagement },
        { key: environmentAttribute, value: environment },
      ],
    });
    if (result.stopped) throw new EndedBySignOff('stopped');
  } finally {
    questions.close();
    status.run = null;
  }
  return ref;
}

/** Handles the messages of a running migration: the report of each phase, and the questions that open exception gates. */
function handlePhaseMessages(state: WorkflowState, plan: Plan, child: string) {
  const { status } = state;
  setHandler(messages.phaseReported, (report) => {
    const same = (old: typeof report) =>
      old.environment === report.environment && old.run === report.run && old.module === report.module;
    status.reports = [...status.reports.filter((old) => !same(old)), report];
    showResult(state, `${report.environment}: ${report.module} reconciled`);
  });
  setHandler(messages.phaseQuestion, async ({ module, run, why }) => {
    const decision = await decideGate(state, plan, `exception:${module}`, run, why);
    await getExternalWorkflowHandle(child).signal(messages.phaseDecision, { module, decision });
  });
  return {
    close() {
      setHandler(messages.phaseQuestion, undefined);
    },
  };
}

/** Gathers the evidence of a gate, waits for a person's decision, and books the sign-offs. */
async function decideGate(
  state: WorkflowState,
  plan: Plan,
  gate: Gate,
  run: RunRef | null,
  why: string | null = null,
): Promise<SignOff['decision']> {
  const { engagement } = plan;
  const activities = controlActivities(`Gather the evidence for ${gate}`);
  const evidence = await activities.gatherEvidence({ engagement, gate, run, why });
  const decision = await waitAtGate(state, plan, evidence);
  await bookSignOffs(state);
  return decision;
}

/** For the gates that lead nowhere else: any decision except an approval ends the engagement. */
async function requireApproval(state: WorkflowState, plan: Plan, gate: Gate): Promise<void> {
  if ((await decideGate(state, plan, gate, null)) !== 'approved') throw new EndedBySignOff('rejected');
}

/** Books the received sign-offs, waits while the engagement is paused, and shows the next step. */
async function beginStep(state: WorkflowState, name: string): Promise<void> {
  await bookSignOffs(state);
  await condition(() => !state.status.paused);
  setStep(state, name);
}

async function bookSignOffs(state: WorkflowState): Promise<void> {
  const { engagement } = state.status;
  for (const received of state.unbooked.splice(0)) {
    const activities = controlActivities(`Book the sign-off for ${received.signOff.gate}`);
    await activities.recordSignOff({ engagement, heard: received });
  }
}

async function rollBack(plan: Plan, environment: Environment): Promise<void> {
  const { engagement, orgs, modules, lanes } = plan;
  await executeChild(rollback, {
    workflowId: `engagement/${engagement}/${environment}/rollback`,
    args: [{ engagement, environment, orgId: orgs[environment], modules, lanes }],
    staticSummary: `Roll back ${environment}`,
    typedSearchAttributes: [
      { key: engagementAttribute, value: engagement },
      { key: environmentAttribute, value: environment },
    ],
  });
}

/** Rolls an environment back on a person's request. The engagement ends afterwards. */
async function endWithRollback(state: WorkflowState, environment: Environment): Promise<void> {
  if (!state.plan) throw ApplicationFailure.nonRetryable('Nothing was loaded, so there is nothing to roll back.');
  closeGate(state);
  setStep(state, `rolling back ${environment}`, 'rolling back');
  await rollBack(state.plan, environment);
  setStep(state, `${environment} rolled back`, 'rolled back');
}
