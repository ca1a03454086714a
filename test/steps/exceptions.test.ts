import { createKey } from '../../apps/cli/key-file.ts';
import { signMessage } from '../../apps/cli/proof.ts';
import { brokenLinkOf, listAudit } from '../../connectors/ledger/audit.ts';
import { countExceptions, listExceptions, sumExceptions } from '../../connectors/ledger/exceptions.ts';
import { findRun, type Run } from '../../connectors/ledger/runs.ts';
import { DecideExceptions } from '../../schemas/exceptions.ts';
import type { GateRef } from '../../schemas/sign-off.ts';
import { describeExceptions } from '../../steps/describe-exceptions.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { decideExceptions } from '../../steps/judge-act.ts';
import { judgeSignOff } from '../../steps/judge-message.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyAudit } from '../../steps/verify-audit.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** Exceptions of a rehearsal: people decide about them one by one or by reason, and then sign. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let run: Run;
const fay = createKey();
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 60 });
  steps.edit('engagement.yml', '  openExceptions: any', '  openExceptions: 0');
  steps.edit('engagement.yml', 'allowUnproven: true', 'allowUnproven: false');
  steps.edit('engagement.yml', 'keys: [env:PORTAGE_KEY_FAY]', `keys: ['${fay.x}']`);
  stored = await steps.open();
  const { name } = await steps.extract('full-1');
  run = await findRun(steps.ports.ledger, (await steps.load('sandbox', 'full', name)).run);
});
afterAll(() => steps.close());

let number = 0;
const inputOf = (received: object, id = `message-${(number += 1)}`) => ({
  engagement: 'demo',
  id,
  received: [received],
  at: new Date().toISOString(),
});
const draft = (changes: object) =>
  DecideExceptions.parse({
    ...{ environment: 'sandbox', owner: 'Care team', due: '2026-12-24', decision: 'drop', note: 'Known for years.' },
    ...{ by: 'fay@northwind.example', role: 'finance', ...changes },
  });
const signed = (changes: object) => signMessage('exceptions', 'demo', draft(changes), fay);
const decide = (message: object, id?: string) => decideExceptions(steps.ports, stored, inputOf(message, id));
const open: GateRef = {
  gate: 'rehearsal',
  run: { engagement: 'demo', environment: 'sandbox', run: 'full-1' },
  staging: 'full-1',
  why: null,
};
const evidence = () => gatherEvidence(steps.ports, stored, open);
const approve = async () => {
  const { digest } = await evidence();
  const { by, role } = { by: 'fay@northwind.example', role: 'finance' };
  const approval = { gate: 'rehearsal', decision: 'approved', by, role, digest } as const;
  return judgeSignOff(steps.ports, stored, {
    ...inputOf(signMessage('sign-off', 'demo', approval, fay)),
    open,
    closed: '',
  });
};
const sums = () => sumExceptions(steps.ports.ledger, run);

test('open exceptions are a part of the evidence and keep the gate from being approved', async () => {
  const { open: without, total } = await sums();
  expect(without).toBeGreaterThan(2);
  const { exceptions, summary } = await evidence();
  expect(exceptions).toEqual({ total, open: without, allowed: 0 });
  expect(summary).toContain(`${without} without a decision. The gate can't be approved before all have one.`);
  const { verdict } = await approve();
  expect(verdict).toMatchObject({
    counted: false,
    why: expect.stringContaining(`${without} exceptions have no decision`) as string,
  });
});

test('a decision needs an approver with a proof, and a choice', async () => {
  const [group] = await countExceptions(steps.ports.ledger, run);
  const choice = { reason: group?.reason };
  expect(await decide(draft({ choice }))).toMatchObject({
    counted: false,
    why: expect.stringContaining('requires proof of identity to decide about exceptions') as string,
  });
  expect(await decide({ ...draft({ choice }), choice: {} })).toMatchObject({
    counted: false,
    why: expect.stringContaining('needs keys of records or a reason') as string,
  });
  expect(await decide(signed({ choice: { reason: 'No such reason' } }))).toEqual({
    counted: false,
    why: 'No exception of sandbox full-1 without a decision is like this. Nothing was changed.',
  });
  expect((await sums()).decided).toEqual({});
});

