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
import type { Environment, Gate, LoadKind } from '../schemas/words.ts';
import { engagementAttribute, environmentAttribute } from './attributes.ts';
import { enter, leaveGate, openDesk, waitAtGate, type Desk } from './desk.ts';
import { migrationId } from './ids.ts';
import * as messages from './messages.ts';
import { migration } from './migration.ts';
import { answerPeople } from './people.ts';
import { atControl, atData } from './proxies.ts';
import { rollback } from './rollback.ts';

/** Ends the runbook early, by a person's decision. */
class Ended extends Error {
  readonly how: 'rejected' | 'stopped' | 'rolled back';
  constructor(how: 'rejected' | 'stopped' | 'rolled back') {
    super(how);
    this.how = how;
  }
}

/**
 * One customer's migration, from discovery to acceptance: preflight, scope, mapping, extraction, rehearsal in the
 * sandbox, production, cutover, handoff. Every gate waits for a named person; at any time people can pause, change the
 * number of lanes, and roll an environment back.
 */
export async function engagement(input: StartEngagement): Promise<EngagementStatus> {
  const desk = openDesk();
  const scope = new CancellationScope();
  const requests: { rollback: RollbackRequest | null } = { rollback: null };
  answerPeople(desk, scope, requests);
  try {
    await scope.run(() => runbook(desk, input));
    enter(desk, 'closed: everything is signed, handed off and accepted', 'closed');
  } catch (error) {
    if (requests.rollback && isCancellation(error)) await rollBackNow(desk, requests.rollback.environment);
    else if (error instanceof Ended) enter(desk, `${error.how} by a sign-off`, error.how);
    else {
      leaveGate(desk);
      enter(desk, isCancellation(error) ? 'cancelled' : 'failed', 'stopped');
      await CancellationScope.nonCancellable(() => recordHeard(desk));
      throw error;
    }
  }
  await recordHeard(desk);
  return desk.status;
}

async function runbook(desk: Desk, input: StartEngagement): Promise<void> {
  const plan = await atControl('Read and check the engagement files').openEngagement(input);
  desk.plan = plan;
  desk.status.lanes = plan.lanes;
  upsertSearchAttributes([{ key: engagementAttribute, value: plan.engagement }]);
  const { engagement } = plan;

  await step(desk, 'preflight');
  await atData('Preflight: source, destination, users, credits').preflight({ engagement });

  await step(desk, 'discovery');
  await atData('Discover: counts, quality, what can not move').discover({ engagement });
  await pass(desk, plan, 'scope');

  await settleMapping(desk, plan, input.file);

  await step(desk, 'extraction');
  let staging = await atData('Extract one consistent snapshot').extract({ engagement, staging: 'full-1' });

  for (;;) {
    const rehearsal = await load(desk, plan, 'sandbox', 'full', staging.name);
    const decision = await gate(desk, plan, 'rehearsal', rehearsal);
    await step(desk, 'rollback rehearsal');
    await undo(plan, 'sandbox');
    if (decision === 'approved') break;
    if (decision === 'rejected') throw new Ended('rejected');
    await settleMapping(desk, plan, input.file);
  }

  await pass(desk, plan, 'production');
  await load(desk, plan, 'production', 'full', staging.name);

  await pass(desk, plan, 'freeze');
  for (let round = 1; ; round += 1) {
    await step(desk, `delta ${round}`);
    const before = staging;
    staging = await atData(`Extract delta ${round}`).extract({ engagement, staging: `delta-${round}` });
    if (staging.digest === before.digest) break;
    await load(desk, plan, 'production', 'delta', staging.name);
  }

  await step(desk, 'handoff');
  await atData('Write the handoff for network and billing').handOff({ engagement });
  await pass(desk, plan, 'acceptance');
  await step(desk, 'closing');
  const { documents } = await atControl('Write the final report').close({ engagement });
  desk.status.documents = documents;
}

/** People read the proposal and confirm it, or change the mapping file and have it read again. */
async function settleMapping(desk: Desk, plan: Plan, file: string): Promise<void> {
  for (;;) {
    await step(desk, 'mapping');
    const proposal = await atData('Propose the mapping').proposeMapping({ engagement: plan.engagement, file });
    plan.mappingDigest = proposal.mappingDigest;
    plan.modules = proposal.modules;
    const decision = await gate(desk, plan, 'mapping', null);
    if (decision === 'approved') return;
    if (decision === 'rejected') throw new Ended('rejected');
  }
}

