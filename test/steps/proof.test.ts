import { randomBytes } from 'node:crypto';
import { createKey, type PrivateKey } from '../../apps/cli/key-file.ts';
import { signMessage } from '../../apps/cli/proof.ts';
import { sha256Base64url } from '../../connectors/digest.ts';
import { depositToken } from '../../connectors/ledger/id-tokens.ts';
import { bookMessage } from '../../connectors/ledger/sign-offs.ts';
import { canonicalSignOff } from '../../domain/canonical-sign-off.ts';
import { SignOff, type GateRef, type Occasion, type Proof } from '../../schemas/sign-off.ts';
import { discover } from '../../steps/discover.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { judgeCancelRequest, judgeRevocation, judgeRollbackRequest, judgeSignOff } from '../../steps/judge-message.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyAudit } from '../../steps/verify-audit.ts';
import { clientId, startIssuer, type Claims, type TestIssuer } from '../support/issuer.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** Which proofs count, and what the audit finds years later. Ada and Amy are the admins; both must approve the production. */
let steps: StepsEngagement;
let stored: StoredEngagement;
let issuer: TestIssuer;
const ada = createKey();
const amy = createKey();
const eve = createKey();

beforeAll(async () => {
  issuer = await startIssuer();
  steps = await prepareSteps({ accounts: 5 });
  const approver = (name: string, role: string, key?: PrivateKey) =>
    `    - { name: ${name}, email: ${name.toLowerCase()}@northwind.example, role: ${role}${key ? `, keys: ['${key.x}']` : ''} }`;
  steps.edit(
    'engagement.yml',
    /  approvers:\n[^]*(?=  roles:)/,
    [
      '  approvers:',
      approver('Ada', 'admin', ada),
      approver('Amy', 'admin', amy),
      approver('Pat', 'product_manager'),
      approver('Fay', 'finance'),
      approver('Ned', 'network'),
      '  issuers:',
      `    - { issuer: '${issuer.url}', clientId: ${clientId}, algorithms: [ES256], acr: [mfa] }`,
      '',
    ].join('\n'),
  );
  steps.edit('engagement.yml', 'production: [admin]', 'production: { roles: [admin], people: 2, evidenceHours: 24 }');
  steps.edit('engagement.yml', 'scope: [admin]', 'scope: { roles: [admin], evidenceHours: 24 }');
  steps.edit('engagement.yml', 'allowUnproven: true', 'allowUnproven: false');
  stored = await steps.open();
  await discover(steps.ports, stored);
});
afterAll(async () => {
  await steps.close();
  await issuer.close();
});

let number = 0;
const inputOf = (received: object, gate: GateRef['gate'], at = new Date()) => ({
  engagement: 'demo',
  id: `message-${(number += 1)}`,
  received: [received],
  at: at.toISOString(),
  open: { gate, run: null, staging: null, why: null },
  closed: '',
});
const digestOf = async (gate: GateRef['gate']) =>
  (await gatherEvidence(steps.ports, stored, { gate, run: null, staging: null, why: null })).digest;

async function draft(changes: Partial<SignOff> = {}): Promise<SignOff> {
  const gate = changes.gate ?? 'scope';
  const by = 'ada@northwind.example';
  return SignOff.parse({ gate, decision: 'approved', by, role: 'admin', digest: await digestOf(gate), ...changes });
}
const judge = async (signOff: SignOff, at?: Date) =>
  (await judgeSignOff(steps.ports, stored, inputOf(signOff, signOff.gate, at))).verdict;
const whyNot = async (signOff: SignOff, at?: Date) => {
  const verdict = await judge(signOff, at);
  return verdict.counted ? 'counted' : verdict.why;
};
const signed = async (key: PrivateKey, changes: Partial<SignOff> = {}) =>
  signMessage('sign-off', 'demo', await draft(changes), key);

/** A sign-off whose token was deposited, as the console does it. */
async function withToken(changes: Partial<SignOff> = {}, claims: Claims = {}, token?: string): Promise<SignOff> {
  const { signOff, occasion, nonce } = await prepare(changes);
  const issued = token ?? (await issuer.token(signOff.by, nonce, claims));
  const proof: Proof = { kind: 'oidc', ...occasion, token: await depositToken(steps.ports.ledger, 'demo', issued) };
  return { ...signOff, proof };
}
async function prepare(changes: Partial<SignOff> = {}) {
  const signOff = await draft(changes);
  const occasion: Occasion = { asked: new Date().toISOString(), random: randomBytes(16).toString('base64url') };
  const nonce = sha256Base64url(canonicalSignOff('sign-off', 'demo', signOff, occasion));
  return { signOff, occasion, nonce };
}

