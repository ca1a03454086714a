import {
  allowedExceptions,
  gatePolicy,
  judgeAct,
  judgeRetry,
  judgeCancellation,
  judgeDuplicates,
  judgeMappingChange,
  judgeRevocation,
  judgeRollback,
  judgeSignOff,
  rolesFor,
  type Circumstances,
  type JudgedEvidence,
  type Policy,
} from '../../domain/judge-sign-off.ts';
import type { SignOff } from '../../schemas/sign-off.ts';

const policy: Policy = {
  operator: 'olga@example.com',
  approvers: [
    { email: 'ada@example.com', role: 'admin' },
    { email: 'fay@example.com', role: 'finance' },
    { email: 'olga@example.com', role: 'admin' },
  ],
  roles: {
    scope: { roles: ['admin'], people: 1 },
    exception: { roles: ['admin', 'finance'], people: 1 },
    rollback: { roles: ['finance'], people: 1 },
  },
  allowUnproven: true,
  openExceptions: 0,
};
const open: JudgedEvidence = { gate: 'scope', digest: 'abcdef0123', writtenAt: null, openExceptions: 0 };
const bare: Circumstances = { proof: { state: 'none' }, approvals: [], at: '2026-11-26T12:00:00.000Z' };
const signOff = (changes: Partial<SignOff> = {}): SignOff => ({
  gate: 'scope',
  decision: 'approved',
  by: 'ada@example.com',
  role: 'admin',
  digest: 'abcdef0123',
  ...changes,
});
const why = (changes: Partial<SignOff>, gate = open, rules = policy) => {
  const verdict = judgeSignOff(signOff(changes), gate, rules, bare);
  return verdict.counted ? 'counted' : verdict.why;
};

test('a sign-off by an approver for the open gate with the shown digest counts', () => {
  expect(judgeSignOff(signOff(), open, policy, bare)).toEqual({ counted: true });
});

test('the answer to a sign-off for another gate names the open gate', () => {
  expect(why({ gate: 'mapping' })).toBe('Gate mapping is not open; scope is. Nothing was changed.');
});

test('the answer to a sign-off with an old digest says to read the evidence again', () => {
  expect(why({ digest: 'older-one' })).toContain(
    'The evidence has changed since it was shown. Read it again and sign digest abcdef0123.',
  );
});

test('the operator cannot approve', () => {
  expect(why({ by: 'olga@example.com' })).toContain("operator who started the engagement can't sign the gate scope");
});

test.each(['OLGA@Example.com', ' olga@example.com ', 'ｏｌｇａ@example.com'])(
  'the operator cannot approve by writing the address as "%s"',
  (by) => {
    expect(why({ by })).toContain('operator who started the engagement');
  },
);

test('an approver may write the address in other letters than the engagement file', () => {
  expect(why({ by: 'Ada@Example.COM' })).toBe('counted');
});

test('an approver with the role for rollbacks may request one, and nobody else', () => {
  const request = { environment: 'production', by: 'fay@example.com', role: 'finance' } as const;
  expect(judgeRollback(request, policy, bare)).toEqual({ counted: true });
  expect(judgeRollback({ ...request, by: 'ada@example.com', role: 'admin' }, policy, bare)).toEqual({
    counted: false,
    why: "The role admin can't request a rollback. Allowed roles: finance. Nothing was changed.",
  });
  expect(judgeRollback(request, { ...policy, roles: {} }, bare)).toMatchObject({ counted: false });
});

test('without a policy of its own, who may roll back may cancel the engagement', () => {
  const fay = { by: 'fay@example.com', role: 'finance' };
  const ada = { by: 'ada@example.com', role: 'admin' };
  expect(judgeCancellation(fay, policy, bare)).toEqual({ counted: true });
  expect(judgeCancellation(ada, policy, bare)).toEqual({
    counted: false,
    why: "The role admin can't cancel the engagement. Allowed roles: finance. Nothing was changed.",
  });
  const own = { ...policy, roles: { ...policy.roles, cancel: { roles: ['admin'], people: 1 } } };
  expect(judgeCancellation(ada, own, bare)).toEqual({ counted: true });
  expect(judgeCancellation(fay, own, bare)).toMatchObject({ counted: false });
  expect(judgeCancellation(fay, { ...policy, roles: {} }, bare)).toMatchObject({ counted: false });
});

test('an approver with a role of the mapping gate may change the mapping, and neither the operator nor anybody else', () => {
  const change = { base: 1, digest: 'abcdef0123', by: 'ada@example.com', role: 'admin' };
  const rules = { ...policy, roles: { mapping: { roles: ['admin'], people: 1 } } };
  expect(judgeMappingChange(change, rules, bare)).toEqual({ counted: true });
  expect(judgeMappingChange({ ...change, by: 'olga@example.com' }, rules, bare)).toMatchObject({
    why: "The operator who started the engagement can't change the mapping. Nothing was changed.",
  });
  expect(judgeMappingChange({ ...change, by: 'fay@example.com', role: 'finance' }, rules, bare)).toMatchObject({
    why: "The role finance can't change the mapping. Allowed roles: admin. Nothing was changed.",
  });
});