test('one decision is about all exceptions with the same module, kind and reason, and changes the evidence', async () => {
  const [group] = await countExceptions(steps.ports.ledger, run);
  if (!group) throw new Error('no exceptions');
  const { module, kind, reason, count } = group;
  const before = await evidence();
  expect(await decide(signed({ choice: { module, kind, reason } }))).toEqual({ counted: true, count });
  expect((await evidence()).digest).not.toBe(before.digest);
  const groups = await countExceptions(steps.ports.ledger, run);
  expect(groups.find((one) => one.reason === reason && one.module === module)).toMatchObject({ count, open: 0 });
  const { records } = await describeExceptions(steps.ports, {
    ...{
      about: 'exceptions',
      engagement: 'demo',
      choice: { module, kind, reason },
      onlyOpen: false,
      after: '',
      most: 200,
    },
  });
  expect(records).toHaveLength(count);
  expect(new Set(records.map(({ owner, due, decision }) => [owner, due, decision].join()))).toEqual(
    new Set(['Care team,2026-12-24,drop']),
  );
});

test('a decision about a record that has one needs to say so', async () => {
  const decidedOnes = await listExceptions(steps.ports.ledger, run, { after: '', onlyOpen: false, most: 200 });
  const key = decidedOnes.find(({ decision }) => decision === 'drop')?.key ?? '';
  const [, object, id] = key.split(':');
  // People name a record without the name of the source.
  const choice = { keys: [`${object}:${id}`] };
  expect(await decide(signed({ choice }))).toMatchObject({ counted: false });
  expect(await decide(signed({ choice, again: true, decision: 'accept' }))).toEqual({ counted: true, count: 1 });
  expect((await sums()).decided.accept).toBe(1);
});

test('a message counts once, and so does its proof', async () => {
  const choice = { reason: (await countExceptions(steps.ports.ledger, run)).find((one) => one.open > 0)?.reason };
  const message = signed({ choice });
  const first = await decide(message, 'the-same');
  expect(first).toMatchObject({ counted: true });
  expect(await decide(message, 'the-same')).toEqual(first);
  expect(await decide(message)).toMatchObject({
    counted: false,
    why: expect.stringContaining('it was used before') as string,
  });
});

test('the decision for one reason does not decide about the same record for another reason', async () => {
  const { ledger } = steps.ports;
  const [one] = await listExceptions(ledger, run, { after: '', onlyOpen: false, most: 1 });
  await decide(signed({ choice: { keys: [one?.key ?? ''] }, again: true }));
  const before = await sums();
  await ledger.query(`update decided set reason = 'Another: reason' where run = $1 and key = $2`, [run.id, one?.key]);
  await ledger.query(
    `update outcome set reason = 'Another: reason' from record_value v
    where run = $1 and v.env = $2 and v.no = outcome.no and v.key = $3`,
    [run.id, run.env, one?.key],
  );
  expect((await sums()).open).toBe(before.open + 1);
});

test('when all have a decision, the gate can be approved, and the audit agrees', async () => {
  for (const { module, kind, reason, open: left } of await countExceptions(steps.ports.ledger, run))
    if (left > 0)
      expect(await decide(signed({ choice: { module, kind, reason } }))).toEqual({ counted: true, count: left });
  expect((await evidence()).summary).toMatch(/\d+ exceptions: 1 accepted as they are, \d+ left out\./);
  expect((await approve()).verdict).toEqual({ counted: true });
  const entries = await listAudit(steps.ports.ledger, 'demo');
  expect(brokenLinkOf('demo', entries)).toBeNull();
  const decisions = entries.filter(({ what }) => what === 'exceptions decided');
  expect(decisions[0]?.body).toMatchObject({ by: 'fay@northwind.example', proof: { by: `key:${fay.x}` } });
  // A note may have values of records.
  expect(JSON.stringify(entries)).not.toContain('Known for years.');
  const { messages, problems } = await verifyAudit(steps.ports.ledger, 'demo');
  expect(problems).toEqual([]);
  expect(messages.map(({ problem }) => problem).filter(Boolean)).toEqual([]);
});
