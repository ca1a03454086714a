import { activityInfo } from '@temporalio/activity';
import { ConnectorError, errorKinds, type ErrorKind } from '../../connectors/error.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, linesOf, reportOf } from './fake-activities.ts';

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

test.concurrent('an extraction that breaks its contract fails the engagement, and no load begins', async () => {
  const extract = () => Promise.reject(new ConnectorError('contract', 'The source returned 3 of 4 rows.'));
  const fake = fakeEngagement({ extract });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await expect(handle.result()).rejects.toMatchObject({ cause: { cause: { type: 'Contract' } } });
  expect(linesOf(fake, 'recordSignOff mapping')).toEqual(['extract full-1']);
});

test.concurrent('a failed survey fails the load and the engagement', async () => {
  const survey = () => Promise.reject(new ConnectorError('forbidden', 'The user may not read Accounts.'));
  const fake = fakeEngagement({ survey });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await expect(handle.result()).rejects.toMatchObject({
    cause: { name: 'ChildWorkflowFailure', cause: { cause: { type: 'Forbidden' } } },
  });
  expect(await engagement.status()).toMatchObject({ state: 'stopped', step: 'failed', run: null });
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
    gate: { summary: 'The user may not create Accounts.' },
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
  expect(await engagement.status()).toMatchObject({ gate: { summary: 'Zoho counts 9 Accounts, expected 10.' } });
  expect(linesOf(fake, reported)).toEqual(['gatherEvidence exception:Accounts']);
});

test.concurrent('an approved exception continues with the next phase', async () => {
  const { fake, engagement } = await startAtException();
  await engagement.sign();
  await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'recordSignOff exception:Accounts')[0]).toBe('beginPhase sandbox full-1 Contacts');
});

test.concurrent('requested changes at an exception gate reopen the phase and load it again', async () => {
  const { fake, engagement } = await startAtException();
  await engagement.sign({ decision: 'changes-requested' });
  const { reports } = await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'recordSignOff exception:Accounts').slice(0, 2)).toEqual([
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
  expect(linesOf(fake, 'recordSignOff exception:Accounts')).toEqual([]);
});
