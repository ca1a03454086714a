import { activityInfo } from '@temporalio/activity';
import { ConnectorError, errorKinds, type ErrorKind } from '../../connectors/error.ts';
import type { Activities } from '../../activities/index.ts';
import type { Gate } from '../../schemas/terms.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf, reportOf, type FakeEngagement } from './fake-activities.ts';
import { untilIdle } from './wait.ts';

/** Activities that fail, and phases that need a decision. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const retried: ErrorKind[] = [
  'rate-limited',
  'credits',
  'unknown-outcome',
  'unavailable',
  'server-error',
  'storage',
  'auth',
];
const final = errorKinds.filter((kind) => !retried.includes(kind));

/** Fails the first attempt, then returns the result. */
const failOnce =
  <Result>(error: Error, result: Result) =>
  () =>
    activityInfo().attempt === 1 ? Promise.reject(error) : Promise.resolve(result);

test.concurrent.each(retried)('a preflight that fails with %s is retried', async (kind) => {
  const preflight = failOnce(new ConnectorError(kind, 'Zoho did not answer.', { retryAfterMs: 10 }), {
    passed: 1,
    warned: 0,
  });
  const fake = fakeEngagement({ preflight });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  expect(linesOf(fake)).toEqual(['openEngagement', 'preflight', 'preflight', 'discover', 'gatherEvidence scope']);
});

test.concurrent.each(final)('a preflight that fails with %s fails the engagement at once', async (kind) => {
  const preflight = () => Promise.reject(new ConnectorError(kind, 'The token is not valid.'));
  const fake = fakeEngagement({ preflight });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await expect(handle.result()).rejects.toMatchObject({
    cause: { cause: { nonRetryable: true, message: 'The token is not valid.' } },
  });
  expect(await engagement.status()).toMatchObject({ state: 'stopped', step: 'failed', gate: null });
  expect(linesOf(fake)).toEqual(['openEngagement', 'preflight']);
});

/** Fails with these errors, one after the other, and then returns the result. */
const failWith =
  <Result>(errors: Error[], result: Result) =>
  () => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve(result);
  };
const limited = () => new ConnectorError('rate-limited', 'Too many calls.', { retryAfterMs: 10 });
const passed = { passed: 1, warned: 0 };

test.concurrent('an unexpected error after many rate limits has all its own attempts', async () => {
  const errors = [...Array.from({ length: 6 }, limited), new Error('x'), limited(), new Error('x')];
  const fake = fakeEngagement({ preflight: failWith(errors, passed) });
  await (await startEngagement(environment.client, fake)).atGate('scope');
  expect(errors).toEqual([]);
});

test.concurrent('an unexpected error ends the step the fifth time, whatever came in between', async () => {
  const errors = Array.from({ length: 6 }, () => [new Error('x'), limited()]).flat();
  const fake = fakeEngagement({ preflight: failWith(errors, passed) });
  const { handle } = await startEngagement(environment.client, fake);
  await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { type: 'Bug', nonRetryable: true } } });
  expect(errors).toHaveLength(12 - 9);
});

test.concurrent('an engagement file with a mistake fails the engagement before anything else runs', async () => {
  const openEngagement = () =>
    Promise.reject(new ConnectorError('configuration', 'engagement.yml:3: slug is missing.'));
  const fake = fakeEngagement({ openEngagement });
  const { handle } = await startEngagement(environment.client, fake);
  await expect(handle.result()).rejects.toMatchObject({
    cause: { cause: { type: 'Configuration', message: 'engagement.yml:3: slug is missing.' } },
  });
  expect(linesOf(fake)).toEqual(['openEngagement']);
});

test.concurrent('an extraction is retried while the source is unavailable', async () => {
  const extract = failOnce(new ConnectorError('unavailable', 'The source does not answer.'), {
    name: 'full-1',
    digest: 'content-1',
    rows: 0,
  });
  const fake = fakeEngagement({ extract });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  expect(linesOf(fake).filter((line) => line.startsWith('extract'))).toEqual(['extract full-1', 'extract full-1']);
});

