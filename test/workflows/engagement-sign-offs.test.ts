import type { SignOff } from '../../schemas/sign-off.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf, operator } from './fake-activities.ts';

/** Which sign-offs count, and what their senders learn. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const wrong: [what: string, changes: Partial<SignOff>, why: string][] = [
  ['for another gate', { gate: 'mapping' }, 'Gate mapping is not open; scope is. Nothing was changed.'],
  [
    'with the digest of other evidence',
    { digest: 'evidence-old' },
    'The evidence has changed since it was shown. Read it again and sign digest evidence-scope-1. Nothing was changed.',
  ],
  [
    'by the operator',
    { by: operator },
    "The operator who started the engagement can't sign the gate scope. Nothing was changed.",
  ],
  [
    'by an unknown person',
    { by: 'eve@customer.example' },
    'The engagement file does not list eve@customer.example as an approver with the role admin. Nothing was changed.',
  ],
  [
    'by an approver in a role of someone else',
    { by: 'fay@customer.example' },
    'The engagement file does not list fay@customer.example as an approver with the role admin. Nothing was changed.',
  ],
  [
    'in a role that does not sign this gate',
    { by: 'fay@customer.example', role: 'finance' },
    "The role finance can't sign the gate scope. Allowed roles: admin. Nothing was changed.",
  ],
];

test.concurrent.each(wrong)('a sign-off %s does not count, and the answer says why', async (_, changes, why) => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  const signOff = await engagement.signOff(changes);
  expect(await engagement.sign(changes)).toEqual({ counted: false, why });
  expect(await engagement.status()).toMatchObject({
    state: 'waiting at gate',
    gate: { gate: 'scope' },
    signOffs: [{ signOff, verdict: { counted: false, why } }],
  });
});

test.concurrent('no sign-off counts when the engagement asks for a proof of identity', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement({}, {}, { allowUnproven: false }));
  await engagement.atGate('scope');
  expect(await engagement.sign()).toMatchObject({ counted: false, why: expect.stringContaining('proof of identity') });
});

test.concurrent('a sign-off sent as an update is answered with its verdict', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.atGate('mapping');
});

test.concurrent('a sign-off sent as a signal decides the gate as well', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  const signOff = await engagement.signOff();
  await engagement.handle.signal(messages.signOffSignal, signOff);
  const { signOffs } = await engagement.atGate('mapping');
  expect(signOffs).toMatchObject([{ signOff, verdict: { counted: true } }]);
});

test.concurrent('a wrong sign-off sent as a signal shows in the status with the reason', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  const signOff = await engagement.signOff({ digest: 'evidence-old' });
  await engagement.handle.signal(messages.signOffSignal, signOff);
  const { gate, signOffs } = await engagement.until((status) => status.signOffs.length > 0);
  expect(gate?.gate).toBe('scope');
  expect(signOffs).toMatchObject([
    { verdict: { counted: false, why: expect.stringContaining('evidence has changed') } },
  ]);
});

test.concurrent.each<[what: string, sent: unknown]>([
  ['nothing', null],
  ['a text', 'approved'],
  ['only the name of the gate', { gate: 'scope' }],
])('a signal with %s is booked as a sign-off that does not count', async (_, sent) => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await engagement.handle.signal(messages.signOffSignal, sent as SignOff);
  await engagement.sign();
  const { signOffs } = await engagement.atGate('mapping');
  expect(signOffs).toMatchObject([
    { signOff: { by: '', role: '', digest: '' }, verdict: { counted: false } },
    { verdict: { counted: true } },
  ]);
  expect(linesOf(fake).filter((line) => line.startsWith('judgeSignOff'))).toHaveLength(2);
});

test.concurrent('a sign-off with a misspelled decision does not end the engagement', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  expect(await engagement.sign({ decision: 'aproved' as SignOff['decision'] })).toMatchObject({ counted: false });
  await engagement.sign();
  await engagement.atGate('mapping');
});

/** A sign-off of the first gate by someone who does not wait for the evidence. */
const early: SignOff = {
  gate: 'scope',
  decision: 'approved',
  by: 'ada@customer.example',
  role: 'admin',
  digest: 'evidence-scope-1',
};

test.concurrent('a sign-off before the engagement files are read does not count', async () => {
  const opening = hold({});
  const fake = fakeEngagement();
  fake.activities.openEngagement = () => opening.activity().then(() => fake.plan);
  const { handle } = await startEngagement(environment.client, fake);
  await opening.running;
  expect(await handle.executeUpdate(messages.signOffUpdate, { args: [early] })).toEqual({
    counted: false,
    why: 'The engagement files are not read yet. Nothing was changed.',
  });
  opening.release();
});

test.concurrent('a sign-off while no gate is open does not count, and is booked before the next step', async () => {
  const preflight = hold({ passed: 1, warned: 0 });
  const fake = fakeEngagement({ preflight: preflight.activity });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await preflight.running;
  expect(await handle.executeUpdate(messages.signOffUpdate, { args: [early] })).toEqual({
    counted: false,
    why: 'No gate is open. Nothing was changed.',
  });
  preflight.release();
  await engagement.atGate('scope');
  expect(linesOf(fake, 'preflight')).toEqual(['judgeSignOff scope', 'discover', 'gatherEvidence scope']);
});

test.concurrent('the same sign-off sent twice counts once', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  const signOff = await engagement.signOff();
  await engagement.handle.signal(messages.signOffSignal, signOff);
  await engagement.handle.signal(messages.signOffSignal, signOff);
  const { signOffs } = await engagement.until(
    ({ gate, signOffs }) => gate?.gate === 'mapping' && signOffs.length === 2,
  );
  expect(signOffs.map(({ verdict }) => verdict.counted)).toEqual([true, false]);
});

test.concurrent('a sign-off that does not count leaves the gate open for one that does', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  await engagement.sign({ by: operator });
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.atGate('mapping');
});

test.concurrent('each sign-off is booked in the ledger once, with its verdict, whether it counts or not', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await engagement.sign({ by: operator });
  await engagement.sign();
  const { signOffs } = await engagement.approveUntil('mapping');
  await engagement.sign({ decision: 'rejected' });
  await engagement.handle.result();
  const booked = fake.calls.filter(({ activity }) => activity === 'judgeSignOff').map(({ input }) => input['heard']);
  expect(booked.slice(0, 2)).toEqual(signOffs);
  expect(linesOf(fake).filter((line) => line.startsWith('judgeSignOff'))).toEqual([
    'judgeSignOff scope',
    'judgeSignOff scope',
    'judgeSignOff mapping',
  ]);
});

test.concurrent('a sign-off that arrives after the last gate is booked before the engagement ends', async () => {
  const closing = hold({ documents: [] });
  const fake = fakeEngagement({ close: closing.activity });
  const engagement = await startEngagement(environment.client, fake);
  await engagement.approveUntil('acceptance');
  const signOff = await engagement.signOff();
  await engagement.sign();
  await closing.running;
  await engagement.handle.executeUpdate(messages.signOffUpdate, { args: [signOff] });
  closing.release();
  await engagement.handle.result();
  expect(linesOf(fake, 'close')).toEqual(['judgeSignOff acceptance']);
});