/** Loads one environment as a child, and waits for its phases, its verification and any exception gate. */
async function load(
  desk: Desk,
  plan: Plan,
  environment: Environment,
  kind: LoadKind,
  staging: string,
): Promise<RunRef> {
  await step(desk, `${kind === 'full' ? (environment === 'sandbox' ? 'rehearsal' : 'production load') : 'delta load'}`);
  const { engagement } = plan;
  const run = await atControl(`Name the next ${kind} run`).nameRun({ engagement, environment, kind });
  const ref: RunRef = { engagement, environment, run };
  desk.status.run = ref;
  const child = migrationId(ref);
  const answers = relayQuestions(desk, plan, child);
  try {
    const result = await executeChild(migration, {
      workflowId: child,
      args: [{ ...ref, kind, plan, staging, lanes: desk.status.lanes, paused: desk.status.paused }],
      staticSummary: `Load ${environment} (${run})`,
      typedSearchAttributes: [
        { key: engagementAttribute, value: engagement },
        { key: environmentAttribute, value: environment },
      ],
    });
    if (result.stopped) throw new Ended('stopped');
  } finally {
    answers.close();
    desk.status.run = null;
  }
  return ref;
}

/** While a migration runs: its phases' reports, and the exception gates that it asks for. */
function relayQuestions(desk: Desk, plan: Plan, child: string) {
  setHandler(messages.phaseReported, (report) => {
    const same = (old: typeof report) =>
      old.environment === report.environment && old.run === report.run && old.module === report.module;
    desk.status.reports = [...desk.status.reports.filter((old) => !same(old)), report];
    enter(desk, `${report.environment}: ${report.module} reconciled`);
  });
  setHandler(messages.asked, async ({ module, run, why }) => {
    const decision = await gate(desk, plan, `exception:${module}`, run, why);
    await getExternalWorkflowHandle(child).signal(messages.answered, { module, decision });
  });
  return {
    close() {
      setHandler(messages.asked, undefined);
    },
  };
}

/** Gathers the evidence of a gate, waits for a person, and books the decision. */
async function gate(
  desk: Desk,
  plan: Plan,
  name: Gate,
  run: RunRef | null,
  why: string | null = null,
): Promise<'approved' | 'changes-requested' | 'rejected'> {
  const { engagement } = plan;
  const evidence = await atControl(`Gather the evidence for ${name}`).gatherEvidence({
    engagement,
    gate: name,
    run,
    why,
  });
  const decision = await waitAtGate(desk, plan, evidence);
  await recordHeard(desk);
  return decision;
}

/** A gate that has no way back: everything but an approval ends the engagement. */
async function pass(desk: Desk, plan: Plan, name: Gate): Promise<void> {
  if ((await gate(desk, plan, name, null)) !== 'approved') throw new Ended('rejected');
}

async function step(desk: Desk, name: string): Promise<void> {
  await recordHeard(desk);
  await condition(() => !desk.status.paused);
  enter(desk, name);
}

async function recordHeard(desk: Desk): Promise<void> {
  for (const heard of desk.unrecorded.splice(0)) {
    await atControl(`Book the sign-off of ${heard.signOff.gate}`).recordSignOff({
      engagement: desk.status.engagement,
      heard,
    });
  }
}

async function undo(plan: Plan, environment: Environment): Promise<void> {
  await executeChild(rollback, {
    workflowId: `engagement/${plan.engagement}/${environment}/rollback`,
    args: [
      {
        engagement: plan.engagement,
        environment,
        orgId: plan.orgs[environment],
        modules: plan.modules,
        lanes: plan.lanes,
      },
    ],
    staticSummary: `Roll back ${environment}`,
    typedSearchAttributes: [
      { key: engagementAttribute, value: plan.engagement },
      { key: environmentAttribute, value: environment },
    ],
  });
}

async function rollBackNow(desk: Desk, environment: Environment): Promise<void> {
  if (!desk.plan) throw ApplicationFailure.nonRetryable('Nothing was loaded, so there is nothing to roll back.');
  leaveGate(desk);
  enter(desk, `rolling ${environment} back`, 'rolling back');
  await undo(desk.plan, environment);
  enter(desk, `${environment} is rolled back`, 'rolled back');
}
