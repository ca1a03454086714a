import { ConnectorError } from '../../connectors/error.ts';
import type { SignOff, Verdict } from '../../schemas/sign-off.ts';
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

const polluting = JSON.parse(
  '{"gate":"scope","__proto__":{"decision":"approved","by":"ada@customer.example"}}',
) as unknown;
const valid = {
  gate: 'scope',
  decision: 'approved',
  by: 'ada@customer.example',
  role: 'admin',
  digest: 'evidence-scope-1',
};

const malformed: [what: string, args: unknown[], why: RegExp][] = [
  ['no argument', [], /has 0 arguments/],
  ['null', [null], /is not valid/],
  ['a text', ['approved'], /is not valid/],
  ['a list', [[valid]], /is not valid/],
  ['only the name of the gate', [{ gate: 'scope' }], /decision: .*by: .*role: /],
  ['no person', [{ ...valid, by: undefined }], /by: /],
  ['a number as the role', [{ ...valid, role: 7 }], /role: .*expected string/],
  ['a decision in other letters', [{ ...valid, decision: 'Approved' }], /decision: .*"approved"/],
  ['a NUL character', [{ ...valid, role: 'ad\0min' }], /role: must not have a NUL character/],
  [
    'half of a character',
    [{ ...valid, role: 'ad\ud800min' }],
    /role: must not have a NUL character or half of a character/,
  ],
  ['an unknown field', [{ ...valid, sure: 'yes' }], /Unrecognized key: "sure"/],
  ['a polluted prototype', [polluting], /is not valid/],
  ['two arguments', [valid, valid], /has 2 arguments/],
  ['a very long comment', [{ ...valid, comment: 'x'.repeat(20_000) }], /characters, but at most 10000/],
  ['a huge comment', [{ ...valid, comment: 'x'.repeat(1_900_000) }], /too long/],
];

test.concurrent.each(malformed)('a signal with %s is listed as refused and changes nothing', async (_, args, why) => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  const before = await engagement.atGate('scope');
  await engagement.handle.signal<unknown[]>(messages.signOffSignal.name, ...args);
  const after = await engagement.until(({ refused }) => refused.length > 0);
  expect(after).toEqual({
    ...before,
    refused: [{ message: 'signOff', why: expect.stringMatching(why), at: expect.any(String) }],
  });
  await engagement.sign();
  await engagement.atGate('mapping');
});

test.concurrent.each(malformed)(
  'an update with %s is answered with the reason and changes nothing',
  async (_, args, why) => {
    const engagement = await startEngagement(environment.client, fakeEngagement());
    const { refused: none, ...before } = await engagement.atGate('scope');
    const verdict = await engagement.handle.executeUpdate<Verdict, [unknown]>('signOff', { args: args as [unknown] });
    expect(verdict).toEqual({ counted: false, why: expect.stringMatching(why) });
    expect(none).toEqual([]);
    expect(await engagement.status()).toMatchObject(before);
  },
);

test.concurrent('a signal that an engagement does not know is listed as refused', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  await engagement.handle.signal('approve', valid);
  const { refused } = await engagement.until((status) => status.refused.length > 0);
  expect(refused).toMatchObject([{ message: 'approve', why: 'There is no such signal. Nothing was changed.' }]);
});

test.concurrent.each([
  ['phaseReported', { module: 'Accounts' }, /is not valid/],
  ['phaseQuestion', { subject: 'Accounts', run: { engagement: 'x' }, why: 'x' }, /is not valid/],
  [
    'phaseQuestion',
    { subject: 'Accounts', run: { engagement: 'demo', environment: 'sandbox', run: 'full-9' }, why: 'x' },
    /not about the running load/,
  ],
])('a signal %s that no running load sends is listed as refused', async (name, sent, why) => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  const { refused: _, ...before } = await engagement.atGate('scope');
  await engagement.handle.signal(name, sent);
  const { refused, ...after } = await engagement.until((status) => status.refused.length > 0);
  expect(refused).toMatchObject([{ message: name, why: expect.stringMatching(why) }]);
  expect(after).toEqual(before);
});

test.concurrent('a sign-off with the address in other letters counts', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  expect(await engagement.sign({ by: 'Ada@Customer.Example' })).toEqual({ counted: true });
});

test.concurrent(
  'a sign-off of evidence that changed at the open gate is refused, and the new evidence is shown',
  async () => {
    const fake = fakeEngagement();
    const engagement = await startEngagement(environment.client, fake);
    await engagement.atGate('scope');
    const old = await engagement.signOff();
    await fake.activities.gatherEvidence({ engagement: fake.slug, gate: 'scope', run: null, staging: null, why: null });
    expect(await engagement.handle.executeUpdate(messages.signOffUpdate, { args: [old] })).toMatchObject({
      counted: false,
      why: expect.stringContaining('sign digest evidence-scope-2'),
    });
    expect(await engagement.status()).toMatchObject({ gate: { digest: 'evidence-scope-2' } });
    expect(await engagement.sign()).toEqual({ counted: true });
  },
);

