import { listDecisions, bookMessage, type JudgedMessage } from '../connectors/ledger/sign-offs.ts';
import { followApprovals, ofEvidence } from '../domain/approvals.ts';
import type { CheckedProof } from '../domain/check-proof.ts';
import { judgeRevocation as judgeWithdrawal, judgeRollback, judgeSignOff as judge } from '../domain/judge-sign-off.ts';
import type { RevocationInput, RollbackRequestInput, SignOffInput } from '../schemas/engagement.ts';
import { readMessage } from '../schemas/message.ts';
import { Revocation, RollbackRequest, SignOff, type Evidence, type Verdict } from '../schemas/sign-off.ts';
import { acceptPeople } from './change-people.ts';
import { checkProof } from './check-proof.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';

type Fields = Omit<JudgedMessage, 'id' | 'at' | 'what' | 'verdict' | 'proven' | 'configDigest' | 'writtenAt'>;
const unread: Fields = {
  gate: null,
  decision: null,
  by: null,
  role: null,
  digest: null,
  comment: null,
  proof: null,
};
const none: CheckedProof = { state: 'none' };

/**
 * Judges a sign-off against the evidence as it is now, with its proof, and books it at once. A repeated call with the same id
 * books nothing again.
 *
 * @returns `signOff`: null if the message could not be read. `evidence`: the evidence of the open gate, gathered anew
 */
export async function judgeSignOff(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, open, closed }: SignOffInput,
): Promise<{ signOff: SignOff | null; verdict: Verdict; evidence: Evidence | null }> {
  const message = readMessage(SignOff, asArguments(received));
  const evidence = open && (await gatherEvidence(ports, stored, open));
  const signOff = message.ok ? message.value : null;
  const writtenAt = evidence?.writtenAt ?? null;
  const proof = signOff ? await checkProof(ports, stored, 'sign-off', signOff, at) : none;
  const verdict: Verdict = !message.ok
    ? { counted: false, why: message.why }
    : evidence
      ? judge(
          message.value,
          { ...evidence, writtenAt, openExceptions: evidence.exceptions?.open ?? 0 },
          policyOf(stored),
          {
            proof,
            approvals: ofEvidence((await approvalsOf(ports, engagement, evidence.gate)).pending, evidence.digest),
            at,
          },
        )
      : { counted: false, why: `${closed} Nothing was changed.` };
  const fields: Fields = signOff
    ? { ...signOff, comment: signOff.comment ?? null, proof: signOff.proof ?? null }
    : unread;
  const judged = { ...fields, ...circumstances(stored, proof), id, writtenAt, verdict, at };
  const booked = await bookMessage(ports.ledger, engagement, { ...judged, what: 'sign-off' });
  const isApproved = booked.counted && (booked.missing ?? 0) === 0 && signOff?.decision === 'approved';
  if (isApproved && evidence?.gate === 'mapping') await acceptPeople(ports, stored, id);
  const waits = booked.counted && (booked.missing ?? 0) > 0;
  return {
    signOff,
    verdict: booked,
    evidence: waits && evidence && signOff ? withApproval(evidence, signOff) : evidence,
  };
}

/** Judges the withdrawal of an own sign-off, and books it at once, once for each id. */
export async function judgeRevocation(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, open, closed, isDecided = false }: RevocationInput,
): Promise<{ verdict: Verdict; evidence: Evidence | null }> {
  const message = readMessage(Revocation, asArguments(received));
  const revocation = message.ok ? message.value : null;
  const proof = revocation ? await checkProof(ports, stored, 'revocation', revocation, at) : none;
  const verdict: Verdict = !message.ok
    ? { counted: false, why: message.why }
    : open
      ? judgeWithdrawal(message.value, open.gate, policyOf(stored), {
          proof,
          approvals: (await approvalsOf(ports, engagement, open.gate))[isDecided ? 'deciding' : 'pending'],
          at,
        })
      : { counted: false, why: `${closed} Nothing was changed.` };
  const fields: Fields = revocation
    ? { ...revocation, decision: 'revoked', comment: revocation.comment ?? null, proof: revocation.proof ?? null }
    : unread;
  const judged = { ...fields, ...circumstances(stored, proof), id, writtenAt: null, verdict, at };
  const booked = await bookMessage(ports.ledger, engagement, { ...judged, what: 'revocation' });
  return { verdict: booked, evidence: booked.counted && open ? await gatherEvidence(ports, stored, open) : null };
}

/** Judges a request to roll an environment back, and books it at once, once for each id. */
export async function judgeRollbackRequest(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, closed }: RollbackRequestInput,
): Promise<{ request: RollbackRequest | null; verdict: Verdict }> {
  const message = readMessage(RollbackRequest, asArguments(received));
  const request = message.ok ? message.value : null;
  const proof = request ? await checkProof(ports, stored, 'rollback', request, at) : none;
  const verdict: Verdict = !message.ok
    ? { counted: false, why: message.why }
    : closed !== null
      ? { counted: false, why: `${closed} Nothing was changed.` }
      : judgeRollback(message.value, policyOf(stored), { proof });
  const fields: Fields = request
    ? {
        ...{ gate: `rollback:${request.environment}`, decision: 'requested', by: request.by, role: request.role },
        ...{ digest: null, comment: request.comment ?? null, proof: request.proof ?? null },
      }
    : unread;
  const judged = { ...fields, ...circumstances(stored, proof), id, writtenAt: null, verdict, at };
  return { request, verdict: await bookMessage(ports.ledger, engagement, { ...judged, what: 'rollback request' }) };
}

/** Approvals of a gate that wait for other people, and those that have decided it. */
const approvalsOf = async ({ ledger }: Ports, engagement: string, gate: string) =>
  followApprovals(await listDecisions(ledger, engagement, gate));

/** The evidence with an approval that waits for other people. */
const withApproval = (evidence: Evidence, { by, role }: SignOff): Evidence => ({
  ...evidence,
  approvedBy: [...(evidence.approvedBy ?? []).filter((one) => one.by !== by), { by, role }],
});

const circumstances = ({ configDigest }: StoredEngagement, proof: CheckedProof) => ({
  configDigest,
  proven: proof.state === 'proven' ? proof : null,
});

const asArguments = (received: unknown): unknown[] => (Array.isArray(received) ? received : [received]);
