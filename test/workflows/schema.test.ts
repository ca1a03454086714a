import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, orgs } from './fake-activities.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

test('the schema of one org is changed on the queue of that org', async () => {
  const applied = { created: 3, refused: [] };
  const fake = fakeEngagement({ applyApprovedSchema: () => Promise.resolve(applied) });
  const result: unknown = await environment.client.workflow.execute('schema', {
    taskQueue: 'portage',
    workflowId: `engagement/${fake.slug}/production/schema`,
    args: [{ engagement: fake.slug, environment: 'production', orgId: orgs.production }],
  });
  expect(result).toEqual(applied);
  expect(fake.calls).toMatchObject([
    {
      activity: 'applyApprovedSchema',
      taskQueue: `zoho-${orgs.production}`,
      input: { engagement: fake.slug, environment: 'production' },
    },
  ]);
});
