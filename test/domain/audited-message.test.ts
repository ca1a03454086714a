import { differsFromAudit } from '../../domain/audited-message.ts';

const parts = {
  ...{ gate: 'scope', decision: 'approved', by: 'ada@customer.example', role: 'admin', digest: 'd', comment: null },
  ...{ why: null, missing: 0, provenBy: 'key:k', subject: null, nonce: 'n', configDigest: 'c' },
};
const at = '2026-11-26T12:00:00.000Z';
const message = { ...parts, what: 'sign-off', counted: true, proof: { kind: 'key', random: 'r' }, at: new Date(at) };
const body = { ...parts, proof: { random: 'r', kind: 'key' }, at };

test('a message equals its entry, whatever the order of the members', () => {
  expect(differsFromAudit(message, body, 'sign-off counted')).toEqual([]);
});

test('each changed part is named', () => {
  const changed = { ...message, by: 'eve@customer.example', counted: false, proof: null, at: new Date(0) };
  expect(differsFromAudit(changed, body, 'sign-off counted')).toEqual(['verdict', 'by', 'proof', 'at']);
  expect(differsFromAudit({ ...message, what: 'revocation' }, body, 'sign-off counted')).toEqual(['verdict']);
});

test('a message from before proofs existed is compared with what its entry has', () => {
  const { missing: _, provenBy: __, nonce: ___, configDigest: ____, proof: _____, at: ______, ...old } = body;
  const none = { missing: null, provenBy: null, nonce: null, configDigest: null, proof: null, what: null };
  expect(differsFromAudit({ ...message, ...none }, old, 'sign-off counted')).toEqual([]);
  expect(differsFromAudit({ ...message, ...none }, old, 'sign-off refused')).toEqual(['verdict']);
});