test('an approver with a role of the mapping gate may decide about possible duplicates, and the operator may not', () => {
  const ada = { by: 'ada@example.com', role: 'admin' };
  const rules = { ...policy, roles: { mapping: { roles: ['admin'], people: 1 } } };
  expect(judgeDuplicates(ada, rules, bare)).toEqual({ counted: true });
  expect(judgeDuplicates({ ...ada, by: 'olga@example.com' }, rules, bare)).toMatchObject({
    why: "The operator who started the engagement can't decide about possible duplicates. Nothing was changed.",
  });
});

test('a sign-off by a person who is not listed, or is listed with another role, does not count', () => {
  expect(why({ by: 'eve@example.com' })).toContain('does not list eve@example.com as an approver with the role admin');
  expect(why({ role: 'finance' })).toContain('does not list ada@example.com as an approver with the role finance');
});

test('the answer to an approver whose role may not sign the gate lists the allowed roles', () => {
  expect(why({ by: 'fay@example.com', role: 'finance' })).toContain("can't sign the gate scope. Allowed roles: admin.");
});

test('nobody can sign a gate without roles', () => {
  const verdict = why({ gate: 'freeze' }, { ...open, gate: 'freeze' });
  expect(verdict).toContain("can't sign the gate freeze. Allowed roles: none.");
});

test('a sign-off without proof of identity counts only where the policy allows it', () => {
  expect(why({}, open, { ...policy, allowUnproven: false })).toContain('requires proof of identity');
});

test('the roles of `exception` apply to all exception gates', () => {
  expect(rolesFor(policy, 'exception:Contacts')).toEqual(['admin', 'finance']);
});

test('a refusal names every role that the gate accepts', () => {
  const roles = { scope: { roles: ['finance', 'legal'], people: 1 } };
  expect(judgeSignOff(signOff(), open, { ...policy, roles }, bare)).toEqual({
    counted: false,
    why: "The role admin can't sign the gate scope. Allowed roles: finance, legal. Nothing was changed.",
  });
});

const proven = {
  state: 'proven',
  by: 'key:a',
  subject: null,
  nonce: 'n',
  identity: 'key:a',
  depositedAt: null,
} as const;
const strict = { ...policy, allowUnproven: false };
const approval = { by: 'ada@example.com', role: 'admin', digest: open.digest, identity: 'key:a' };
const two = { ...policy, roles: { ...policy.roles, scope: { roles: ['admin'], people: 2, evidenceHours: 1 } } };

test('a proof that counts satisfies a gate that needs one; one that does not count is refused everywhere', () => {
  expect(judgeSignOff(signOff(), open, strict, { ...bare, proof: proven })).toEqual({ counted: true });
  const refused = { state: 'refused', why: 'the signature is wrong.' } as const;
  expect(judgeSignOff(signOff(), open, policy, { ...bare, proof: refused })).toMatchObject({
    why: 'The proof does not count: the signature is wrong. Nothing was changed.',
  });
});

test('the policy of a gate decides about proofs before the policy of the file', () => {
  const gate = (proof: boolean) => ({ ...strict, roles: { scope: { roles: ['admin'], people: 1, proof } } });
  expect(judgeSignOff(signOff(), open, gate(false), bare)).toEqual({ counted: true });
  expect(judgeSignOff(signOff(), open, { ...gate(true), allowUnproven: true }, bare)).toMatchObject({ counted: false });
});

test('an approval says how many other people are missing; one person is enough for another decision', () => {
  expect(judgeSignOff(signOff(), open, two, bare)).toEqual({ counted: true, missing: 1 });
  expect(judgeSignOff(signOff({ decision: 'rejected' }), open, two, bare)).toEqual({ counted: true });
  const other = { ...two, approvers: [...policy.approvers, { email: 'amy@example.com', role: 'admin' }] };
  const amy = signOff({ by: 'amy@example.com' });
  expect(judgeSignOff(amy, open, other, { ...bare, approvals: [approval] })).toEqual({ counted: true });
  expect(judgeSignOff(amy, open, other, { ...bare, approvals: [approval], proof: proven })).toMatchObject({
    why: expect.stringContaining('ada@example.com has approved this evidence already'),
  });
  expect(judgeSignOff(signOff(), open, two, { ...bare, approvals: [approval] })).toMatchObject({ counted: false });
});

test('evidence that is older than the policy accepts can not be approved, but it can be sent back', () => {
  const old = { ...open, writtenAt: '2026-11-26T10:59:00.000Z' };
  expect(judgeSignOff(signOff(), old, two, bare)).toMatchObject({
    why: expect.stringContaining('written at 2026-11-26T10:59:00.000Z, and the engagement file accepts it for 1 hours'),
  });
  expect(judgeSignOff(signOff({ decision: 'changes-requested' }), old, two, bare)).toEqual({ counted: true });
  expect(judgeSignOff(signOff(), old, policy, bare)).toEqual({ counted: true });
});