test.concurrent('a sign-off that can not be judged is answered with the reason, and can be sent again', async () => {
  const fake = fakeEngagement();
  const usual = fake.activities.judgeSignOff;
  fake.activities.judgeSignOff = () =>
    Promise.reject(new ConnectorError('contract', 'The ledger is of another version.'));
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  expect(await engagement.sign()).toEqual({
    counted: false,
    why: 'The sign-off could not be judged. Nothing was changed. Send it again. Reason: The ledger is of another version.',
  });
  fake.activities.judgeSignOff = usual;
  expect(await engagement.sign()).toEqual({ counted: true });
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
  expect(linesOf(fake, 'preflight')).toEqual(['judgeSignOff', 'discover', 'gatherEvidence scope']);
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

test.concurrent('each sign-off is booked while its gate is open, under an id of its own', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  await engagement.sign({ by: operator });
  expect(linesOf(fake, 'gatherEvidence scope')).toEqual(['judgeSignOff scope']);
  await engagement.handle.signal(messages.signOffSignal, await engagement.signOff());
  await engagement.atGate('mapping');
  const ids = fake.calls.filter(({ activity }) => activity === 'judgeSignOff').map(({ input }) => input['id']);
  expect(new Set(ids).size).toBe(2);
});

test.concurrent('an update that is sent again with the same id is booked once', async () => {
  const fake = fakeEngagement();
  const engagement = await startEngagement(environment.client, fake);
  await engagement.atGate('scope');
  const args: [SignOff] = [await engagement.signOff({ by: operator })];
  const send = () => engagement.handle.executeUpdate(messages.signOffUpdate, { args, updateId: 'one' });
  expect(await send()).toEqual(await send());
  expect(linesOf(fake, 'gatherEvidence scope')).toEqual(['judgeSignOff scope']);
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
  expect(linesOf(fake, 'close')).toEqual(['judgeSignOff']);
});

test.concurrent('a signal whose payload is not JSON is listed as refused', async () => {
  const { client } = environment;
  const engagement = await startEngagement(client, fakeEngagement());
  await engagement.atGate('scope');
  const encoding = Buffer.from('json/plain');
  await client.workflowService.signalWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: engagement.handle.workflowId },
    signalName: 'signOff',
    input: { payloads: [{ metadata: { encoding }, data: Buffer.from('not JSON') }] },
  });
  const { refused } = await engagement.until((status) => status.refused.length > 0);
  expect(refused).toMatchObject([{ message: 'signOff', why: expect.stringContaining('is not valid') }]);
  expect(await engagement.sign()).toEqual({ counted: true });
  await engagement.atGate('mapping');
});

/** Two people must approve the scope. */
const twoPeople = { roles: { ...fakeEngagement().policy.roles, scope: { roles: ['admin', 'finance'], people: 2 } } };
const fay = { by: 'fay@customer.example', role: 'finance' };

test.concurrent('a gate that needs two people is decided by the second one, and shows who has approved', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement({}, {}, twoPeople));
  await engagement.atGate('scope');
  expect(await engagement.sign()).toEqual({ counted: true, missing: 1 });
  expect(await engagement.sign()).toMatchObject({ counted: false, why: expect.stringContaining('another person') });
  expect((await engagement.status()).gate?.gate).toBe('scope');
  expect(await engagement.sign(fay)).toEqual({ counted: true });
  await engagement.atGate('mapping');
});

test.concurrent('one of two people can revoke the approval before the other one signs', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement({}, {}, twoPeople));
  const { gate, by, role, digest } = await engagement.signOff();
  await engagement.sign();
  const revocation = { gate, by, role, digest };
  expect(await engagement.handle.executeUpdate(messages.revokeUpdate, { args: [revocation] })).toEqual({
    counted: true,
  });
  expect(await engagement.sign(fay)).toEqual({ counted: true, missing: 1 });
});

test.concurrent(
  'a sign-off is revoked while the engagement is paused, and the gate waits for another decision',
  async () => {
    const engagement = await startEngagement(environment.client, fakeEngagement());
    const { gate, by, role, digest } = await engagement.signOff();
    await engagement.handle.executeUpdate(messages.pause);
    await engagement.sign();
    await engagement.handle.signal(messages.revokeSignal, { gate, by, role, digest });
    await engagement.until(({ step }) => step === 'scope: a sign-off was revoked');
    await engagement.handle.executeUpdate(messages.resume);
    expect(await engagement.status()).toMatchObject({ gate: { gate: 'scope' }, state: 'waiting at gate' });
    expect(await engagement.sign()).toEqual({ counted: true });
    const { signOffs } = await engagement.atGate('mapping');
    expect(signOffs.map(({ revokedAt }) => revokedAt)).toEqual([expect.any(String), undefined]);
  },
);

test.concurrent('a sign-off can not be revoked after the next step has begun', async () => {
  const engagement = await startEngagement(environment.client, fakeEngagement());
  const { gate, by, role, digest } = await engagement.signOff();
  await engagement.sign();
  await engagement.atGate('mapping');
  const revocation = { gate, by, role, digest };
  expect(await engagement.handle.executeUpdate(messages.revokeUpdate, { args: [revocation] })).toMatchObject({
    counted: false,
    why: expect.stringContaining("can't be revoked"),
  });
});
