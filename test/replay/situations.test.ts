import { writeFileSync } from 'node:fs';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import type { QuietStep } from '../../schemas/quiet.ts';
import { findWorkflowBundle } from '../../workers/workflow-bundle.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement, type EngagementDriver } from '../workflows/engagement-driver.ts';
import { startEnvironment, type Environment } from '../workflows/environment.ts';
import { fakeEngagement, hold, operator, reportOf } from '../workflows/fake-activities.ts';
import { queueOf } from '../workflows/module-load-driver.ts';

/**
 * Situations that running engagements can be in. Each is played on a real server, then its histories are replayed. With
 * RECORD_HISTORIES=1 they are also written for `replay.test.ts`, which replays them with all later code.
 */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ 'limit.historyCount.suggestContinueAsNew': 120 });
});
afterAll(() => environment.close());

const empty = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as const;

/** Replays every run of every workflow of an engagement, running ones too, and returns the kinds of their events. */
async function replayAll(situation: string, { handle }: EngagementDriver): Promise<Set<string>> {
  const workflowBundle = await findWorkflowBundle();
  const query = `WorkflowId STARTS_WITH '${handle.workflowId}'`;
  const kinds = new Set<string>();
  let number = 0;
  for await (const { workflowId, runId } of environment.client.workflow.list({ query })) {
    if (workflowId !== handle.workflowId && !workflowId.startsWith(`${handle.workflowId}/`)) continue;
    const history = await environment.client.workflow.getHandle(workflowId, runId).fetchHistory();
    await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
    const json = JSON.parse(historyToJSON(history)) as { events: { eventType: string }[] };
    for (const { eventType } of json.events) kinds.add(eventType.replace('EVENT_TYPE_', ''));
    number += 1;
    if (process.env['RECORD_HISTORIES'] === '1') {
      const file = new URL(`situation.${situation}.${number}.json`, import.meta.url);
      writeFileSync(file, `${JSON.stringify({ workflowId, history: json })}\n`);
    }
  }
  return kinds;
}

test.concurrent('an engagement that is signed by signals and updates replays, continued as new', async () => {
  const fake = fakeEngagement({}, { modules: ['Accounts', 'Contacts', 'Products', 'Sales_Orders', 'Invoices'] });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.handle.signal(messages.signOffSignal, await engagement.signOff());
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  await engagement.handle.result();
  const kinds = await replayAll('whole', engagement);
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'WORKFLOW_EXECUTION_SIGNALED',
      'WORKFLOW_EXECUTION_UPDATE_COMPLETED',
      'WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
    ]),
  );
});

test.concurrent('an engagement at an exception gate during its load replays', async () => {
  const fake = fakeEngagement(
    { reportPhase: (phase) => Promise.resolve(reportOf(phase, { gaps: ['Zoho counts 9 Accounts, expected 10.'] })) },
    { modules: ['Accounts'] },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  await replayAll('exception', engagement);
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('exception:Accounts');
  await engagement.sign({ decision: 'rejected' });
  await engagement.handle.result();
  await replayAll('exception-ended', engagement);
});

test.concurrent('a load whose exception gate was continued as new replays', async () => {
  let isShort = true;
  const fake = fakeEngagement(
    {
      reportPhase: (phase) =>
        Promise.resolve(reportOf(phase, isShort ? { gaps: ['Zoho counts 9 Accounts, expected 10.'] } : {})),
    },
    { modules: ['Accounts'] },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  for (let sent = 0; sent < 20; sent += 1) await engagement.sign({ by: operator });
  isShort = false;
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('rehearsal');
  expect(fake.calls.filter(({ activity }) => activity === 'survey')).toHaveLength(1);
  const kinds = await replayAll('exception-continued', engagement);
  expect([...kinds]).toContain('WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
});

test.concurrent('a step that failed and runs again replays', async () => {
  const fake = fakeEngagement();
  const usual = fake.activities.extract;
  fake.activities.extract = () => Promise.reject(new Error('The source is broken.'));
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:extraction');
  fake.activities.extract = usual;
  await engagement.approveUntil('rehearsal');
  const kinds = await replayAll('failed-step', engagement);
  expect([...kinds]).toContain('ACTIVITY_TASK_FAILED');
});

test.concurrent(
  'a mapping that Zoho refuses in the sandbox and in production, and that is corrected after it was signed, replays',
  async () => {
    const refusals = [true, false, true];
    const fake = fakeEngagement(
      {
        applySchema: () =>
          refusals.shift()
            ? Promise.reject(ApplicationFailure.nonRetryable('Zoho takes no such field.', 'contract'))
            : Promise.resolve({ created: 1, refused: [] }),
      },
      { modules: ['Accounts'] },
    );
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('exception:schema');
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('mapping');
    await engagement.approveUntil('exception:schema');
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('mapping');
    await engagement.approveUntil('freeze');
    expect(fake.calls.filter(({ activity }) => activity === 'proposeMapping')).toHaveLength(3);
    await replayAll('mapping-refused', engagement);
  },
);

test.concurrent('a load that waits for credits, is paused and gets fewer lanes replays', async () => {
  const queue = queueOf({ base: 900, custom: 300 });
  const lane = hold({ ...empty, ended: 'credits' as const, resumeAt: new Date().toISOString() });
  const fake = fakeEngagement({ ...queue, loadLane: lane.activity }, { modules: ['Accounts'], lanes: 3 });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  lane.release();
  await engagement.handle.executeUpdate(messages.pause);
  await engagement.handle.executeUpdate(messages.setLanes, { args: [1] });
  let waits = 0;
  fake.activities.loadLane = (input) => {
    waits += 1;
    const resumeAt = new Date(Date.now() + 300).toISOString();
    return waits === 1 ? Promise.resolve({ ...empty, ended: 'credits', resumeAt }) : queue.loadLane(input);
  };
  await engagement.handle.executeUpdate(messages.resume);
  await engagement.atGate('rehearsal');
  const kinds = await replayAll('controls', engagement);
  expect([...kinds]).toEqual(expect.arrayContaining(['TIMER_FIRED', 'WORKFLOW_EXECUTION_SIGNALED']));
});

test.concurrent('a rollback during a load replays', async () => {
  const lane = hold(empty);
  const fake = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 100, left: 100 }), loadLane: lane.activity },
    { modules: ['Accounts'] },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  const request = { environment: 'sandbox', by: 'ada@customer.example', role: 'admin' } as const;
  await engagement.handle.executeUpdate(messages.rollBack, { args: [request] });
  await engagement.handle.result();
  const kinds = await replayAll('rollback', engagement);
  expect([...kinds]).toEqual(expect.arrayContaining(['ACTIVITY_TASK_CANCELED', 'WORKFLOW_EXECUTION_CANCELED']));
});

