import type { Json } from '../../../schemas/json.ts';
import type { SchemaState } from '../../../schemas/schema-plan.ts';
import { pause, resume } from '../../../workflows/messages.ts';
import { startEngagement } from '../../workflows/engagement-driver.ts';
import { startEnvironment, type Environment } from '../../workflows/environment.ts';
import { fakeEngagement, orgs } from '../../workflows/fake-activities.ts';
import { portage } from './portage.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const state: SchemaState = {
  ...{ environment: 'production', edition: 'enterprise', present: 1, added: 0 },
  steps: [
    {
      ...{ id: 'Accounts.Code', kind: 'field', module: 'Accounts', field: 'Code', what: 'create a text' },
      ...{ why: 'filled from billing_accounts.code', undo: 'deleted' },
    },
  ],
  manual: [{ id: 'm', module: 'Accounts', what: 'Put Code on the layout B.', why: 'first layout only', check: '' }],
  conflicts: [{ module: 'Contacts', what: 'Tier exists', fix: 'rename it' }],
  lost: [{ module: 'Accounts', what: 'Old is not in the org any more' }],
};
const refused = [{ module: 'Calls', field: 'Call_Type', values: ['Text'] }] as const;

/** An engagement whose orgs are in this state. */
const engagementOf = (answer: SchemaState) =>
  fakeEngagement({
    answer: ({ about }) => Promise.resolve((about === 'schema' ? answer : { orgId: orgs.sandbox }) as unknown as Json),
    applyApprovedSchema: () =>
      Promise.resolve({ created: 2, refused: [...refused].map((one) => ({ ...one, values: [...one.values] })) }),
  });
const run = (command: string, words: string[], answer: SchemaState) =>
  runFor(engagementOf(answer).slug, command, ...words);
const runFor = (slug: string, command: string, ...words: string[]) =>
  portage(['schema', command, slug, ...words], { TEMPORAL_ADDRESS: environment.address });

test('portage schema plan prints conflicts, changes and what is done by hand', async () => {
  const { code, stdout } = await run('plan', ['--environment', 'production'], state);
  expect(code).toBe(0);
  expect(stdout).toContain('production: 1 field to create');
  for (const text of ['Tier exists', 'create a text', 'Put Code on the layout B.']) expect(stdout).toContain(text);
});

test('portage schema verify fails when an org is not as planned, and says what is lost', async () => {
  const wrong = await run('verify', ['--environment', 'production'], state);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain('Old is not in the org any more');
  const right = await run('verify', [], { ...state, steps: [], conflicts: [], lost: [] });
  expect(right).toMatchObject({ code: 0, stdout: expect.stringContaining('The schema of production is as planned') });
});

test('portage schema apply says what was created, and what Zoho did not take', async () => {
  const engagement = engagementOf(state);
  await startEngagement(environment.client, engagement);
  const { code, stdout, stderr } = await runFor(engagement.slug, 'apply', '--environment', 'sandbox');
  expect(code).toBe(0);
  expect(stderr).toContain('2 fields created in sandbox.');
  expect(stdout).toContain('Zoho did not take into the list of Calls.Call_Type: Text');
});

test('portage schema apply changes nothing while the engagement is paused, or after its end', async () => {
  const engagement = engagementOf(state);
  const { handle, sign } = await startEngagement(environment.client, engagement);
  await handle.executeUpdate(pause);
  const paused = await runFor(engagement.slug, 'apply', '--environment', 'sandbox');
  expect(paused.code).toBe(1);
  for (const text of ['is paused', 'Nothing was changed in sandbox.', `resume ${engagement.slug}`])
    expect(paused.stderr).toContain(text);
  await handle.executeUpdate(resume);
  await sign({ decision: 'rejected' });
  await handle.result();
  const ended = await runFor(engagement.slug, 'apply', '--environment', 'sandbox');
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('has ended: rejected') });
  expect(engagement.calls.filter(({ activity }) => activity === 'applyApprovedSchema')).toEqual([]);
});