describe('a key', () => {
  test('that the engagement file lists for the person proves a sign-off', async () => {
    expect(await judge(await signed(ada, { comment: 'Grüße\r\nAda' }))).toMatchObject({ counted: true });
  });

  test('proves nothing for another decision, person, role, digest or comment than was signed', async () => {
    const signOff = await signed(ada, { comment: 'small' });
    for (const change of [{ decision: 'rejected' }, { comment: 'large' }] as const)
      expect(await whyNot({ ...signOff, ...change })).toContain('the signature is wrong');
    expect(await whyNot({ ...signOff, by: 'amy@northwind.example' })).toContain('does not list this key');
  });

  test('that the engagement file does not list proves nothing', async () => {
    expect(await whyNot(await signed(eve))).toContain('does not list this key for ada@northwind.example');
  });

  test('proves a sign-off once', async () => {
    const signOff = await signed(ada, { decision: 'changes-requested' });
    expect(await whyNot(signOff)).toBe('counted');
    expect(await whyNot(signOff)).toContain('it was used before');
  });

  test('proves nothing a day after it was used, or for another engagement', async () => {
    expect(await whyNot(await signed(ada), new Date(Date.now() + 25 * 3_600_000))).toContain('more than 24 hours ago');
    expect(await whyNot(signMessage('sign-off', 'other', await draft(), ada))).toContain('the signature is wrong');
  });

  test('does not help the operator', async () => {
    expect(await whyNot(await signed(ada, { by: 'Olga@Portage.example' }))).toContain('operator who started');
  });
});

test('a sign-off without a proof does not count where the engagement requires one', async () => {
  expect(await whyNot(await draft())).toContain('requires proof of identity');
});

describe('an ID token', () => {
  test('whose nonce is the hash of the sign-off proves it, and is never in the message', async () => {
    const signOff = await withToken();
    expect(JSON.stringify(signOff)).not.toContain('eyJ');
    expect(await whyNot(signOff)).toBe('counted');
  });

  test.each<[what: string, claims: Claims, why: string]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1_000) - 120 }, 'has expired'],
    ['that was issued long ago', { iat: Math.floor(Date.now() / 1_000) - 3_600 }, 'has expired'],
    ['of another client', { aud: 'other' }, 'claim aud'],
    ['for another decision', { nonce: 'x'.repeat(43) }, 'issued for another decision'],
    ['of another issuer', { iss: 'https://login.elsewhere.example' }, 'does not list the issuer'],
    ['of an old sign-in', { auth_time: Math.floor(Date.now() / 1_000) - 600 }, 'did not sign in anew'],
    ['of a weaker sign-in', { acr: 'password' }, 'not of the demanded strength'],
    ['of another person', { email: 'amy@northwind.example' }, 'names another person'],
    ['with an address that nobody has verified', { email_verified: false }, 'has not verified'],
    ['of another account of the person', { sub: 'another' }, 'the account differs'],
    ['without a subject', { sub: undefined }, 'claim sub'],
  ])('%s proves nothing', async (_, claims, why) => {
    expect(await whyNot(await withToken({}, claims))).toContain(why);
  });

  test('that is signed with another key than the published one proves nothing', async () => {
    const { signOff, occasion, nonce } = await prepare();
    const token = await depositToken(steps.ports.ledger, 'demo', await issuer.forge(signOff.by, nonce));
    expect(await whyNot({ ...signOff, proof: { kind: 'oidc', ...occasion, token } })).toContain(
      'signature of the token',
    );
  });

  test('counts once, and not for another message', async () => {
    const signOff = await withToken({ decision: 'changes-requested' });
    expect(await whyNot(signOff)).toBe('counted');
    expect(await whyNot(signOff)).toContain('it was used before');
    expect(await whyNot({ ...signOff, comment: 'and more' })).toContain('issued for another decision');
  });

  test('that nobody deposited proves nothing', async () => {
    const proof: Proof = {
      kind: 'oidc',
      asked: new Date().toISOString(),
      random: 'r'.repeat(22),
      token: '0'.repeat(64),
    };
    expect(await whyNot({ ...(await draft()), proof })).toContain('is not in the ledger');
  });

  test('is verified with the keys that the issuer publishes now; the ledger keeps all that were seen', async () => {
    const before = await withToken();
    await issuer.rotate('second');
    expect(await whyNot(before)).toContain('a key that the issuer has not published');
    expect(await whyNot(await withToken({ decision: 'changes-requested' }))).toBe('counted');
    const kids = await steps.ports.ledger.query('select kid from issuer_key order by first_seen');
    expect(kids).toEqual([{ kid: 'first' }, { kid: 'second' }]);
  });
});