const failure = new ConnectorError('contract', 'The other side is not as expected.');

/** An activity that fails until its cause is fixed. */
function broken<Input, Result>(usual: (input: Input) => Promise<Result>) {
  let isFixed = false;
  return {
    activity: (input: Input) => (isFixed ? usual(input) : Promise.reject(failure)),
    fix: () => void (isFixed = true),
  };
}

/** Which activity fails, the gate that opens, and the decision after the cause is fixed. */
const failing: [activity: keyof Activities, gate: Gate, next: Gate][] = [
  ['discover', 'exception:discovery', 'scope'],
  ['proposeMapping', 'exception:mapping', 'mapping'],
  ['extract', 'exception:extraction', 'rehearsal'],
  ['nameRun', 'exception:load', 'rehearsal'],
  ['survey', 'exception:survey', 'rehearsal'],
  ['transform', 'exception:transformation', 'rehearsal'],
  ['applySchema', 'exception:schema', 'rehearsal'],
  ['beginPhase', 'exception:Accounts', 'rehearsal'],
  ['lookAtPass', 'exception:Accounts', 'rehearsal'],
  ['endPass', 'exception:Accounts', 'rehearsal'],
  ['reportPhase', 'exception:Accounts', 'rehearsal'],
  ['verifyModule', 'exception:verification', 'rehearsal'],
  ['endRun', 'exception:verification', 'rehearsal'],
  ['previewRollback', 'exception:rollback', 'production'],
  ['removeFields', 'exception:rollback', 'production'],
  ['handOff', 'exception:handoff', 'acceptance'],
];

test.concurrent.each(failing)(
  'when %s fails, the gate %s shows the reason, and the step runs again after the cause is fixed',
  async (activity, gate, next) => {
    const fake = fakeEngagement({}, { modules: ['Accounts'] });
    const part = broken(fake.activities[activity] as (input: unknown) => Promise<unknown>);
    Object.assign(fake.activities, { [activity]: part.activity });
    const engagement = await startEngagement(environment.client, fake);
    expect((await engagement.approveUntil(gate)).gate?.summary).toContain('The other side is not as expected.');
    part.fix();
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.approveUntil(next);
  },
);

test.concurrent.each([
  ['sandbox', 1],
  ['production', 2],
] as const)(
  'a schema that Zoho refuses in %s leads back to the gate mapping: it is rolled back, and a corrected mapping is signed and rehearsed',
  async (org, refusedCall) => {
    let calls = 0;
    const applySchema: Activities['applySchema'] = () =>
      (calls += 1) === refusedCall ? Promise.reject(failure) : Promise.resolve({ created: 1, refused: [] });
    const fake = fakeEngagement({ applySchema }, { modules: ['Accounts'] });
    const engagement = await startEngagement(environment.client, fake);
    const { gate } = await engagement.approveUntil('exception:schema');
    expect(gate?.summary).toContain('To correct the mapping, request changes');
    const before = linesOf(fake).length;
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('mapping');
    const after = linesOf(fake).slice(before);
    expect(after).toEqual(expect.arrayContaining([`closeEnvironment ${org}`, `endRollback ${org}`, 'proposeMapping']));
    await engagement.approveUntil('production');
    expect(linesOf(fake).slice(before)).toContain('applySchema sandbox full-2');
    await engagement.approveUntil('freeze');
    expect(linesOf(fake).at(-1)).toBe('gatherEvidence freeze');
  },
);

test.concurrent(
  'where records are loaded already, a load that could not begin is tried again, and nothing is rolled back',
  async () => {
    const fake = fakeEngagement({ hasRecords: () => Promise.resolve(true) }, { modules: ['Accounts'] });
    const part = broken(fake.activities.applySchema);
    Object.assign(fake.activities, { applySchema: part.activity });
    const engagement = await startEngagement(environment.client, fake);
    const { gate } = await engagement.approveUntil('exception:schema');
    expect(gate?.summary).not.toContain('correct the mapping');
    part.fix();
    await engagement.sign({ decision: 'changes-requested' });
    await engagement.atGate('rehearsal');
    expect(linesOf(fake)).not.toContain('closeEnvironment sandbox');
  },
);

