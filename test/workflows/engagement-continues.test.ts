import type { Client } from '@temporalio/client';
import type { Module } from '../../schemas/terms.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, linesOf, operator } from './fake-activities.ts';

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
  expect(result.signOffs).toHaveLength(6);
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
