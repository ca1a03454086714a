import * as messages from '../../workflows/messages.ts';
import { startEngagement, type EngagementDriver } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf, reportOf } from './fake-activities.ts';

/** Exceptions that are loaded again while an engagement waits at a gate. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const retry = ({ handle }: EngagementDriver, place: 'sandbox' | 'production' = 'sandbox') =>
  handle.executeUpdate(messages.retryExceptions, {
    args: [{ environment: place, choice: { reason: 'Phone: invalid' }, by: 'olga@portage.example' }],
  });
const modules = ['Accounts', 'Contacts'] as const;

test.concurrent.each([
  ['', {}],
  [', also where another module has a second pass', { later: ['Contacts'] }],
])('only the phases of the chosen records are loaded and read back, and the gate opens anew%s', async (_, later) => {
  const fake = fakeEngagement({}, { modules: [...modules], ...later });
  const engagement = await startEngagement(environment.client, fake);
  const { gate } = await engagement.approveUntil('rehearsal');
  expect(await retry(engagement)).toMatchObject({ counted: true, count: 1 });
  await engagement.until((seen) => seen.gate?.gate === 'rehearsal' && seen.gate.digest !== gate?.digest);
  expect(linesOf(fake, 'gatherEvidence rehearsal')).toEqual([
    'judgeRetry',
    'reopenRecords sandbox full-1',
    'beginPhase sandbox full-1 Accounts',
    'lookAtPass sandbox full-1 Accounts base',
    'endPass sandbox full-1 Accounts base',
    'lookAtPass sandbox full-1 Accounts custom',
    'endPass sandbox full-1 Accounts custom',
    'reportPhase sandbox full-1 Accounts',
    'verifyModule sandbox full-1 Accounts',
    'endRun sandbox full-1',
    'drawSpotCheck sandbox full-1',
    'measureSchema sandbox',
    'gatherEvidence rehearsal',
  ]);
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.atGate('production');
});

test.concurrent('a sign-off while exceptions are loaded again does not count', async () => {
  const held = hold(undefined);
  const fake = fakeEngagement({ reopenRecords: held.activity }, { modules: [...modules] });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  const approval = await engagement.signOff();
  await retry(engagement);
  await held.running;
  const verdict = await engagement.handle.executeUpdate(messages.signOffUpdate, { args: [approval] });
  expect(verdict).toEqual({
    counted: false,
    why: 'The gate closes first: exceptions are loaded again. Nothing was changed.',
  });
  expect(await retry(engagement)).toEqual({
    counted: false,
    why: 'Exceptions are being loaded again already. Nothing was changed.',
  });
  held.release();
  await engagement.atGate('rehearsal');
});

test.concurrent('a load of exceptions that fails asks people, and makes the records pending only once', async () => {
  let failing = false;
  const fake = fakeEngagement(
    {
      reportPhase: (phase) => Promise.resolve(reportOf(phase, failing ? { gaps: ['1 record is missing.'] } : {})),
    },
    { modules: [...modules] },
  );
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('rehearsal');
  failing = true;
  await retry(engagement);
  await engagement.atGate('exception:Accounts');
  expect(await retry(engagement)).toMatchObject({ counted: false });
  failing = false;
  await engagement.sign({ decision: 'changes-requested' });
  await engagement.atGate('rehearsal');
  expect(linesOf(fake, 'judgeRetry').filter((line) => line.startsWith('reopen'))).toEqual([
    'reopenRecords sandbox full-1',
    'reopenPhase sandbox full-1 Accounts',
  ]);
});

test.concurrent(
  'nothing is loaded again where nothing was loaded, or where the load was not into this environment',
  async () => {
    const engagement = await startEngagement(environment.client, fakeEngagement());
    await engagement.atGate('scope');
    expect(await retry(engagement)).toEqual({ counted: false, why: 'Nothing is loaded. Nothing was changed.' });
    await engagement.approveUntil('rehearsal');
    expect(await retry(engagement, 'production')).toMatchObject({ counted: false });
    expect((await engagement.status()).gate?.gate).toBe('rehearsal');
  },
);