test.concurrent('a load that could not begin is tried again with the same mapping after an approval', async () => {
  const fake = fakeEngagement({}, { modules: ['Accounts'] });
  const part = broken(fake.activities.applySchema);
  Object.assign(fake.activities, { applySchema: part.activity });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:schema');
  part.fix();
  await engagement.sign();
  await engagement.atGate('rehearsal');
  expect(linesOf(fake).filter((line) => line === 'proposeMapping')).toHaveLength(1);
});

test.concurrent('a delta that could not begin is tried again, and nothing is rolled back', async () => {
  const extract: Activities['extract'] = ({ staging }) =>
    Promise.resolve({ name: staging, digest: staging === 'full-1' ? 'a' : 'b', rows: 0 });
  let isRefused = true;
  const applySchema: Activities['applySchema'] = ({ run }) =>
    run === 'delta-1' && isRefused ? Promise.reject(failure) : Promise.resolve({ created: 0, refused: [] });
  const fake = fakeEngagement({ extract, applySchema }, { modules: ['Accounts'] });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:schema');
  isRefused = false;
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('go-live');
  expect(linesOf(fake)).not.toContain('closeEnvironment production');
});

test.concurrent.each([
  ['extract', 'exception:extraction'],
  ['survey', 'exception:survey'],
  ['verifyModule', 'exception:verification'],
  ['handOff', 'exception:handoff'],
] as const)('a rejection after %s failed stops the engagement, which does not fail', async (activity, gate) => {
  const fake = fakeEngagement({ [activity]: () => Promise.reject(failure) }, { modules: ['Accounts'] });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil(gate);
  await engagement.sign({ decision: 'rejected' });
  expect(await engagement.handle.result()).toMatchObject({
    state: 'stopped',
    step: 'stopped by a sign-off',
    gate: null,
  });
});

test.concurrent(
  'a load that somebody terminates at its gate closes the gate, and people decide about the load',
  async () => {
    const reportPhase: Activities['reportPhase'] = (phase) =>
      Promise.resolve(reportOf(phase, { gaps: ['One is missing.'] }));
    const fake = fakeEngagement({ reportPhase }, { modules: ['Accounts'] });
    const engagement = await startEngagement(environment.client, fake);
    await engagement.approveUntil('exception:Accounts');
    const load = environment.client.workflow.getHandle(`${engagement.handle.workflowId}/sandbox/full`);
    await load.terminate('a mistake');
    expect((await engagement.atGate('exception:load')).gate?.summary).toMatch(/The step load failed: .*terminated/i);
    fake.activities.reportPhase = (phase) => Promise.resolve(reportOf(phase));
    await engagement.sign();
    await engagement.atGate('rehearsal');
  },
);

test.concurrent('a load that fails is continued under the same run', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  const extracting = hold({ name: 'full-1', digest: 'content-1', rows: 0 });
  fake.activities.transform = () => extracting.activity().then(() => ({ queued: 0, decided: 0 }));
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await extracting.running;
  const load = environment.client.workflow.getHandle(`${engagement.handle.workflowId}/sandbox/full`);
  await load.terminate('a mistake');
  expect((await engagement.atGate('exception:load')).gate?.summary).toMatch(/The step load failed: .*terminated/i);
  extracting.release();
  await engagement.sign();
  await engagement.atGate('rehearsal');
  expect(linesOf(fake).filter((line) => line.startsWith('nameRun'))).toEqual(['nameRun sandbox full']);
});

