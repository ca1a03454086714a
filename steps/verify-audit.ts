import { z } from 'zod';
import { brokenLinkOf, listAudit, type AuditEntry } from '../connectors/ledger/audit.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { findEarlierFiles } from '../connectors/ledger/engagements.ts';
import { evidenceDigest, findEvidence } from '../connectors/ledger/evidence.ts';
import { findToken } from '../connectors/ledger/id-tokens.ts';
import { decisionsOf, listMessages, type BookedMessage } from '../connectors/ledger/sign-offs.ts';
import { sha256 } from '../connectors/digest.ts';
import { isOfTime, isPinAsAudited, listPinnedKeys, type PinnedKey } from '../connectors/proof/pinned-keys.ts';
import { followApprovals, ofEvidence } from '../domain/approvals.ts';
import { differsFromAudit } from '../domain/audited-message.ts';
import type { CheckedProof } from '../domain/check-proof.ts';
import { judgeCancellation, judgeRevocation, judgeRollback, judgeSignOff } from '../domain/judge-sign-off.ts';
import type { EngagementFile } from '../schemas/engagement-file.ts';
import type { AuditReport, CheckedMessage } from '../schemas/report.ts';
import { CancelRequest, Revocation, RollbackRequest, SignOff, type Verdict } from '../schemas/sign-off.ts';
import { verifyProof, type TokenSources } from './check-proof.ts';
import { policyOf } from './policy.ts';

/**
 * Checks the audit chain of an engagement, and judges every sign-off, revocation and request again: by the files of its time,
 * with its proof, from the ledger alone. It needs no network and no issuer, so it gives the same answer years later.
 */
export async function verifyAudit(ledger: Ledger, engagement: string): Promise<AuditReport> {
  const entries = await listAudit(ledger, engagement);
  const messages = await listMessages(ledger, engagement);
  const pins = await listPinnedKeys(ledger, engagement);
  const broken = brokenLinkOf(engagement, entries);
  const audited = new Map(
    entries.flatMap((entry) => (isOfMessage(entry) ? [[String(entry.body['message']), entry]] : [])),
  );
  const checked: CheckedMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const earlier = messages.slice(0, index).filter(({ gate }) => gate === message.gate);
    const problem = await problemOf({ ledger, engagement, pins }, message, earlier, audited.get(message.id));
    checked.push(describe(message, problem));
  }
  const booked = new Set(messages.map(({ id }) => id));
  const last = entries.at(-1);
  return {
    engagement,
    entries: entries.length,
    head: last ? { seq: last.seq, hash: last.hash } : null,
    messages: checked,
    problems: [
      ...(broken === null
        ? []
        : [`The audit chain is broken at entry ${broken}: it or an entry before it was changed.`]),
      ...[...audited.keys()]
        .filter((id) => !booked.has(id))
        .map((id) => `The message ${id} is in the audit, but not booked.`),
      ...problemsOfPeople(entries, messages),
      ...(await problemsOfPins(pins, entries)),
    ],
    remarks: entries
      .filter(({ what }) => what === 'issuer key pinned under the id of another key')
      .map(
        ({ at, body }) =>
          `${at.toISOString()}: ${String(body['issuer'])} published another key under an id that it had used.`,
      ),
  };
}

const isOfMessage = ({ what }: AuditEntry): boolean => / (counted|refused)$/.test(what);

function describe(message: BookedMessage, problem: string | null): CheckedMessage {
  const { what, gate, decision, by, at, counted, proof } = message;
  const text = what ?? 'sign-off';
  return { what: text, gate, decision, by, at: at.toISOString(), counted, proof: proof?.kind ?? 'none', problem };
}

interface Place {
  ledger: Ledger;
  engagement: string;
  pins: PinnedKey[];
}

/** Why a booked message does not agree with the audit, with its proof or with the rules of its time; null if it does. */
async function problemOf(
  place: Place,
  message: BookedMessage,
  earlier: BookedMessage[],
  entry: AuditEntry | undefined,
): Promise<string | null> {
  if (!entry) return 'The audit has no entry for it.';
  const changed = differsFromAudit(message, entry.body, entry.what);
  if (changed.length > 0) return `It differs from its audit entry ${entry.seq} in ${changed.join(', ')}.`;
  // A refused message has changed nothing. Messages from before proofs existed don't name their files.
  if (!message.counted || message.what === null || message.configDigest === null) return null;
  const files = await findEarlierFiles(place.ledger, place.engagement, message.configDigest);
  if (!files) return 'The files of the engagement that it was judged by are missing or were changed.';
  const verdict = await judgeAgain(place, files, message, earlier, entry);
  if (!verdict.counted) return `Judged again, it does not count: ${verdict.why}`;
  if ((verdict.missing ?? 0) !== message.missing) return 'Judged again, another number of people is missing.';
  return null;
}

