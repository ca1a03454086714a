import { judgeSignOff, readSignOff, rolesFor } from '../../domain/judge-sign-off.ts';
import type { Evidence, SignOff } from '../../schemas/sign-off.ts';

const policy = {
  operator: 'olga@example.com',
  approvers: [
    { email: 'ada@example.com', role: 'admin' },
    { email: 'fay@example.com', role: 'finance' },
    { email: 'olga@example.com', role: 'admin' },
  ],
  roles: { scope: ['admin'], exception: ['admin', 'finance'] },
  allowUnproven: true,
};
const open: Evidence = { gate: 'scope', digest: 'abcdef0123', summary: '', documents: [] };
const signOff = (changes: Partial<SignOff> = {}): SignOff => ({
  gate: 'scope',
  decision: 'approved',
  by: 'ada@example.com',
  role: 'admin',
  digest: 'abcdef0123',
  ...changes,
});
const why = (changes: Partial<SignOff>, gate: Evidence | null = open, rules = policy) => {
  const verdict = judgeSignOff(signOff(changes), gate, rules);
  return verdict.counted ? 'counted' : verdict.why;
};

test('a sign-off by an approver for the open gate with the shown digest counts', () => {
  expect(judgeSignOff(signOff(), open, policy)).toEqual({ counted: true });
});

test('a sign-off does not count when no gate is open', () => {
  expect(why({}, null)).toBe('No gate is open. Nothing was changed.');
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
  expect(why({ by: 'olga@example.com' })).toContain("operator who started the engagement can't approve it");
});

test('a sign-off by a person who is not listed, or is listed with another role, does not count', () => {
  expect(why({ by: 'eve@example.com' })).toContain('does not list eve@example.com as an approver with the role admin');
  expect(why({ role: 'finance' })).toContain('does not list ada@example.com as an approver with the role finance');
});

test('the answer to an approver whose role may not sign the gate lists the allowed roles', () => {
  expect(why({ by: 'fay@example.com', role: 'finance' })).toContain("can't sign the gate scope. Allowed roles: admin.");
});

test('the answer to an unknown decision lists the decisions', () => {
  expect(why({ decision: 'aproved' as SignOff['decision'] })).toBe(
    '"aproved" is not a decision. Decisions: approved, changes-requested, rejected. Nothing was changed.',
  );
});

test('a complete sign-off is read as it was sent, without unknown fields', () => {
  const sent = signOff({ comment: 'Agreed.' });
  expect(readSignOff({ ...sent, extra: 1 })).toEqual(sent);
});

test('missing fields and fields that are not texts are read as empty texts', () => {
  const empty = { gate: '', decision: '', by: '', role: '', digest: '' };
  expect(readSignOff(null)).toEqual(empty);
  expect(readSignOff('approved')).toEqual(empty);
  expect(readSignOff({ gate: 'scope', by: 7, role: {}, comment: [] })).toEqual({
    ...empty,
    gate: 'scope',
    comment: '',
  });
});

test('NUL characters, which the ledger cannot store, are left out', () => {
  expect(readSignOff(signOff({ role: 'ad\0min' })).role).toBe('admin');
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
  const roles = { scope: ['finance', 'legal'] };
  expect(judgeSignOff(signOff(), open, { ...policy, roles })).toEqual({
    counted: false,
    why: "The role admin can't sign the gate scope. Allowed roles: finance, legal. Nothing was changed.",
  });
});
