import type { Client } from '@temporalio/client';
import type { Activities } from '../../activities/index.ts';
import { ConnectorError } from '../../connectors/error.ts';
import type { Gate, Module } from '../../schemas/terms.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { startEngagement, type EngagementDriver } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import {
  emptyRollback,
  fakeEngagement,
  linesOf,
  operator,
  reportOf,
  rollbackOfModule,
  type FakeEngagement,
} from './fake-activities.ts';

/** Engagements that stay open for months. Here the server suggests to continue as new after 60 events. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ 'limit.historyCount.suggestContinueAsNew': 60 });
});
afterAll(() => environment.close());

/** Number of runs of a workflow. */
async function runsOf(client: Client, workflowId: string): Promise<number> {
  let runs = 0;
  for await (const _ of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) runs += 1;
  return runs;
}

test.concurrent('a long engagement continues as new between its steps, and does each step once', async () => {
  const modules: Module[] = ['Accounts', 'Contacts', 'Products', 'Sales_Orders', 'Invoices'];
  const fake = fakeEngagement({}, { modules });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  const result = await engagement.handle.result();
  expect(await runsOf(environment.client, engagement.handle.workflowId)).toBeGreaterThan(1);
  expect(result).toMatchObject({ state: 'closed' });
  expect(result.reports.map(({ module }) => module)).toEqual([...modules, ...modules]);
  expect(await runsOf(environment.client, `${engagement.handle.workflowId}/sandbox/full`)).toBeGreaterThan(1);
  const phases = linesOf(fake).filter((line) => line.startsWith('beginPhase sandbox'));
  expect(phases).toEqual(modules.map((module) => `beginPhase sandbox full-1 ${module}`));
  expect(result.signOffs.filter(({ verdict }) => verdict.counted)).toHaveLength(8);
  const once = ['openEngagement', 'preflight', 'discover', 'extract full-1', 'handOff', 'close'];
  expect(once.map((line) => linesOf(fake).filter((one) => one === line).length)).toEqual(once.map(() => 1));
});

test.concurrent('an open gate that receives many messages continues as new, and stays open', async () => {
  const fake = fakeEngagement({}, { lanes: 4 });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  const { handle } = engagement;
  await handle.executeUpdate(messages.setLanes, { args: [3] });
  for (let sent = 0; sent < 12; sent += 1) await engagement.sign({ by: operator });
  await engagement.until((status) => status.signOffs.length === 12);
  expect(await runsOf(environment.client, handle.workflowId)).toBeGreaterThan(1);
  expect(await engagement.status()).toMatchObject({
    state: 'waiting at gate',
    gate: { gate: 'scope', digest: 'evidence-scope-1' },
    lanes: 3,
  });
  expect(linesOf(fake).filter((line) => line === 'gatherEvidence scope')).toHaveLength(1);
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.atGate('mapping');
});

/** Sends sign-offs that don't count until the engagement has continued as new at its gate. */
async function crowd(engagement: EngagementDriver, gate: Gate): Promise<void> {
  const { workflowId } = engagement.handle;
  await engagement.atGate(gate);
  const before = await runsOf(environment.client, workflowId);
  for (let sent = 0; sent < 30 && (await runsOf(environment.client, workflowId)) === before; sent += 1)
    await engagement.sign({ by: operator });
  await eventually(
    async () => ((await runsOf(environment.client, workflowId)) > before ? true : undefined),
    `the engagement to continue as new at ${gate}`,
    20_000,
  );
  await engagement.until((status) => status.gate?.gate === gate && status.state === 'waiting at gate');
}
const count = (fake: FakeEngagement, line: string) => linesOf(fake).filter((one) => one === line).length;

test.concurrent(
  'an engagement that continues as new at the go-live is still found by the step of its cutover',
  async () => {
    const fake = fakeEngagement();
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('go-live');
    await crowd(engagement, 'go-live');
    const { searchAttributes } = await engagement.handle.describe();
    expect(searchAttributes).toMatchObject({ CutoverStep: ['go-live'] });
    const { cutover = [] } = await engagement.status();
    expect(cutover.find(({ state }) => state === 'running')?.id).toBe('go-live');
  },
);