test('an issuer that does not answer makes the sign-off not count, so that nobody waits for it', async () => {
  const other = await startIssuer();
  const files = structuredClone(stored);
  const [settings] = files.engagement.gates.issuers;
  if (settings) settings.issuer = other.url;
  const signOff = await withToken({}, { iss: other.url });
  await other.close();
  const { verdict } = await judgeSignOff(steps.ports, files, inputOf(signOff, 'scope'));
  expect(verdict).toMatchObject({ counted: false, why: expect.stringContaining('does not answer') });
});

test('keys that an issuer publishes without encryption are not read, because others could replace them', async () => {
  const other = await startIssuer('http://keys.example/jwks');
  const files = structuredClone(stored);
  const [settings] = files.engagement.gates.issuers;
  if (settings) settings.issuer = other.url;
  const signOff = await withToken({}, { iss: other.url });
  const { verdict } = await judgeSignOff(steps.ports, files, inputOf(signOff, 'scope'));
  await other.close();
  expect(verdict).toMatchObject({ counted: false, why: expect.stringContaining('as documented') });
});

test('evidence that is older than its gate accepts is not approved, whoever signs', async () => {
  const { ledger } = steps.ports;
  await ledger.query(`update document set written_at = written_at - interval '25 hours'`);
  expect(await whyNot(await signed(ada))).toContain('the engagement file accepts it for 24 hours');
  await ledger.query(`update document set written_at = written_at + interval '25 hours'`);
  expect(await whyNot(await signed(ada))).toBe('counted');
});

describe('two people', () => {
  test('are needed where the policy says so; the same person does not count twice', async () => {
    expect(await judge(await signed(ada, { gate: 'production' }))).toEqual({ counted: true, missing: 1 });
    expect(await whyNot(await withToken({ gate: 'production' }))).toContain('ada@northwind.example has approved');
    expect(await judge(await signed(amy, { gate: 'production', by: 'amy@northwind.example' }))).toEqual({
      counted: true,
    });
  });

  test('are needed again after one of them has revoked', async () => {
    const mine = await signed(ada, { gate: 'production' });
    expect(await judge(mine)).toMatchObject({ missing: 1 });
    const { gate, by, role, digest } = mine;
    const revoke = async (key: PrivateKey) =>
      (
        await judgeRevocation(
          steps.ports,
          stored,
          inputOf(signMessage('revocation', 'demo', { gate, by, role, digest }, key), gate),
        )
      ).verdict;
    expect(await revoke(amy)).toMatchObject({ counted: false, why: expect.stringContaining('does not list this key') });
    expect(await revoke(ada)).toEqual({ counted: true });
    expect(await revoke(ada)).toMatchObject({ counted: false, why: expect.stringContaining('no sign-off') });
    expect(await judge(await signed(amy, { gate, by: 'amy@northwind.example' }))).toEqual({
      counted: true,
      missing: 1,
    });
    expect(await judge(await signed(ada, { gate }))).toEqual({ counted: true });
  });

  test('are needed when the gate opens again with the same evidence: what has taken effect is not revoked', async () => {
    const { gate, by, role, digest } = await signed(ada, { gate: 'production' });
    const revoke = async (isDecided: boolean) =>
      (
        await judgeRevocation(steps.ports, stored, {
          ...inputOf(signMessage('revocation', 'demo', { gate, by, role, digest }, ada), gate),
          isDecided,
        })
      ).verdict;
    expect(await revoke(false)).toMatchObject({ counted: false, why: expect.stringContaining('no sign-off') });
    expect(await judge(await signed(ada, { gate }))).toEqual({ counted: true, missing: 1 });
    expect(await judge(await signed(amy, { gate, by: 'amy@northwind.example' }))).toEqual({ counted: true });
    expect(await revoke(true)).toEqual({ counted: true });
  });
});

test('a rollback request needs a proof as well', async () => {
  const request = { environment: 'sandbox', by: 'ada@northwind.example', role: 'admin' } as const;
  const send = async (received: object) =>
    (await judgeRollbackRequest(steps.ports, stored, { ...inputOf(received, 'scope'), closed: null })).verdict;
  expect(await send(request)).toMatchObject({ counted: false, why: expect.stringContaining('requires proof') });
  expect(await send(signMessage('rollback', 'demo', request, eve))).toMatchObject({ counted: false });
  expect(await send(signMessage('rollback', 'demo', request, ada))).toEqual({ counted: true });
});