async function judgeAgain(
  { ledger, engagement, pins }: Place,
  files: EngagementFile,
  message: BookedMessage,
  earlier: BookedMessage[],
  { body }: AuditEntry,
): Promise<Verdict> {
  const policy = policyOf({ engagement: files });
  const at = message.at.toISOString();
  const { by, role, digest, decision } = message;
  const optional = {
    ...(message.comment !== null && { comment: message.comment }),
    ...(message.proof && { proof: message.proof }),
  };
  const sources: TokenSources = {
    async token(reference) {
      const found = await findToken(ledger, engagement, reference);
      const depositedAt = body['depositedAt'];
      return found && sha256(found.token) === reference && typeof depositedAt === 'string'
        ? { token: found.token, depositedAt: new Date(depositedAt) }
        : null;
    },
    keys: (issuer, issuedAt) =>
      Promise.resolve(pins.filter((pin) => pin.issuer === issuer && isOfTime(pin, issuedAt)).map(({ jwk }) => jwk)),
    // The account that was proven then must be proven again.
    subject: () => Promise.resolve(message.subject),
  };
  const check = async (checked: Promise<CheckedProof>): Promise<CheckedProof> => {
    const proof = await checked;
    const isSame = proof.state !== 'proven' || (proof.by === message.provenBy && proof.nonce === message.nonce);
    return isSame ? proof : { state: 'refused', why: 'it is another proof than the booked one.' };
  };
  const approvals = followApprovals(decisionsOf(earlier));
  if (message.what === 'rollback request') {
    const request = RollbackRequest.parse({ environment: message.gate?.split(':')[1], by, role, ...optional });
    const proof = request.proof
      ? await check(verifyProof({ engagement: files }, 'rollback', request, request.proof, sources))
      : none;
    return judgeRollback(request, policy, { proof });
  }
  if (message.what === 'cancel request') {
    const request = CancelRequest.parse({ by, role, ...optional });
    const proof = request.proof
      ? await check(verifyProof({ engagement: files }, 'cancellation', request, request.proof, sources))
      : none;
    return judgeCancellation(request, policy, { proof });
  }
  if (message.what === 'revocation') {
    const revocation = Revocation.parse({ gate: message.gate, by, role, digest, ...optional });
    const proof = revocation.proof
      ? await check(verifyProof({ engagement: files }, 'revocation', revocation, revocation.proof, sources))
      : none;
    const { pending, deciding } = approvals;
    return judgeRevocation(revocation, revocation.gate, policy, {
      proof,
      approvals: pending.length > 0 ? pending : deciding,
      at,
    });
  }
  const signOff = SignOff.parse({ gate: message.gate, decision, by, role, digest, ...optional });
  const proof = signOff.proof
    ? await check(verifyProof({ engagement: files }, 'sign-off', signOff, signOff.proof, sources))
    : none;
  const covered = await findEvidence(ledger, engagement, signOff);
  if (!covered || evidenceDigest(covered) !== signOff.digest) {
    return { counted: false, why: 'What its digest covers is missing or was changed.' };
  }
  const writtenAt = typeof body['writtenAt'] === 'string' ? body['writtenAt'] : null;
  const openExceptions = OpenThen.parse(covered).exceptions.open;
  return judgeSignOff(signOff, { gate: signOff.gate, digest: signOff.digest, writtenAt, openExceptions }, policy, {
    proof,
    approvals: ofEvidence(approvals.pending, signOff.digest),
    at,
  });
}

/** Evidence from before exceptions were a part of it has none. */
const OpenThen = z.object({ exceptions: z.object({ open: z.number() }).default({ open: 0 }) });

/** People change only by a counted approval of the gate mapping, within one start of an engagement. */
function problemsOfPeople(entries: AuditEntry[], messages: BookedMessage[]): string[] {
  const stored = entries.filter(({ what, body }) => what === 'files stored' && body['people'] !== undefined);
  return stored.flatMap(({ seq, body }, index) => {
    const before = stored[index - 1]?.body;
    if (before?.['start'] !== body['start'] || before?.['people'] === body['people']) return [];
    const accepted = entries.find(({ what, seq: other }) => what === 'change of people accepted' && other > seq);
    const approval = messages.find(({ id }) => id === accepted?.body['message']);
    const isApproved =
      accepted?.body['digest'] === body['people'] &&
      approval?.counted === true &&
      approval.gate === 'mapping' &&
      approval.decision === 'approved';
    return isApproved ? [] : [`The people changed at entry ${seq} without an approval of the gate mapping.`];
  });
}

const none: CheckedProof = { state: 'none' };

async function problemsOfPins(pins: PinnedKey[], entries: AuditEntry[]): Promise<string[]> {
  const problems: string[] = [];
  for (const pin of pins) {
    if (!(await isPinAsAudited(pin, entries)))
      problems.push(`The key ${pin.thumbprint} of ${pin.issuer} differs from the audit.`);
  }
  return problems;
}