test.concurrent('an exception gate of a load continues as new, and the load goes on behind it', async () => {
  const modules: Module[] = ['Accounts', 'Contacts'];
  const fake = fakeEngagement({}, { modules });
  const usual = fake.activities.reportPhase;
  let reports = 0;
  fake.activities.reportPhase = (phase) => {
    if (phase.module !== 'Contacts' || phase.environment !== 'sandbox') return usual(phase);
    reports += 1;
    const gaps = reports <= 2 ? [`Zoho counts 9 Contacts, expected ${9 + reports}.`] : [];
    return Promise.resolve(reportOf(phase, { gaps }));
  };
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Contacts');
  // Temporal may answer one question from a state that it takes back, so the gate is waited for.
  const { gate: shown } = await engagement.atGate('exception:Contacts');
  await crowd(engagement, 'exception:Contacts');
  expect(await engagement.atGate('exception:Contacts')).toMatchObject({ gate: shown });
  expect(await engagement.sign({ decision: 'changes-requested' })).toEqual({ counted: true });
  await engagement.until(({ gate }) => gate?.summary.includes('expected 11') === true);
  expect(count(fake, 'reopenPhase sandbox full-1 Contacts')).toBe(1);
  await crowd(engagement, 'exception:Contacts');
  await engagement.sign();
  await engagement.atGate('rehearsal');
  expect(count(fake, 'beginPhase sandbox full-1 Contacts')).toBe(2);
  const once = ['survey sandbox full-1', 'beginPhase sandbox full-1 Accounts', 'endRun sandbox full-1'];
  expect(once.map((line) => count(fake, line))).toEqual([1, 1, 1]);
});

test.concurrent('a phase whose reopening failed is opened again when its parked load goes on', async () => {
  const fake = fakeEngagement({}, { modules: ['Accounts'] });
  const usual = fake.activities.reopenPhase;
  let reopened = 0;
  fake.activities.reopenPhase = () => Promise.reject(new ConnectorError('contract', 'The phase is broken.'));
  fake.activities.reportPhase = (phase) =>
    Promise.resolve(
      reportOf(phase, { gaps: reopened === 0 && phase.environment === 'sandbox' ? ['One is missing.'] : [] }),
    );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate?.summary.includes('The phase is broken.') === true);
  await crowd(engagement, 'exception:Accounts');
  fake.activities.reopenPhase = (phase) => {
    reopened += 1;
    return usual(phase);
  };
  await engagement.sign();
  const { gate } = await engagement.until((seen) => seen.gate !== null && seen.gate.gate !== 'exception:Accounts');
  expect([gate?.gate, reopened]).toEqual(['rehearsal', 1]);
});

test.concurrent(
  'a read-back that does not agree can wait for months, and only what differs is read again',
  async () => {
    const modules: Module[] = ['Accounts', 'Contacts'];
    let agrees = false;
    const verifyModule: Activities['verifyModule'] = ({ module }) =>
      Promise.resolve({ agrees: module === 'Accounts' || agrees });
    const fake = fakeEngagement({ verifyModule }, { modules });
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('exception:verification');
    await crowd(engagement, 'exception:verification');
    agrees = true;
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('rehearsal');
    expect(modules.map((module) => count(fake, `verifyModule sandbox full-1 ${module}`))).toEqual([1, 2]);
    expect(count(fake, 'beginPhase sandbox full-1 Contacts')).toBe(1);
  },
);

test.concurrent('a load that a person rejects after months at its exception gate stops the engagement', async () => {
  const reportPhase: Activities['reportPhase'] = (phase) =>
    Promise.resolve(reportOf(phase, { gaps: ['One is missing.'] }));
  const fake = fakeEngagement({ reportPhase }, { modules: ['Accounts'] });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  await crowd(engagement, 'exception:Accounts');
  await engagement.sign({ decision: 'rejected' });
  expect(await engagement.handle.result()).toMatchObject({ state: 'stopped' });
  expect(count(fake, 'beginPhase sandbox full-1 Accounts')).toBe(1);
});

test.concurrent(
  'a step that failed waits at its gate over a continue-as-new, and runs again after the decision',
  async () => {
    const fake = fakeEngagement();
    const usual = fake.activities.extract;
    fake.activities.extract = () => Promise.reject(new ConnectorError('contract', 'The source is broken.'));
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('exception:extraction');
    await crowd(engagement, 'exception:extraction');
    expect(count(fake, 'extract full-1')).toBe(1);
    fake.activities.extract = usual;
    await engagement.sign();
    await engagement.atGate('rehearsal');
    expect(count(fake, 'extract full-1')).toBe(2);
  },
);

test.concurrent('a rollback that is not complete waits at its gate over a continue-as-new', async () => {
  let kept = 1;
  const endRollback: Activities['endRollback'] = (scope) =>
    Promise.resolve({ ...scope, ...emptyRollback, modules: [rollbackOfModule('Accounts', { kept })] });
  const fake = fakeEngagement({ endRollback });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.handle.executeUpdate(messages.rollBack, {
    args: [{ environment: 'sandbox', by: 'ada@customer.example', role: 'admin' }],
  });
  await crowd(engagement, 'exception:rollback');
  expect(count(fake, 'endRollback sandbox')).toBe(1);
  kept = 0;
  await engagement.sign();
  expect(await engagement.handle.result()).toMatchObject({ state: 'rolled back' });
  expect(count(fake, 'endRollback sandbox')).toBe(2);
});
