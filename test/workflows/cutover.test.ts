import { ApplicationFailure } from '@temporalio/common';
import { workflowMetadataQuery } from '@temporalio/workflow';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement, type EngagementDriver } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf, operator, reportOf } from './fake-activities.ts';

/** The cutover: its steps as they are shown, go and no-go, the switch, and the fallback. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const states = ({ cutover = [] }: EngagementStatus) => cutover.map(({ id, state }) => `${id} ${state}`);
const start = (fake = fakeEngagement()) => startEngagement(environment.client, fake);

test.concurrent('the steps of the plan are shown with their state and times while the cutover runs', async () => {
  const handingOff = hold({ objects: 0 });
  const engagement = await start(fakeEngagement({ handOff: handingOff.activity }));
  expect((await engagement.approveUntil('production')).cutover).toBeUndefined();
  await engagement.approveUntil('freeze');
  expect(states(await engagement.status()).slice(0, 2)).toEqual(['freeze running', 'quiet-check waiting']);
  await engagement.sign();
  await handingOff.running;
  const now = await engagement.status();
  expect(states(now)).toEqual([
    ...['freeze done', 'quiet-check done', 'extraction done', 'delta skipped', 'handoff running'],
    ...['go-live waiting', 'locking waiting', 'rights waiting', 'switch waiting', 'acceptance waiting'],
  ]);
  expect(now.cutover?.[4]?.started).toMatch(/^\d{4}-/);
  const { currentDetails } = await engagement.handle.query(workflowMetadataQuery);
  expect(currentDetails).toMatch(/\| Extraction \| done \|[^]*\| Snapshot and handoff \| running \|/);
  const { searchAttributes } = await engagement.handle.describe();
  expect(searchAttributes).toMatchObject({ CutoverStep: ['handoff'] });
  handingOff.release();
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  const closed = await engagement.handle.result();
  expect(states(closed).slice(-3)).toEqual(['rights done', 'switch done', 'acceptance done']);
  expect((await engagement.handle.describe()).searchAttributes['CutoverStep'] ?? [null]).toEqual([null]);
});

test.concurrent.each([true, false])('privileges count as taken only if the source shows it: %s', async (taken) => {
  const fake = fakeEngagement({
    prepareCutover: () =>
      Promise.resolve({
        scripts: 2,
        steps: (['freeze', 'privileges', 'quiet-check', 'handoff', 'go-live'] as const).map((id) => ({
          ...{ id, expectedMinutes: 1 },
        })),
      }),
    checkPrivileges: () => Promise.resolve({ taken }),
  });
  const engagement = await start(fake);
  const status = await engagement.approveUntil('go-live');
  expect(states(status)[1]).toBe(taken ? 'privileges done' : 'privileges skipped');
});

test.concurrent('one person alone does not decide to go live', async () => {
  const engagement = await start();
  await engagement.approveUntil('go-live');
  expect(await engagement.sign()).toEqual({ counted: true, missing: 1 });
  expect(await engagement.sign()).toMatchObject({ counted: false });
  expect((await engagement.status()).gate?.gate).toBe('go-live');
});

test.concurrent('requested changes at the go-live watch the source again, and load what changed', async () => {
  const fake = fakeEngagement();
  const engagement = await start(fake);
  await engagement.approveUntil('go-live');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.until(({ gate }) => gate === null);
  const again = await engagement.atGate('go-live');
  expect(linesOf(fake, 'judgeSignOff go-live')).toEqual([
    ...[
      'checkQuiet',
      'extract delta-2',
      'handOff',
      'measureSchema production',
      'prepareGoLive',
      'gatherEvidence go-live',
    ],
  ]);
  const watches = fake.calls.filter(({ activity }) => activity === 'checkQuiet').map(({ input }) => input['watch']);
  expect(watches).toEqual([1, 2]);
  expect(states(again)).toEqual(expect.arrayContaining(['freeze done', 'go-live running', 'locking waiting']));
});

test.concurrent.each(['changes-requested', 'rejected'] as const)(
  'what was written to the source since the last extraction is loaded after a go-live that is %s',
  async (decision) => {
    const fake = fakeEngagement();
    const engagement = await start(fake);
    await engagement.approveUntil('freeze');
    fake.source.content = 'content-2';
    await engagement.approveUntil('go-live');
    fake.source.content = 'content-3';
    await engagement.sign({ decision });
    await engagement.until(({ gate }) => gate === null);
    await engagement.approveUntil('go-live');
    expect(linesOf(fake).filter((line) => /^(extract|transform production) .*delta/.test(line))).toEqual([
      ...['extract delta-1', 'transform production delta-1 delta delta-1', 'extract delta-2'],
      ...['extract delta-3', 'transform production delta-2 delta delta-3', 'extract delta-4'],
    ]);
  },
);

test.concurrent(
  'an extraction that failed is repeated under a name of its own, because it could be sealed',
  async () => {
    const fake = fakeEngagement();
    const { extract } = fake.activities;
    fake.activities.extract = async (input) => {
      await extract(input);
      if (input.staging === 'delta-1') throw ApplicationFailure.nonRetryable('its document could not be written');
      return extract(input);
    };
    const engagement = await start(fake);
    await engagement.approveUntil('exception:delta');
    fake.source.content = 'content-2';
    await engagement.sign();
    await engagement.atGate('go-live');
    expect(linesOf(fake)).toContain('transform production delta-1 delta delta-2');
  },
);

test.concurrent('a no-go after the switch runs the fallback, and a second cutover ends well', async () => {
  const fake = fakeEngagement();
  const engagement = await start(fake);
  await engagement.approveUntil('acceptance');
  await engagement.sign({ decision: 'rejected' });
  await engagement.atGate('freeze');
  expect(linesOf(fake, 'judgeSignOff acceptance')).toEqual([
    ...['checkRights', 'removeLocks production', 'describeFallback acceptance'],
    ...['sendSwitchMail', 'sendSwitchWebhooks'],
    ...['measureSchema production', 'prepareCutover', 'gatherEvidence freeze'],
  ]);
  const occasions = fake.calls.filter(({ activity }) => activity === 'sendSwitchMail');
  expect(occasions.map(({ input }) => input['occasion'])).toEqual(['switched', 'called off']);
  const rights = fake.calls.filter(({ activity }) => activity === 'checkRights');
  expect(rights.map(({ input }) => input['isReduced'])).toEqual([true, false]);
  expect(states(await engagement.status()).slice(0, 2)).toEqual(['freeze running', 'quiet-check waiting']);
  await engagement.approveUntil('acceptance');
  await engagement.sign();
  expect(await engagement.handle.result()).toMatchObject({ state: 'closed' });
});

test.concurrent('a no-go before the switch tells nobody, because nobody was told of it', async () => {
  const fake = fakeEngagement();
  const engagement = await start(fake);
  await engagement.approveUntil('go-live');
  await engagement.sign({ decision: 'rejected' });
  await engagement.atGate('freeze');
  expect(linesOf(fake)).toContain('describeFallback go-live');
  expect(linesOf(fake)).not.toContain('sendSwitchMail');
});

test.concurrent('after the fallback, production can be rolled back', async () => {
  const engagement = await start();
  await engagement.approveUntil('acceptance');
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('freeze');
  const request = { environment: 'production', by: 'ada@customer.example', role: 'admin' } as const;
  await engagement.handle.executeUpdate(messages.rollBack, { args: [request] });
  expect(await engagement.handle.result()).toMatchObject({ state: 'rolled back' });
});

test.concurrent('what people have not given back yet is a question, until it is given back', async () => {
  let checks = 0;
  const fake = fakeEngagement({
    describeFallback: () =>
      Promise.resolve({ problem: (checks += 1) === 1 ? 'Run restore-writes.sql in the source.' : null }),
  });
  const engagement = await start(fake);
  await engagement.approveUntil('acceptance');
  await engagement.sign({ decision: 'rejected' });
  const { gate } = await engagement.atGate('exception:fallback');
  expect(gate?.summary).toMatch(/^Run restore-writes\.sql in the source\. Request changes to check again/);
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('freeze');
  expect(checks).toBe(2);
});

test.concurrent('a fallback that people give up stops the engagement', async () => {
  const fake = fakeEngagement({ describeFallback: () => Promise.resolve({ problem: 'Rules still lock Invoices.' }) });
  const engagement = await start(fake);
  await engagement.approveUntil('go-live');
  await engagement.sign({ decision: 'rejected' });
  await engagement.atGate('exception:fallback');
  await engagement.sign({ decision: 'rejected' });
  expect(await engagement.handle.result()).toMatchObject({ state: 'stopped' });
});

const rollBackProduction = ({ handle }: EngagementDriver) =>
  handle.executeUpdate(messages.rollBack, {
    args: [{ environment: 'production', by: 'ada@customer.example', role: 'admin' }],
  });
const cancel = ({ handle }: EngagementDriver) =>
  handle.executeUpdate(messages.cancel, { args: [{ by: 'ada@customer.example', role: 'admin' }] });

test.concurrent.each([
  ['a rollback', rollBackProduction, 'rolled back', 'closeEnvironment production'],
  ['a cancellation', cancel, 'ended', 'endCancelled'],
])('%s after the switch tells people, and says what they have to give back', async (_, end, how, next) => {
  const fake = fakeEngagement({ describeFallback: () => Promise.resolve({ problem: 'Run restore-writes.sql.' }) });
  const engagement = await start(fake);
  await engagement.approveUntil('acceptance');
  const before = linesOf(fake).length;
  await end(engagement);
  expect((await engagement.handle.result()).step).toMatch(/\w\. Run restore-writes\.sql\.$/);
  const lines = linesOf(fake).slice(before + 1);
  expect(lines.slice(0, 4)).toEqual(['sendSwitchMail', 'sendSwitchWebhooks', 'describeFallback', next]);
  const inputs = fake.calls.filter(({ activity }) => /^(sendSwitchMail|describeFallback)$/.test(activity));
  expect(inputs.slice(-2).map(({ input }) => input['occasion'] ?? input['end'])).toEqual(['called off', how]);
});

test.concurrent(
  'a fallback that people give up after the switch tells people before the engagement stops',
  async () => {
    const fake = fakeEngagement({ describeFallback: () => Promise.resolve({ problem: 'Rules still lock Invoices.' }) });
    const engagement = await start(fake);
    await engagement.approveUntil('acceptance');
    await engagement.sign({ decision: 'rejected' });
    await engagement.atGate('exception:fallback');
    await engagement.sign({ decision: 'rejected' });
    expect(await engagement.handle.result()).toMatchObject({
      ...{ state: 'stopped', step: 'stopped by a sign-off. Rules still lock Invoices.' },
    });
    expect(linesOf(fake).slice(-3)).toEqual(['sendSwitchMail', 'sendSwitchWebhooks', 'describeFallback']);
  },
);

test.concurrent('people who could not be told of the end are named in it by the reason, and it goes on', async () => {
  const fake = fakeEngagement({
    sendSwitchMail: ({ occasion }) =>
      occasion === 'switched' ? Promise.resolve() : Promise.reject(ApplicationFailure.nonRetryable('2 were refused.')),
    describeFallback: () => Promise.reject(ApplicationFailure.nonRetryable('The source is away.')),
  });
  const engagement = await start(fake);
  await engagement.approveUntil('acceptance');
  await cancel(engagement);
  expect((await engagement.handle.result()).step).toMatch(
    /Not everybody was told\. 2 were refused\. What the cutover took could not be read: The source is away\./,
  );
});

test.concurrent('a cancellation after the freeze says what is to be given back, and tells nobody', async () => {
  const fake = fakeEngagement();
  const engagement = await start(fake);
  await engagement.approveUntil('go-live');
  await cancel(engagement);
  await engagement.handle.result();
  expect(linesOf(fake)).toContain('describeFallback');
  expect(linesOf(fake)).not.toContain('sendSwitchMail');
});

test.concurrent('a cancellation at the gate freeze has nothing to give back', async () => {
  const fake = fakeEngagement();
  const engagement = await start(fake);
  await engagement.approveUntil('freeze');
  await cancel(engagement);
  await engagement.handle.result();
  expect(linesOf(fake)).not.toContain('describeFallback');
});

test.concurrent.each(['locking', 'rights', 'switch'] as const)(
  'a rejection while the step %s is not done calls the cutover off',
  async (step) => {
    const problem = () => Promise.resolve({ problem: 'It is not done.' });
    const refused = () => Promise.reject(ApplicationFailure.nonRetryable('no mail server'));
    const fake = fakeEngagement({
      ...(step === 'locking' && { lockHistory: problem }),
      ...(step === 'rights' && {
        checkRights: ({ isReduced }) => (isReduced ? problem() : Promise.resolve({ problem: null })),
      }),
      ...(step === 'switch' && {
        sendSwitchMail: ({ occasion }) => (occasion === 'switched' ? refused() : Promise.resolve()),
      }),
    });
    const engagement = await start(fake);
    await engagement.approveUntil(`exception:${step}`);
    await engagement.sign({ decision: 'rejected' });
    await engagement.atGate('freeze');
    expect(linesOf(fake)).toContain(`describeFallback exception:${step}`);
  },
);

test.concurrent('a step of the switch that fails and is rejected calls the cutover off, too', async () => {
  const fake = fakeEngagement({ lockHistory: () => Promise.reject(ApplicationFailure.nonRetryable('forbidden')) });
  const engagement = await start(fake);
  await engagement.approveUntil('exception:locking');
  await engagement.sign({ decision: 'rejected' });
  await engagement.atGate('freeze');
});

test.concurrent('a notice that was not sent is a question, and is sent again as the same notice', async () => {
  let attempts = 0;
  const fake = fakeEngagement({
    sendSwitchWebhooks: () =>
      (attempts += 1) === 1 ? Promise.reject(ApplicationFailure.nonRetryable('no receiver')) : Promise.resolve(),
  });
  const engagement = await start(fake);
  const { gate } = await engagement.approveUntil('exception:switch');
  expect(gate?.summary).toMatch(/^Not everybody was told\. no receiver Request changes to send it again/);
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('acceptance');
  const times = fake.calls.filter(({ activity }) => activity === 'sendSwitchMail').map(({ input }) => input['at']);
  expect(times).toHaveLength(2);
  expect(new Set(times).size).toBe(1);
});

test.concurrent('exceptions that are loaded again after the switch are unlocked first and locked again', async () => {
  const fake = fakeEngagement({}, { modules: ['Accounts'] });
  const engagement = await start(fake);
  await engagement.approveUntil('acceptance');
  const request = { environment: 'production', choice: { reason: 'Phone: invalid' }, by: operator } as const;
  await engagement.handle.executeUpdate(messages.retryExceptions, { args: [request] });
  await engagement.until(({ gate }) => gate === null);
  await engagement.atGate('acceptance');
  const lines = linesOf(fake, 'gatherEvidence acceptance');
  expect(lines.slice(0, 3)).toEqual(['judgeRetry', 'removeLocks production full-1', 'reopenRecords production full-1']);
  expect(lines.slice(-4)).toEqual([
    ...['lockHistory production', 'checkRights', 'measureSchema production', 'gatherEvidence acceptance'],
  ]);
  expect(fake.calls.filter(({ activity }) => activity === 'sendSwitchMail')).toHaveLength(1);
});

test.concurrent.each(['exception:load', 'exception:Accounts'] as const)(
  'a load of exceptions after the switch that is rejected at %s calls the cutover off, and is finished before the next delta',
  async (gate) => {
    const fake = fakeEngagement({}, { modules: ['Accounts'] });
    const { reopenRecords, reportPhase } = fake.activities;
    const engagement = await start(fake);
    await engagement.approveUntil('acceptance');
    if (gate === 'exception:load')
      fake.activities.reopenRecords = () => Promise.reject(ApplicationFailure.nonRetryable('the ledger is away'));
    else fake.activities.reportPhase = (phase) => Promise.resolve(reportOf(phase, { gaps: ['1 record is missing.'] }));
    const request = { environment: 'production', choice: { reason: 'Phone: invalid' }, by: operator } as const;
    await engagement.handle.executeUpdate(messages.retryExceptions, { args: [request] });
    await engagement.atGate(gate);
    Object.assign(fake.activities, { reopenRecords, reportPhase });
    await engagement.sign({ decision: 'rejected' });
    await engagement.atGate('freeze');
    expect(linesOf(fake, `gatherEvidence ${gate}`)).toEqual(
      expect.arrayContaining(['removeLocks production', 'describeFallback exception:load', 'sendSwitchMail']),
    );
    const before = linesOf(fake).length;
    await engagement.approveUntil('acceptance');
    const finished = linesOf(fake).slice(before);
    expect(finished.indexOf('endRun production full-1')).toBeGreaterThan(-1);
    expect(finished.indexOf('endRun production full-1')).toBeLessThan(finished.indexOf('extract delta-2'));
    expect(linesOf(fake).filter((line) => line === 'reopenRecords production full-1')).toHaveLength(
      gate === 'exception:load' ? 2 : 1,
    );
  },
);

test.concurrent(
  'a failure in a load of exceptions after the switch says that a rejection calls the cutover off',
  async () => {
    const fake = fakeEngagement({}, { modules: ['Accounts'] });
    const engagement = await start(fake);
    await engagement.approveUntil('acceptance');
    fake.activities.beginPhase = () => Promise.reject(ApplicationFailure.nonRetryable('the ledger is away'));
    const request = { environment: 'production', choice: { reason: 'Phone: invalid' }, by: operator } as const;
    await engagement.handle.executeUpdate(messages.retryExceptions, { args: [request] });
    const { gate } = await engagement.atGate('exception:Accounts');
    expect(gate?.summary).toMatch(/try again\. Reject to call the cutover off\.$/);
  },
);

test.concurrent(
  'an engagement of earlier code is accepted before its history is locked, as it was agreed',
  async () => {
    const fake = fakeEngagement({ lockHistory: () => Promise.resolve({ problem: 'Invoices is not locked.' }) });
    delete fake.plan.goLive;
    const engagement = await start(fake);
    await engagement.approveUntil('acceptance');
    expect((await engagement.status()).cutover).toBeUndefined();
    await engagement.sign();
    const { gate } = await engagement.atGate('exception:locking');
    expect(gate?.summary).toMatch(/Approve to close with it/);
    await engagement.sign();
    expect(await engagement.handle.result()).toMatchObject({ state: 'closed' });
    expect(linesOf(fake).slice(-1)).toEqual(['close']);
    expect(linesOf(fake)).not.toContain('prepareGoLive');
  },
);