test.concurrent('a source that keeps changing replays', async () => {
  let extractions = 0;
  const fake = fakeEngagement(
    {
      extract({ staging }) {
        extractions += 1;
        return Promise.resolve({ name: staging, digest: `content-${extractions}`, rows: 1 });
      },
    },
    { deltaRounds: 1 },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:delta');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate === null);
  await engagement.approveUntil('acceptance');
  await replayAll('delta', engagement);
});

test.concurrent('a source that is watched, and never becomes still, replays', async () => {
  const steps: QuietStep[] = [
    { next: 'reading', afterSeconds: 0.01 },
    { next: 'people', question: 'bss.orders is written to.' },
    { next: 'people', question: 'bss.orders is written to.' },
  ];
  const fake = fakeEngagement({ checkQuiet: () => Promise.resolve(steps.shift() ?? { next: 'deltas' }) });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:quiet-check');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate === null);
  await engagement.approveUntil('acceptance');
  const kinds = await replayAll('quiet-check', engagement);
  expect([...kinds]).toContain('TIMER_FIRED');
});

test.concurrent(
  'a no-go after the switch, whose fallback waits for people, and the second cutover replay',
  async () => {
    const problems = ['Run restore-writes.sql in the source.', null];
    const fake = fakeEngagement({ describeFallback: () => Promise.resolve({ problem: problems.shift() ?? null }) });
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('go-live');
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.until(({ gate }) => gate === null);
    await engagement.approveUntil('acceptance');
    await engagement.sign({ decision: 'rejected' });
    await engagement.atGate('exception:fallback');
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('freeze');
    await engagement.approveUntil('acceptance');
    await engagement.sign();
    expect(await engagement.handle.result()).toMatchObject({ state: 'closed' });
    await replayAll('no-go', engagement);
  },
);

test.concurrent('a dry run of the cutover in the sandbox replays', async () => {
  const fake = fakeEngagement({
    extract: ({ staging }) => Promise.resolve({ name: staging, digest: staging, rows: 0 }),
  });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  await engagement.handle.executeUpdate(messages.rehearseCutover, { args: [{ by: operator }] });
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('rehearsal');
  await engagement.sign();
  await engagement.atGate('production');
  await replayAll('dry-run', engagement);
});

test.concurrent(
  'a gate with two people, whose sign-off is revoked while the engagement is paused, replays',
  async () => {
    const twoPeople = { ...fakeEngagement().policy.roles, scope: { roles: ['admin', 'finance'], people: 2 } };
    const engagement = await startEngagement(environment.client, fakeEngagement({}, {}, { roles: twoPeople }));
    const fay = { by: 'fay@customer.example', role: 'finance' };
    const { gate, by, role, digest } = await engagement.signOff();
    await engagement.sign();
    await engagement.handle.executeUpdate(messages.pause);
    await engagement.sign(fay);
    await engagement.handle.executeUpdate(messages.revokeUpdate, { args: [{ gate, by, role, digest }] });
    await engagement.handle.executeUpdate(messages.resume);
    await engagement.sign();
    await engagement.atGate('mapping');
    const kinds = await replayAll('revoked', engagement);
    expect([...kinds]).toContain('MARKER_RECORDED');
  },
);

test.concurrent(
  'an engagement that loads exceptions again, continued as new at the exception gate of that load, replays',
  async () => {
    let gaps: string[] = [];
    const fake = fakeEngagement(
      { reportPhase: (phase) => Promise.resolve(reportOf(phase, { gaps })) },
      { modules: ['Accounts', 'Contacts'] },
    );
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('rehearsal');
    gaps = ['1 record is missing.'];
    const request = { environment: 'sandbox', choice: { reason: 'Phone: invalid' }, by: operator } as const;
    await engagement.handle.executeUpdate(messages.retryExceptions, { args: [request] });
    await engagement.atGate('exception:Accounts');
    // Enough messages that Temporal suggests to continue as new.
    const { runId } = await engagement.handle.describe();
    for (;;) {
      await engagement.handle.executeUpdate(messages.refreshEvidence);
      if ((await engagement.handle.describe()).runId !== runId) break;
    }
    gaps = [];
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('rehearsal');
    expect(fake.calls.filter(({ activity }) => activity === 'reopenRecords')).toHaveLength(1);
    expect(fake.calls.filter(({ activity }) => activity === 'transform')).toHaveLength(1);
    await engagement.sign();
    await engagement.atGate('production');
    expect([...(await replayAll('retry', engagement))]).toContain('WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
  },
);