test.concurrent('a lane that fails opens an exception gate that shows the reason', async () => {
  const fake = fakeEngagement(
    {
      lookAtPass: () => Promise.resolve({ total: 100, left: 100 }),
      loadLane: () => Promise.reject(new ConnectorError('forbidden', 'The user may not create Accounts.')),
    },
    { modules: ['Accounts'] },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  expect(await engagement.atGate('exception:Accounts')).toMatchObject({
    state: 'waiting at gate',
    gate: { summary: expect.stringMatching(/^The user may not create Accounts\. Approve to go on/) as string },
    run: { environment: 'sandbox', run: 'full-1' },
  });
});

/** An engagement that waits at an exception gate, because the first count of Accounts does not agree. */
async function startAtException() {
  const fake = fakeEngagement({}, { modules: ['Accounts', 'Contacts'] });
  let count = 0;
  fake.activities.reportPhase = (phase) => {
    count += 1;
    return Promise.resolve(reportOf(phase, { gaps: count === 1 ? ['Zoho counts 9 Accounts, expected 10.'] : [] }));
  };
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:Accounts');
  return { fake, engagement };
}
const reported = 'reportPhase sandbox full-1 Accounts';

test.concurrent('an exception gate shows why the counts do not agree, and holds the phases that follow', async () => {
  const { fake, engagement } = await startAtException();
  const choices = 'Approve to go on, or request changes to load the phase again. Reject to stop the engagement.';
  expect((await engagement.status()).gate?.summary).toBe(`Zoho counts 9 Accounts, expected 10. ${choices}`);
  expect(linesOf(fake, reported)).toEqual(['gatherEvidence exception:Accounts']);
});

test.concurrent('an approved exception continues with the next phase', async () => {
  const { fake, engagement } = await startAtException();
  await engagement.sign();
  await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'judgeSignOff exception:Accounts')[0]).toBe('beginPhase sandbox full-1 Contacts');
});

test.concurrent('requested changes at an exception gate reopen the phase and load it again', async () => {
  const { fake, engagement } = await startAtException();
  await engagement.sign({ decision: 'changes-requested' });
  const { reports } = await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'judgeSignOff exception:Accounts').slice(0, 2)).toEqual([
    'reopenPhase sandbox full-1 Accounts',
    'beginPhase sandbox full-1 Accounts',
  ]);
  expect(reports.map(({ module, gaps }) => [module, gaps])).toEqual([
    ['Accounts', []],
    ['Contacts', []],
  ]);
});

test.concurrent('a rejected exception stops the engagement and leaves what is loaded', async () => {
  const { fake, engagement } = await startAtException();
  await engagement.sign({ decision: 'rejected' });
  expect(await engagement.handle.result()).toMatchObject({
    state: 'stopped',
    step: 'stopped by a sign-off',
    gate: null,
    run: null,
  });
  expect(linesOf(fake, 'judgeSignOff exception:Accounts')).toEqual([]);
});

test.concurrent('a workflow with another id than that of an engagement fails before anything is read', async () => {
  const fake = fakeEngagement();
  const handle = await environment.client.workflow.start('engagement', {
    taskQueue: 'portage',
    workflowId: `another/${fake.slug}`,
    args: [{ file: fake.slug }],
  });
  await expect(handle.result()).rejects.toMatchObject({
    cause: {
      type: 'BadRequest',
      message: `The id of this workflow is another/${fake.slug}, but it must be engagement/<slug>. Nothing was started.`,
    },
  });
  expect(linesOf(fake)).toEqual([]);
});

test.concurrent.each([[[]], [['engagement.yml']], [[{ file: 7 }]], [[{}]]])(
  'an engagement that is started with the input %j fails with the reason',
  async (args) => {
    const { slug, ...fake } = fakeEngagement();
    const handle = await environment.client.workflow.start('engagement', {
      taskQueue: 'portage',
      workflowId: `engagement/${slug}`,
      args,
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'BadRequest' } });
    expect(fake.calls).toEqual([]);
  },
);

/** An engagement whose first read-back of Contacts differs. */
async function startWithDifferences() {
  const fake = fakeEngagement({}, { modules: ['Accounts', 'Contacts'] });
  let differs = true;
  fake.activities.verifyModule = ({ module }) => {
    const agrees = module !== 'Contacts' || !differs;
    if (module === 'Contacts') differs = false;
    return Promise.resolve({ agrees });
  };
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:verification');
  return { fake, engagement };
}

