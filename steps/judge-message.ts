import { listDecisions, bookMessage, type JudgedMessage } from '../connectors/ledger/sign-offs.ts';
import { followApprovals, ofEvidence } from '../domain/approvals.ts';
import type { CheckedProof } from '../domain/check-proof.ts';
import type { Provable } from '../domain/canonical-sign-off.ts';
import {
  judgeCancellation,
  judgeRevocation as judgeWithdrawal,
  judgeRollback,
  judgeSignOff as judge,
  type Policy,
} from '../domain/judge-sign-off.ts';
import type { RequestInput, RevocationInput, SignOffInput } from '../schemas/engagement.ts';
import { readMessage, type MessageSchema } from '../schemas/message.ts';
import {
  CancelRequest,
  Revocation,
  RollbackRequest,
  SignOff,
  type Evidence,
  type Verdict,
} from '../schemas/sign-off.ts';
import { acceptPeople } from './change-people.ts';
import { checkProof } from './check-proof.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { forgetDecisions, rememberDecisions } from './remember-decisions.ts';

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
  if (isApproved && evidence?.gate === 'mapping') {
    await acceptPeople(ports, stored, id);
    await rememberDecisions(ports, stored);
  }
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
  if (booked.counted && open?.gate === 'mapping' && isDecided) await forgetDecisions(ports, engagement);
  return { verdict: booked, evidence: booked.counted && open ? await gatherEvidence(ports, stored, open) : null };
}

interface Judged<Request> {
  request: Request | null;
  verdict: Verdict;
}

/** Judges a request to roll an environment back, and books it at once, once for each id. */
export const judgeRollbackRequest = (
  ports: Ports,
  stored: StoredEngagement,
  input: RequestInput,
): Promise<Judged<RollbackRequest>> =>
  judgeRequest(ports, stored, input, {
    purpose: 'rollback',
    what: 'rollback request',
    schema: RollbackRequest,
    gate: ({ environment }) => `rollback:${environment}`,
    judge: judgeRollback,
  });

/** Judges a request to end the engagement, and books it at once, once for each id. */
export const judgeCancelRequest = (
  ports: Ports,
  stored: StoredEngagement,
  input: RequestInput,
): Promise<Judged<CancelRequest>> =>
  judgeRequest(ports, stored, input, {
    purpose: 'cancellation',
    what: 'cancel request',
    schema: CancelRequest,
    gate: () => 'cancel',
    judge: judgeCancellation,
  });

interface RequestKind<Kind extends 'rollback' | 'cancellation'> {
  purpose: Kind;
  what: JudgedMessage['what'];
  schema: MessageSchema<Provable[Kind]>;
  gate: (request: Provable[Kind]) => string;
  judge: (request: Provable[Kind], policy: Policy, circumstances: { proof: CheckedProof }) => Verdict;
}

async function judgeRequest<Kind extends 'rollback' | 'cancellation'>(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, closed }: RequestInput,
  { purpose, what, schema, gate, judge: judgeOne }: RequestKind<Kind>,
): Promise<Judged<Provable[Kind]>> {
  const message = readMessage(schema, asArguments(received));
  const request = message.ok ? message.value : null;
  const proof = request ? await checkProof(ports, stored, purpose, request, at) : none;
  const verdict: Verdict = !message.ok
    ? { counted: false, why: message.why }
    : closed !== null
      ? { counted: false, why: `${closed} Nothing was changed.` }
      : judgeOne(message.value, policyOf(stored), { proof });
  const fields: Fields = request
    ? {
        ...{ gate: gate(request), decision: 'requested', by: request.by, role: request.role },
        ...{ digest: null, comment: request.comment ?? null, proof: request.proof ?? null },
      }
    : unread;
  const judged = { ...fields, ...circumstances(stored, proof), id, writtenAt: null, verdict, at };
  return { request, verdict: await bookMessage(ports.ledger, engagement, { ...judged, what }) };
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
