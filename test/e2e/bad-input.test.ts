import { WorkflowFailedError } from '@temporalio/client';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';

/** Each mistake of a user gives one clear message, before anything is written. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 20 });
});
afterAll(() => engagement.close(), 60_000);

/** Starts the engagement with this change, which must make it fail, and returns the innermost message. Undoes the change. */
async function messageWith(file: string, from: string, to: string): Promise<string> {
  engagement.edit(file, from, to);
  try {
    const handle = await engagement.start();
    await handle.result();
    throw new Error('the engagement did not fail');
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    let cause: Error | undefined = error;
    while (cause.cause instanceof Error) cause = cause.cause;
    return cause.message;
  } finally {
    engagement.edit(file, to, from);
  }
}

afterEach(async () => {
  const states = [await engagement.state('sandbox'), await engagement.state('production')];
  const found = states.flatMap((state) => Object.values(state).flatMap((one) => [...one.records, ...one.customFields]));
  expect(found).toEqual([]);
});

test('an unknown field of the engagement file is reported with its line', async () => {
  const message = await messageWith('engagement.yml', 'customer: Northwind Mobile', 'custommer: Northwind Mobile');
  expect(message).toMatch(/engagement\.yml:3, custommer: there is no such key\. Did you mean customer\?/);
  expect(message).toMatch(/Nothing was started/);
});

test('a missing owner map is reported with its path', async () => {
  const message = await messageWith('engagement.yml', 'owners: owners.yml', 'owners: nowhere.yml');
  expect(message).toMatch(/nowhere\.yml does not exist.*Nothing was started/);
});

test('a wrong host is reported at once with the field to check, while the preflight is repeated', async () => {
  const [right, wrong] = ['accountsUrl: env:PORTAGE_ZOHO_ACCOUNTS_URL', 'accountsUrl: http://127.0.0.1:9'];
  engagement.edit('engagement.yml', right, wrong);
  const handle = await engagement.start();
  const message = await eventually(async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.[0]?.lastFailure?.message ?? undefined;
  }, 'the failure of the preflight');
  expect(message).toMatch(/127\.0\.0\.1:9 \(ECONNREFUSED\).*accountsUrl/);
  await handle.terminate();
  engagement.edit('engagement.yml', wrong, right);
});

test('a missing source field in the mapping is reported with its place and the existing fields', async () => {
  const message = await messageWith('mapping.yml', 'Phone: { from: phone,', 'Phone: { from: telephone,');
  expect(message).toMatch(/modules\.Accounts\.sources\[0\]\.fields\.Phone: billing_accounts has no field telephone/);
  expect(message).toMatch(/Use one of: account_no/);
});

test('a missing secret of the source is reported by its reference', async () => {
  const message = await messageWith('source.yml', 'url: env:PORTAGE_SOURCE_URL', 'url: file:/nowhere/secret');
  expect(message).toMatch(/secret file:\/nowhere\/secret is missing/);
});

test('a wrong client secret is reported but not shown', async () => {
  const message = await messageWith(
    'engagement.yml',
    'clientSecret: env:PORTAGE_ZOHO_SANDBOX_CLIENT_SECRET',
    'clientSecret: env:PORTAGE_ZOHO_SANDBOX_CLIENT_ID',
  );
  expect(message).toMatch(/invalid_client_secret\): the client secret is wrong/);
  expect(message).not.toContain('DEMOCLIENT');
});

test('an org of the wrong environment is rejected', async () => {
  const message = await messageWith('engagement.yml', "orgId: '20090000002'", "orgId: '20090000001'");
  expect(message).toMatch(
    /sandbox\.org: The credentials belong to org 20090000002 \(sandbox\), but the engagement file names 20090000001/,
  );
});