test.concurrent(
  'a read-back that does not agree opens an exception gate before the rehearsal can be signed',
  async () => {
    const { fake, engagement } = await startWithDifferences();
    const { gate, run } = await engagement.status();
    expect(gate?.summary).toMatch(/^The read-back of Contacts does not agree with what was loaded\./);
    expect(run).toMatchObject({ run: 'full-1' });
    expect(linesOf(fake).at(-1)).toBe('gatherEvidence exception:verification');
  },
);

test.concurrent('requested changes read the differing modules back again, and nothing else', async () => {
  const { fake, engagement } = await startWithDifferences();
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'judgeSignOff exception:verification')[0]).toBe('verifyModule sandbox full-1 Contacts');
  expect(linesOf(fake, 'judgeSignOff exception:verification')[1]).toBe('endRun sandbox full-1');
});

test.concurrent('an approval goes on with the differences, and a rejection stops the engagement', async () => {
  const [one, other] = await Promise.all([startWithDifferences(), startWithDifferences()]);
  await one.engagement.sign();
  await one.engagement.atGate('rehearsal');
  await other.engagement.sign({ decision: 'rejected' });
  expect(await other.engagement.handle.result()).toMatchObject({ state: 'stopped' });
});

/** An engagement whose source changes with every extraction, at the gate that asks what to do about it. */
async function startWithBusySource() {
  let extractions = 0;
  const fake = fakeEngagement(
    {
      extract({ staging }) {
        extractions += 1;
        return Promise.resolve({ name: staging, digest: `content-${extractions}`, rows: 100 });
      },
      reportPhase: (phase) =>
        Promise.resolve(reportOf(phase, { outcomes: { ...noOutcomes, created: 5, updated: 2_000 } })),
    },
    { modules: ['Accounts'], deltaRounds: 2 },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('exception:delta');
  return { fake, engagement };
}
const noOutcomes = { created: 0, updated: 0, unchanged: 0, merged: 0, excluded: 0, rejected: 0, pending: 0 };
const extractionsAfter = (fake: FakeEngagement, line: string) =>
  linesOf(fake, line).filter((one) => one.startsWith('extract'));

test.concurrent('a source that keeps changing opens an exception gate with the changes of the last round', async () => {
  const { fake, engagement } = await startWithBusySource();
  expect((await engagement.status()).gate?.summary).toMatch(
    /^The source is still changing: 2,005 rows in the last round, after 2 rounds\./,
  );
  expect(extractionsAfter(fake, 'judgeSignOff freeze')).toEqual(['extract delta-1', 'extract delta-2']);
});

test.concurrent('requested changes load as many deltas again, then people are asked again', async () => {
  const { fake, engagement } = await startWithBusySource();
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('exception:delta');
  expect(extractionsAfter(fake, 'judgeSignOff exception:delta')).toEqual(['extract delta-3', 'extract delta-4']);
});

test.concurrent('an approval goes on to the handoff without further deltas', async () => {
  const { fake, engagement } = await startWithBusySource();
  await engagement.sign();
  await engagement.atGate('go-live');
  expect(linesOf(fake, 'judgeSignOff exception:delta')).toEqual([
    'handOff',
    'measureSchema production',
    'prepareGoLive',
    'gatherEvidence go-live',
  ]);
});

test.concurrent('a pause holds the next round of deltas', async () => {
  const loading = hold({ queued: 0, decided: 0 });
  const { fake, engagement } = await startWithBusySource();
  fake.activities.transform = loading.activity;
  await engagement.sign({ decision: 'changes-requested' });
  await loading.running;
  await engagement.handle.executeUpdate(messages.pause);
  loading.release();
  const load = environment.client.workflow.getHandle(`${engagement.handle.workflowId}/production/delta-3`);
  await untilIdle(load);
  expect(extractionsAfter(fake, 'judgeSignOff exception:delta')).toEqual(['extract delta-3']);
  await engagement.handle.executeUpdate(messages.resume);
  await engagement.atGate('exception:delta');
});
