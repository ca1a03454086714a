import type { StayingRecords } from '../../schemas/engagement.ts';
import type { RollbackRequest } from '../../schemas/sign-off.ts';
import { ConnectorError } from '../../connectors/error.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { untilCancelRequested } from './wait.ts';
import {
  emptyRollback,
  rollbackOfModule,
  fakeEngagement,
  hold,
  linesOf,
  operator,
  reportOf,
} from './fake-activities.ts';

/** Engagements that a person ends early: by a rollback request or by a cancellation. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const rollbackOfSandbox: RollbackRequest = { environment: 'sandbox', by: 'ada@customer.example', role: 'admin' };
const empty = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as const;
const rollbackOf = (name: string) =>
  ['closeEnvironment', 'previewRollback', 'checkRollback', 'removeFields', 'endRollback'].map(
    (step) => `${step} ${name}`,
  );

test.concurrent(
  'a rollback at a gate closes the gate, rolls the environment back and ends the engagement',
  async () => {
    const fake = fakeEngagement();
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('rehearsal');
    const answer = await engagement.handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] });
    expect(answer).toBe('Rolling back sandbox. The engagement ends afterwards.');
    expect(await engagement.handle.result()).toMatchObject({
      state: 'rolled back',
      step: 'sandbox rolled back',
      gate: null,
    });
    expect(linesOf(fake, 'gatherEvidence rehearsal')).toEqual(['judgeRollbackRequest', ...rollbackOf('sandbox')]);
  },
);

test.concurrent('a rollback at an exception gate ends the load that waits for the decision', async () => {
  const fake = fakeEngagement(
    { reportPhase: (phase) => Promise.resolve(reportOf(phase, { gaps: ['Zoho counts 9 Accounts, expected 10.'] })) },
    { modules: ['Accounts'] },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  await handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] });
  expect(await handle.result()).toMatchObject({ state: 'rolled back', gate: null, run: null });
  expect(linesOf(fake, 'gatherEvidence exception:Accounts')).toEqual([
    'judgeRollbackRequest',
    ...rollbackOf('sandbox'),
  ]);
});

test.concurrent('a rollback during a load cancels the load first', async () => {
  const lane = hold(empty);
  const previewing = hold(undefined);
  const fake = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 100, left: 100 }), loadLane: lane.activity },
    { modules: ['Accounts'] },
  );
  const usual = fake.activities.previewRollback;
  fake.activities.previewRollback = async (scope) => {
    await previewing.activity();
    return usual(scope);
  };
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  await engagement.handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] });

  await previewing.running;
  expect(await engagement.status()).toMatchObject({ state: 'rolling back', step: 'rolling back sandbox', run: null });
  const load = environment.client.workflow.getHandle(`${engagement.handle.workflowId}/sandbox/full`);
  expect((await load.describe()).status.name).toBe('CANCELLED');
  previewing.release();
  expect(await engagement.handle.result()).toMatchObject({ state: 'rolled back' });
});

test.concurrent('a rollback during a step cancels the step', async () => {
  const extracting = hold({ name: 'full-1', digest: 'content-1', rows: 0 });
  const fake = fakeEngagement({ extract: extracting.activity });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await extracting.running;
  await engagement.handle.executeUpdate(messages.rollBack, {
    args: [{ ...rollbackOfSandbox, environment: 'production' }],
  });
  expect(await engagement.handle.result()).toMatchObject({ state: 'rolled back', step: 'production rolled back' });
  expect(linesOf(fake, 'extract full-1')).toEqual(['judgeRollbackRequest', ...rollbackOf('production')]);
});

test.concurrent('a rollback before the engagement files are read is refused', async () => {
  const opening = hold({});
  const fake = fakeEngagement();
  fake.activities.openEngagement = () => opening.activity().then(() => fake.plan);
  const { handle } = await startEngagement(environment.client, fake);
  await opening.running;
  await expect(handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: 'The engagement files are not read yet. Nothing was changed.' },
  });
  expect(linesOf(fake)).toEqual(['openEngagement']);
  opening.release();
});

test.concurrent('a rollback of an environment that does not exist is rejected and changes nothing', async () => {
  const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  const request = { ...rollbackOfSandbox, environment: 'staging' } as unknown as RollbackRequest;
  await expect(handle.executeUpdate(messages.rollBack, { args: [request] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: expect.stringContaining('environment: Invalid option') },
  });
  expect(await engagement.status()).toMatchObject({ state: 'waiting at gate', gate: { gate: 'scope' } });
});

const byAda = { by: 'ada@customer.example', role: 'admin' };
const staying: StayingRecords[] = [{ environment: 'sandbox', module: 'Accounts', created: 40, changed: 2 }];

test.concurrent('a request to cancel at a gate closes the gate, lists what stays and ends the engagement', async () => {
  const fake = fakeEngagement({ endCancelled: () => Promise.resolve({ staying, documents: [] }) });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  const answer = await engagement.handle.executeUpdate(messages.cancel, { args: [byAda] });
  expect(answer).toBe('Cancelling. Calls under way end and are booked, and what was loaded stays.');
  expect(await engagement.handle.result()).toMatchObject({
    state: 'cancelled',
    step:
      'cancelled on request. ' + 'In sandbox stay 40 records that the loads created and 2 records that they changed.',
    gate: null,
    staying,
  });
  expect(linesOf(fake, 'gatherEvidence rehearsal')).toEqual(['judgeCancelRequest', 'endCancelled']);
});

test.concurrent('a request to cancel ends a paused load first: its calls end before what stays is listed', async () => {
  const lane = hold(empty);
  const fake = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 100, left: 100 }), loadLane: lane.activity },
    { modules: ['Accounts'] },
  );
  const load = () => environment.client.workflow.getHandle(`engagement/${fake.slug}/sandbox/full`).describe();
  let stateOfLoad = '';
  fake.activities.endCancelled = async () => {
    stateOfLoad = (await load()).status.name;
    return { staying: [], documents: [] };
  };
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  await handle.executeUpdate(messages.pause);
  await handle.executeUpdate(messages.cancel, { args: [byAda] });
  expect(await handle.result()).toMatchObject({ state: 'cancelled', run: null });
  expect(stateOfLoad).toBe('CANCELLED');
});

test.concurrent('a request to cancel at an exception gate ends the load that waits for the decision', async () => {
  const fake = fakeEngagement(
    { reportPhase: (phase) => Promise.resolve(reportOf(phase, { gaps: ['Zoho counts 9 Accounts, expected 10.'] })) },
    { modules: ['Accounts'] },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  await handle.executeUpdate(messages.cancel, { args: [byAda] });
  expect(await handle.result()).toMatchObject({ state: 'cancelled', gate: null, run: null });
});

test.concurrent.each([
  ['by the operator', { by: operator }, /operator who started the engagement can't cancel the engagement/],
  ['in a role that may not', { by: 'fay@customer.example', role: 'finance' }, /Allowed roles: admin/],
  ['with an unknown field', { force: true }, /Unrecognized key: "force"/],
])('a request to cancel %s is refused, and changes nothing', async (_, changes, why) => {
  const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement());
  const { refused: none, ...before } = await engagement.atGate('scope');
  await expect(handle.executeUpdate(messages.cancel, { args: [{ ...byAda, ...changes }] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: expect.stringMatching(why) },
  });
  const { refused, ...after } = await engagement.status();
  expect(after).toEqual(before);
  expect([none.length, refused.length]).toEqual([0, 1]);
});

test.concurrent('a request to cancel during a rollback is refused, and the rollback goes on', async () => {
  const previewing = hold(undefined);
  const fake = fakeEngagement();
  const usual = fake.activities.previewRollback;
  fake.activities.previewRollback = (scope) => previewing.activity().then(() => usual(scope));
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] });
  await previewing.running;
  await expect(handle.executeUpdate(messages.cancel, { args: [byAda] })).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/^A rollback of sandbox is already under way/) },
  });
  previewing.release();
  expect(await handle.result()).toMatchObject({ state: 'rolled back' });
});

test.concurrent('a request to cancel that is judged while the last step ends takes effect', async () => {
  const judging = hold(undefined);
  const closing = hold(undefined);
  const fake = fakeEngagement();
  const { judgeCancelRequest, close } = fake.activities;
  fake.activities.judgeCancelRequest = (input) => judging.activity().then(() => judgeCancelRequest(input));
  fake.activities.close = (input) => closing.activity().then(() => close(input));
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  await closing.running;
  const answer = handle.executeUpdate(messages.cancel, { args: [byAda] });
  await judging.running;
  closing.release();
  await engagement.until(({ state }) => state === 'closed');
  judging.release();
  await answer;
  expect(await handle.result()).toMatchObject({ state: 'cancelled' });
});

test.concurrent('an engagement is cancelled even if what stays can not be listed', async () => {
  const fake = fakeEngagement({
    endCancelled: () => Promise.reject(new ConnectorError('forbidden', 'The ledger refuses to read.')),
  });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await handle.executeUpdate(messages.cancel, { args: [byAda] });
  expect(await handle.result()).toMatchObject({
    state: 'cancelled',
    step: 'cancelled on request. What stays could not be listed: The ledger refuses to read.',
  });
});

const cancelledError = { name: 'WorkflowFailedError', cause: { name: 'CancelledFailure' } };

test.concurrent(
  'an engagement that is cancelled at a gate closes the gate and books the sign-offs it received',
  async () => {
    const fake = fakeEngagement();
    const { handle, ...engagement } = await startEngagement(environment.client, fake);
    await engagement.atGate('scope');
    await engagement.sign({ by: operator });
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject(cancelledError);
    expect(await engagement.status()).toMatchObject({ state: 'cancelled', step: 'cancelled', gate: null });
    expect(linesOf(fake, 'gatherEvidence scope')).toEqual(['judgeSignOff scope']);
  },
);

test.concurrent('an engagement that is cancelled during a step cancels the step and does nothing else', async () => {
  const preflight = hold({ passed: 1, warned: 0 });
  const fake = fakeEngagement({ preflight: preflight.activity });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await preflight.running;
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject(cancelledError);
  expect(await engagement.status()).toMatchObject({ state: 'cancelled', step: 'cancelled' });
  expect(linesOf(fake)).toEqual(['openEngagement', 'preflight']);
});

test.concurrent('an engagement that is cancelled during a load cancels the lanes and rolls nothing back', async () => {
  const lane = hold(empty);
  const fake = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 100, left: 100 }), loadLane: lane.activity },
    { modules: ['Accounts'] },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject(cancelledError);
  expect(linesOf(fake).at(-1)).toBe('loadLane sandbox full-1 Accounts base 0');
});

test.concurrent.each([
  ['by nobody', { by: undefined }, /by: /],
  ['by an unknown person', { by: 'eve@customer.example' }, /does not list eve@customer\.example/],
  ['by the operator', { by: operator }, /operator who started the engagement can't request a rollback/],
  ['in a role that may not', { by: 'fay@customer.example', role: 'finance' }, /Allowed roles: admin/],
  ['with an unknown field', { force: true }, /Unrecognized key: "force"/],
])('a rollback requested %s is refused, and changes nothing', async (_, changes, why) => {
  const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement());
  const { refused: none, ...before } = await engagement.atGate('scope');
  const request = { ...rollbackOfSandbox, ...changes } as RollbackRequest;
  await expect(handle.executeUpdate(messages.rollBack, { args: [request] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: expect.stringMatching(why) },
  });
  const { refused, ...after } = await engagement.status();
  expect(after).toEqual(before);
  expect([none.length, refused.length]).toEqual([0, 1]);
});

test.concurrent('of two rollback requests at once the first is done, and the second is refused', async () => {
  const fake = fakeEngagement();
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  const previewing = hold(undefined);
  const usual = fake.activities.previewRollback;
  fake.activities.previewRollback = (scope) => previewing.activity().then(() => usual(scope));
  const requests = [rollbackOfSandbox, { ...rollbackOfSandbox, environment: 'production' as const }];
  const answers = await Promise.allSettled(
    requests.map((request) => handle.executeUpdate(messages.rollBack, { args: [request] })),
  );
  previewing.release();
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  expect(refused.reason).toMatchObject({
    cause: { message: expect.stringMatching(/^A rollback of (sandbox|production) is already under way/) },
  });
  const { step } = await handle.result();
  const done = linesOf(fake).filter((line) => line.startsWith('endRollback'));
  expect(done).toEqual([`endRollback ${step.replace(' rolled back', '')}`]);
});

test.concurrent(
  'a rollback that fails opens an exception gate, and is done again after the cause is fixed',
  async () => {
    const fake = fakeEngagement();
    const { handle, ...engagement } = await startEngagement(environment.client, fake);
    await engagement.approveUntil('freeze');
    const usual = fake.activities.removeFields;
    fake.activities.removeFields = () =>
      Promise.reject(new ConnectorError('forbidden', 'The user may not delete fields.'));
    await handle.executeUpdate(messages.rollBack, { args: [{ ...rollbackOfSandbox, environment: 'production' }] });
    const { gate, state } = await engagement.atGate('exception:rollback');
    expect(state).toBe('waiting at gate');
    expect(gate?.summary).toMatch(/^The rollback of production failed: The user may not delete fields\./);
    fake.activities.removeFields = usual;
    await engagement.sign({ decision: 'changes-requested' });
    expect(await handle.result()).toMatchObject({ state: 'rolled back', step: 'production rolled back', gate: null });
  },
);

test.concurrent('a rollback that leaves records says so, and a rejection ends it with the rest in place', async () => {
  const fake = fakeEngagement();
  fake.activities.endRollback = (scope) =>
    Promise.resolve({ ...scope, ...emptyRollback, modules: [rollbackOfModule('Accounts', { kept: 2, failed: 1 })] });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] });
  expect((await engagement.atGate('exception:rollback')).gate?.summary).toMatch(
    /^The rollback of sandbox left 3 Accounts\./,
  );
  await engagement.sign({ decision: 'rejected' });
  expect(await handle.result()).toMatchObject({
    state: 'stopped',
    step: 'the rollback of sandbox is not complete: The rollback of sandbox left 3 Accounts. Its document says why.',
    rollbacks: [{ environment: 'sandbox', modules: [{ module: 'Accounts', kept: 2, failed: 1 }] }],
    gate: null,
  });
});

test.concurrent('an engagement that is cancelled at an exception gate closes the gate', async () => {
  const fake = fakeEngagement(
    { reportPhase: (phase) => Promise.resolve(reportOf(phase, { gaps: ['Zoho counts 9 Accounts, expected 10.'] })) },
    { modules: ['Accounts'] },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  await engagement.sign({ by: operator });
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject(cancelledError);
  expect(await engagement.status()).toMatchObject({ state: 'cancelled', step: 'cancelled', gate: null, run: null });
  expect(linesOf(fake, 'gatherEvidence exception:Accounts')).toEqual(['judgeSignOff exception:Accounts']);
});

test.concurrent('an engagement that is cancelled while a sign-off is judged ends after it is booked', async () => {
  const fake = fakeEngagement();
  const judging = hold(undefined);
  const usual = fake.activities.judgeSignOff;
  fake.activities.judgeSignOff = (input) => judging.activity().then(() => usual(input));
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  const signing = engagement.sign({ by: operator });
  await judging.running;
  await handle.cancel();
  judging.release();
  expect(await signing).toMatchObject({ counted: false });
  await expect(handle.result()).rejects.toMatchObject(cancelledError);
});

test.concurrent('a cancellation waits for the call that a lane is making', async () => {
  const fake = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 100, left: 100 }) },
    { modules: ['Accounts'] },
  );
  const calling = hold(undefined);
  let release = () => {};
  const call = new Promise<void>((resolve) => (release = resolve));
  let isBooked = false;
  fake.activities.loadLane = async () => {
    // The cancellation reaches the lane, which still finishes and books its call.
    await calling.activity().catch(() => undefined);
    await call;
    isBooked = true;
    return { ...empty, ended: 'cancelled' };
  };
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await calling.running;
  await handle.executeUpdate(messages.rollBack, { args: [rollbackOfSandbox] });
  const lanes = environment.client.workflow.getHandle(`${handle.workflowId}/sandbox/full/Accounts`);
  await untilCancelRequested(lanes);
  expect((await lanes.describe()).status.name).toBe('RUNNING');
  expect(linesOf(fake).filter((line) => line.startsWith('previewRollback'))).toEqual([]);
  expect(isBooked).toBe(false);
  release();
  expect(await handle.result()).toMatchObject({ state: 'rolled back' });
  expect(linesOf(fake, 'judgeRollbackRequest')).toEqual(rollbackOf('sandbox'));
});
