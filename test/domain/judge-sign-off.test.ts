import { judgeSignOff, rolesFor } from '../../domain/judge-sign-off.ts';
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

test('an approver who signs the open gate with the digest that is shown counts', () => {
  expect(judgeSignOff(signOff(), open, policy)).toEqual({ counted: true });
});

test('a sign-off while no gate is open changes nothing', () => {
  expect(why({}, null)).toBe('No gate is open now. Nothing was changed.');
});

test('a sign-off for another gate names the one that is open', () => {
  expect(why({ gate: 'mapping' })).toBe('Gate mapping is not open; scope is. Nothing was changed.');
});

test('a stale digest asks to read the evidence anew', () => {
  expect(why({ digest: 'older-one' })).toContain('The evidence has changed since it was shown: sign digest abcdef0123');
});

test('the operator can not approve', () => {
  expect(why({ by: 'olga@example.com' })).toContain("operator who started the engagement can't approve it");
});

test('somebody who is not listed, or listed with another role, does not count', () => {
  expect(why({ by: 'eve@example.com' })).toContain('eve@example.com is no approver with the role admin');
  expect(why({ role: 'finance' })).toContain('ada@example.com is no approver with the role finance');
});

test('a listed approver with a role that the gate does not accept is told which it does', () => {
  expect(why({ by: 'fay@example.com', role: 'finance' })).toContain('may not sign scope; admin may.');
});

test('a gate without roles can be signed by nobody', () => {
  const verdict = why({ gate: 'freeze' }, { ...open, gate: 'freeze' });
  expect(verdict).toContain('may not sign freeze; nobody may.');
});

test('a sign-off without proof of identity counts only where the policy allows it', () => {
  expect(why({}, open, { ...policy, allowUnproven: false })).toContain('wants proof of identity');
});

test('all exception gates share the roles of exception', () => {
  expect(rolesFor(policy, 'exception:Contacts')).toEqual(['admin', 'finance']);
});

test('a refusal names every role that the gate accepts', () => {
  const roles = { scope: ['finance', 'legal'] };
  expect(judgeSignOff(signOff(), open, { ...policy, roles })).toEqual({
    counted: false,
    why: 'The role admin may not sign scope; finance or legal may. Nothing was changed.',
  });
});
