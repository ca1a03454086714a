import { followApprovals, ofEvidence, type BookedDecision } from '../../domain/approvals.ts';

const signOff = (by: string, missing: number, digest = 'evidence-1'): BookedDecision => ({
  ...{ what: 'sign-off', decision: 'approved', role: 'admin', identity: null },
  ...{ by, missing, digest },
});
const revocation = (by: string): BookedDecision => ({ ...signOff(by, 0), what: 'revocation', decision: 'revoked' });
const names = (...booked: BookedDecision[]) => {
  const { pending, deciding } = followApprovals(booked);
  return { pending: pending.map(({ by }) => by), deciding: deciding.map(({ by }) => by) };
};

test('an approval waits while people are missing, and the last one decides the gate', () => {
  expect(names(signOff('ada', 1))).toEqual({ pending: ['ada'], deciding: [] });
  expect(names(signOff('ada', 1), signOff('fay', 0))).toEqual({ pending: [], deciding: ['ada', 'fay'] });
});

test('a gate that is open again begins without approvals', () => {
  expect(names(signOff('ada', 1), signOff('fay', 0), signOff('ned', 1))).toEqual({ pending: ['ned'], deciding: [] });
});

test('a revoked approval does not count, before and after the gate is decided', () => {
  expect(names(signOff('ada', 1), revocation('ada'))).toEqual({ pending: [], deciding: [] });
  expect(names(signOff('ada', 1), signOff('fay', 0), revocation('fay'))).toEqual({ pending: ['ada'], deciding: [] });
});

test('approvals of earlier evidence have expired', () => {
  const { pending } = followApprovals([signOff('ada', 1), signOff('fay', 1, 'evidence-2')]);
  expect(ofEvidence(pending, 'evidence-2').map(({ by }) => by)).toEqual(['fay']);
});
