import { bookMessage, type JudgedMessage } from '../connectors/ledger/sign-offs.ts';
import { judgeRollback, judgeSignOff as judge } from '../domain/judge-sign-off.ts';
import type { RollbackRequestInput, SignOffInput } from '../schemas/engagement.ts';
import { readMessage } from '../schemas/message.ts';
import { RollbackRequest, SignOff, type Evidence, type Verdict } from '../schemas/sign-off.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { policyOf } from './policy.ts';
import type { Ports, StoredEngagement } from './ports.ts';

const unread: Omit<JudgedMessage, 'id' | 'at' | 'what' | 'verdict'> = {
  gate: null,
  decision: null,
  by: null,
  role: null,
  digest: null,
  comment: null,
};

/**
 * Judges a sign-off against the evidence as it is now, and books it at once. A repeated call with the same id books nothing
 * again.
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
  const verdict: Verdict = !message.ok
    ? { counted: false, why: message.why }
    : evidence
      ? judge(message.value, evidence, policyOf(stored))
      : { counted: false, why: `${closed} Nothing was changed.` };
  const signOff = message.ok ? message.value : null;
  const fields = signOff ? { ...signOff, comment: signOff.comment ?? null } : unread;
  const booked = await bookMessage(ports.ledger, engagement, { ...fields, id, what: 'sign-off', verdict, at });
  return { signOff, verdict: booked, evidence };
}

/** Judges a request to roll an environment back, and books it at once, once for each id. */
export async function judgeRollbackRequest(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, id, received, at, closed }: RollbackRequestInput,
): Promise<{ request: RollbackRequest | null; verdict: Verdict }> {
  const message = readMessage(RollbackRequest, asArguments(received));
  const verdict: Verdict = !message.ok
    ? { counted: false, why: message.why }
    : closed !== null
      ? { counted: false, why: `${closed} Nothing was changed.` }
      : judgeRollback(message.value, policyOf(stored));
  const request = message.ok ? message.value : null;
  const fields = request
    ? { ...unread, gate: `rollback:${request.environment}`, decision: 'requested', by: request.by, role: request.role }
    : unread;
  const comment = request?.comment ?? null;
  const booked = await bookMessage(ports.ledger, engagement, {
    ...fields,
    comment,
    id,
    what: 'rollback request',
    verdict,
    at,
  });
  return { request, verdict: booked };
}

const asArguments = (received: unknown): unknown[] => (Array.isArray(received) ? received : [received]);