test('a request to cancel needs a proof of its own: that of a rollback does not count', async () => {
  const request = { by: 'ada@northwind.example', role: 'admin' };
  const send = async (received: object) =>
    (await judgeCancelRequest(steps.ports, stored, { ...inputOf(received, 'scope'), closed: null })).verdict;
  expect(await send(request)).toMatchObject({ counted: false, why: expect.stringContaining('requires proof') });
  const other = signMessage('rollback', 'demo', { ...request, environment: 'sandbox' }, ada).proof;
  expect(await send({ ...request, proof: other })).toMatchObject({
    counted: false,
    why: expect.stringContaining('the signature is wrong'),
  });
  expect(await send(signMessage('cancellation', 'demo', request, ada))).toEqual({ counted: true });
});

describe('the audit', () => {
  const check = () => verifyAudit(steps.ports.ledger, 'demo');
  const problems = async () => {
    const { messages, problems: rest } = await check();
    return [...rest, ...messages.flatMap(({ problem }) => problem ?? [])];
  };
  /** Changes a row, and puts it back after the check. */
  async function whileChanged(table: string, set: string, where: string, probe: () => Promise<void>): Promise<void> {
    const { ledger } = steps.ports;
    await ledger.query(`create table kept as select * from ${table}`);
    try {
      await ledger.query(`update ${table} set ${set} where ${where}`);
      await probe();
    } finally {
      await ledger.query(`delete from ${table}`);
      await ledger.query(
        table === 'sign_off'
          ? `insert into ${table} overriding system value select * from kept`
          : `insert into ${table} select * from kept`,
      );
      await ledger.query('drop table kept');
    }
  }

  test('of all these sign-offs agrees without the issuer', async () => {
    await issuer.close();
    const { messages, head } = await check();
    expect(await problems()).toEqual([]);
    const proofs = messages.filter(({ counted }) => counted).map(({ proof }) => proof);
    expect([...new Set(proofs)].sort()).toEqual(['key', 'oidc']);
    expect(head?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    [
      'the person of a sign-off',
      'sign_off',
      `signed_by = 'amy@northwind.example'`,
      `counted and proven_by like 'http%'`,
    ],
    ['a decision', 'sign_off', `decision = 'rejected'`, 'counted'],
    ['the reason of a refusal', 'sign_off', `why = 'No reason.'`, 'not counted'],
    [
      'a signature',
      'sign_off',
      `proof = jsonb_set(proof, '{random}', '"${'x'.repeat(22)}"')`,
      `counted and proven_by like 'key:%'`,
    ],
    ['a token', 'id_token', `token = token || 'x'`, 'true'],
    ['a key of the issuer', 'issuer_key', `thumbprint = 'x'`, `kid = 'first'`],
    ['what a digest covers', 'evidence', `covered = '{}'`, 'true'],
    ['an audit entry', 'audit', `body = jsonb_set(body, '{comment}', '"yes"')`, `what = 'sign-off counted'`],
    [
      'the files of the engagement',
      'engagement_files',
      `config = jsonb_set(config, '{engagement,gates,allowUnproven}', 'true')`,
      'true',
    ],
  ])('shows that %s was changed', (_, table, set, where) =>
    whileChanged(table, set, where, async () => expect(await problems()).not.toEqual([])),
  );

  test('shows a sign-off that somebody added to the ledger with an entry of its own', async () => {
    const { proof, comment, ...forged } = await signed(eve, { by: 'ada@northwind.example' });
    await bookMessage(steps.ports.ledger, 'demo', {
      ...forged,
      ...{ id: 'forged', what: 'sign-off', comment: comment ?? null, proof: proof ?? null, writtenAt: null },
      ...{ verdict: { counted: true }, configDigest: stored.configDigest, at: new Date().toISOString() },
      proven: { by: `key:${ada.x}`, subject: null, nonce: 'n', depositedAt: null },
    });
    expect(await problems()).toEqual([expect.stringContaining('does not list this key')]);
  });

  test('shows that a booked sign-off was removed', async () => {
    await steps.ports.ledger.query(`delete from sign_off where message = 'forged'`);
    expect(await problems()).toEqual([expect.stringMatching(/^The message forged is in the audit, but not booked\.$/)]);
  });
});