test('a person revokes an own sign-off of the open gate, and no other', () => {
  const revocation = { gate: 'scope', by: 'ada@example.com', role: 'admin', digest: open.digest } as const;
  const known = { ...bare, approvals: [approval] };
  const why = (changes: object, gate: 'scope' | 'mapping' = 'scope', rules: Policy = policy) => {
    const verdict = judgeRevocation({ ...revocation, ...changes }, gate, rules, known);
    return verdict.counted ? 'counted' : verdict.why;
  };
  expect(why({})).toBe('counted');
  expect(why({}, 'mapping')).toContain("The sign-offs of scope can't be revoked");
  expect(why({ by: 'amy@example.com' })).toContain('amy@example.com has no sign-off of scope');
  expect(why({ digest: '0000000000' })).toContain('has no sign-off of scope with the digest 0000000000');
  expect(why({}, 'scope', strict)).toContain('requires proof of identity');
});

describe('exceptions without a decision', () => {
  const roles = {
    rehearsal: { roles: ['admin'], people: 1 },
    freeze: { roles: ['admin'], people: 1, openExceptions: 2 },
    acceptance: { roles: ['admin'], people: 1, openExceptions: 'any' as const },
    'exception:Contacts': { roles: ['admin'], people: 1 },
    exception: { roles: ['admin'], people: 1 },
  };
  const rules: Policy = { ...policy, roles };
  const sign = (gate: SignOff['gate'], openExceptions: number, decision: SignOff['decision'] = 'approved') =>
    judgeSignOff(signOff({ gate, decision }), { ...open, gate, openExceptions }, rules, bare);

  test('keep a gate about a load from being approved, and the answer says how many and where to decide', () => {
    expect(sign('rehearsal', 1_200)).toEqual({
      counted: false,
      why:
        '1,200 exceptions have no decision, and the gate rehearsal can be approved with at most 0. Decide about them in the ' +
        'console (Exceptions) or with portage exceptions decide, then read the evidence again. You can also request changes ' +
        'or reject. Nothing was changed.',
    });
    expect(sign('rehearsal', 0)).toEqual({ counted: true });
  });

  test('never keep people from requesting changes or rejecting', () => {
    expect(sign('rehearsal', 5, 'changes-requested')).toEqual({ counted: true });
    expect(sign('rehearsal', 5, 'rejected')).toEqual({ counted: true });
  });

  test('are allowed up to the number of the gate, then of the engagement', () => {
    expect(sign('freeze', 2)).toEqual({ counted: true });
    expect(sign('freeze', 3)).toMatchObject({ counted: false });
    expect(sign('acceptance', 1_000_000)).toEqual({ counted: true });
    expect(allowedExceptions({ ...rules, openExceptions: 'any' }, 'rehearsal')).toBeNull();
    expect(allowedExceptions({ ...rules, openExceptions: 7 }, 'rehearsal')).toBe(7);
  });

  test('do not matter at a gate that is not about the result of a load', () => {
    expect(allowedExceptions(rules, 'scope')).toBeNull();
    expect(sign('exception:Contacts', 9)).toEqual({ counted: true });
  });
});

describe('deciding about exceptions and judging records', () => {
  const act = (by: string, role: string, rules = policy, proof: Circumstances['proof'] = { state: 'none' }) => {
    const verdict = judgeAct({ by, role }, 'decide about exceptions', rules, { proof });
    return verdict.counted ? 'counted' : verdict.why;
  };

  test('every approver may do it, in any role', () => {
    expect(act('fay@example.com', 'finance')).toBe('counted');
    const unlisted: Policy = { ...policy, roles: {} };
    expect(act('ada@example.com', 'admin', unlisted)).toBe('counted');
  });

  test('the operator and people who are not listed may not', () => {
    expect(act('olga@example.com', 'admin')).toContain("The operator who started the engagement can't decide about");
    expect(act('eve@example.com', 'admin')).toContain('does not list eve@example.com');
    expect(act('ada@example.com', 'finance')).toContain('with the role finance');
  });

  test('it needs a proof where the exception gates need one', () => {
    const strict: Policy = { ...policy, allowUnproven: false };
    expect(act('ada@example.com', 'admin', strict)).toContain('requires proof of identity to decide about exceptions');
    const proven = {
      state: 'proven',
      by: 'key:k',
      subject: null,
      nonce: 'n',
      identity: 'key:k',
      depositedAt: null,
    } as const;
    expect(act('ada@example.com', 'admin', strict, proven)).toBe('counted');
  });
});

test('the operator and every approver may have exceptions loaded again, and nobody else', () => {
  for (const by of ['OLGA@example.com', 'fay@example.com'])
    expect(judgeRetry({ by }, policy)).toEqual({ counted: true });
  expect(judgeRetry({ by: 'eve@example.com' }, policy)).toEqual({
    counted: false,
    why: 'The engagement file does not list eve@example.com as its operator or as an approver. Nothing was changed.',
  });
});

test('a policy that names nobody lets nobody decide about the go-live', () => {
  expect(gatePolicy({ roles: {} }, 'go-live')).toEqual({ roles: [], people: 2 });
});
