import { defaultPayloadConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { workflowMetadataQuery } from '@temporalio/workflow';
import { Client } from '@temporalio/client';
import pino from 'pino';
import { ask } from '../../apps/cli/ask.ts';
import { startEngagement as start } from '../../apps/cli/start-engagement.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { checkAttributes } from '../../workers/check-attributes.ts';
import { eventually } from '../support/eventually.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement } from './fake-activities.ts';

/** What the Temporal UI shows of an engagement: who waits for whom, and who sent what. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

/** Slugs of the engagements that a query of the UI finds. */
async function found(query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of environment.client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

test.concurrent(
  'a query finds the engagements that wait for a role, and no longer those whose gate is decided',
  async () => {
    const fake = fakeEngagement();
    const engagement = await startEngagement(environment.client, fake);
    const { workflowId } = engagement.handle;
    const waiting = (role: string) =>
      found(`WorkflowType = 'engagement' AND WaitsFor = '${role}' AND WorkflowId = '${workflowId}'`);
    const waitsFor = (role: string) =>
      eventually(
        async () => ((await waiting(role)).length === 1 ? true : undefined),
        `the engagement to wait for ${role}`,
      );
    await engagement.atGate('scope');
    await waitsFor('admin');
    const isIt = `ExecutionStatus = 'Running' AND WorkflowId = '${workflowId}'`;
    expect(await found(`${isIt} AND Gate IS NOT NULL`)).toEqual([workflowId]);
    expect(await found(`${isIt} AND Gate STARTS_WITH 'exception:'`)).toEqual([]);
    await engagement.approveUntil('rehearsal');
    await waitsFor('finance');
    expect(await waiting('admin')).toEqual([]);
    await engagement.sign({ decision: 'rejected' });
    await engagement.handle.result();
    await eventually(
      async () => ((await waiting('finance')).length === 0 ? true : undefined),
      'nobody to be waited for',
    );
  },
);

test.concurrent('the activity that judges a message says who wants what', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  await engagement.sign();
  const { events } = await engagement.handle.fetchHistory();
  const summaries = (events ?? []).flatMap(({ userMetadata }) =>
    userMetadata?.summary ? [String(defaultPayloadConverter.fromPayload(userMetadata.summary))] : [],
  );
  expect(summaries).toContain('Sign-off: scope approved by ada@customer.example (admin)');
});

test.concurrent('the page of an engagement says what fails and is repeated, until it succeeds', async () => {
  let isAway = true;
  const fake = fakeEngagement();
  const usual = fake.activities.discover;
  fake.activities.discover = (input) =>
    isAway ? Promise.reject(new ConnectorError('unavailable', 'The source does not respond.')) : usual(input);
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  const details = async () => (await handle.query(workflowMetadataQuery)).currentDetails ?? '';
  const shown = await eventually(
    async () => {
      const text = await details();
      return text.includes('are repeated') ? text : undefined;
    },
    'the page to say what is repeated',
    30_000,
  );
  expect(shown).toMatch(/^### discovery\n/);
  expect(shown).toMatch(/- since 2\d{3}-\d\d-\d\d [\d:]{8} UTC: discover: The source does not respond\.$/m);
  isAway = false;
  await engagement.atGate('scope');
  expect(await details()).not.toContain('are repeated');
});

test.concurrent('a question that was answered is deleted, so that questions do not fill the list', async () => {
  const { slug } = fakeEngagement();
  await ask(environment.client, { about: 'report', engagement: slug });
  await eventually(
    async () => ((await found(`WorkflowType = 'inquiry'`)).length === 0 ? true : undefined),
    'the question to be deleted',
    60_000,
  );
});

test('a namespace without the search attributes is refused by start and by a worker, with the commands that add them', async () => {
  const { connection } = environment.client;
  const namespace = 'bare';
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 } as never,
  });
  const bare = new Client({ connection, namespace });
  const next =
    /^Add what is missing: temporal operator search-attribute create --namespace bare --name Engagement --type Keyword && /;
  await eventually(
    () => connection.operatorService.listSearchAttributes({ namespace }).catch(() => undefined),
    'the namespace',
  );
  await expect(start(bare, 'demo', '/engagement.yml')).rejects.toMatchObject({
    unchanged: 'Nothing was started.',
    next: expect.stringMatching(next),
  });
  const native = await NativeConnection.connect({ address: environment.address });
  try {
    const log = pino({ level: 'silent' });
    await expect(checkAttributes(native, namespace, log)).rejects.toThrow('The worker was not started');
    await checkAttributes(native, environment.client.options.namespace, log);
  } finally {
    await native.close();
  }
});
