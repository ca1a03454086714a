import { loadedModules } from '../support/compare.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';
import type { SignOff } from '../../schemas/sign-off.ts';

/** Gates that are rejected, sent back or signed incorrectly. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 40 });
  await engagement.start();
});
afterAll(() => engagement.close(), 60_000);

const count = async (environment: 'sandbox' | 'production') =>
  Object.values(await engagement.state(environment)).reduce((sum, { records }) => sum + records.length, 0);

test('a sign-off for a gate that is not open changes nothing and says so', async () => {
  await engagement.until((seen) => seen.gate?.gate === 'scope');
  expect(await engagement.sign('approved', { gate: 'mapping' })).toEqual({
    counted: false,
    why: 'Gate mapping is not open; scope is. Nothing was changed.',
  });
  expect((await engagement.status()).gate?.gate).toBe('scope');
});

test('a stale digest changes nothing and says so', async () => {
  const verdict = await engagement.sign('approved', { digest: '0000000000000000' });
  expect(verdict).toMatchObject({ counted: false, why: expect.stringContaining('evidence has changed') as string });
  expect((await engagement.status()).gate?.gate).toBe('scope');
});

test('a signal that is sent twice counts once, and the second is kept with the reason', async () => {
  const { gate } = await engagement.status();
  const signOff: SignOff = {
    gate: 'scope',
    decision: 'approved',
    by: 'ada@northwind.example',
    role: 'admin',
    digest: gate?.digest ?? '',
  };
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  await handle.signal('signOff', signOff);
  await handle.signal('signOff', signOff);
  const status = await engagement.until((seen) => seen.gate?.gate === 'mapping' && seen.signOffs.length === 4);
  const verdicts = status.signOffs.slice(-2).map(({ verdict }) => verdict.counted);
  expect(verdicts).toEqual([true, false]);
});

test('nothing is in Zoho before the mapping is signed', async () => {
  await engagement.until((seen) => seen.gate?.gate === 'mapping');
  expect(await count('sandbox')).toBe(0);
});

test('"changes requested" at the rehearsal rolls the sandbox back and leads to the mapping gate with the new mapping', async () => {
  await engagement.signUntil('rehearsal');
  expect(await count('sandbox')).toBeGreaterThan(100);
  engagement.edit(
    'mapping.yml',
    'Payment_Terms: { type: text, length: 40 }',
    'Payment_Terms: { type: text, length: 60 }',
  );
  const before = (await engagement.status()).signOffs.find(({ signOff }) => signOff.gate === 'mapping');
  await engagement.sign('changes-requested');
  const status = await engagement.until((seen) => seen.gate?.gate === 'mapping');
  expect(await count('sandbox')).toBe(0);
  expect(status.gate?.digest).not.toBe(before?.signOff.digest);
});

test('the second rehearsal is a separate run and closes too', async () => {
  const status = await engagement.signUntil('production');
  const second = status.reports.filter((report) => report.run === 'full-2');
  expect(second.map((report) => report.identityClosed)).toEqual(loadedModules.map(() => true));
});

test('a rejection at the production gate ends the engagement with nothing in production', async () => {
  await engagement.sign('rejected');
  const status = await engagement.until((seen) => seen.state === 'rejected');
  expect(status.gate).toBeNull();
  expect(await count('production')).toBe(0);
  const { status: closed } = await engagement.client.workflow.getHandle('engagement/demo').describe();
  expect(closed.name).toBe('COMPLETED');
});
