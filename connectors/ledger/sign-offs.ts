import type { BookedDecision } from '../../domain/approvals.ts';
import type { Proof, Verdict } from '../../schemas/sign-off.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** What was proven: the issuer or key, the person's `sub` at the issuer, and the nonce, which makes a proof count once. */
export interface ProvenBy {
  by: string;
  subject: string | null;
  nonce: string;
  /** When the ledger received the ID token, ISO 8601; null for a key. */
  depositedAt: string | null;
}

/** A message with its verdict. A message that could not be read has no fields of a sign-off. */
export interface JudgedMessage {
  /** Identifies the message, whatever it says. */
  id: string;
  what: 'sign-off' | 'revocation' | 'rollback request' | 'cancel request';
  /** A gate, `rollback:<environment>` or `cancel`. */
  gate: string | null;
  decision: string | null;
  by: string | null;
  role: string | null;
  digest: string | null;
  comment: string | null;
  proof: Proof | null;
  proven: ProvenBy | null;
  /** Digest of the engagement's files that it was judged by. */
  configDigest: string;
  /** When the newest document of the evidence was written, ISO 8601. */
  writtenAt: string | null;
  verdict: Verdict;
  /** When the workflow received it, ISO 8601. */
  at: string;
}

/** A booked message, as the ledger has it now. Messages from before proofs existed have no `what` and no `configDigest`. */
export interface BookedMessage {
  id: string;
  what: JudgedMessage['what'] | null;
  gate: string | null;
  decision: string | null;
  by: string | null;
  role: string | null;
  digest: string | null;
  comment: string | null;
  proof: Proof | null;
  provenBy: string | null;
  subject: string | null;
  nonce: string | null;
  configDigest: string | null;
  counted: boolean;
  missing: number | null;
  why: string | null;
  at: Date;
}

/**
 * Books a judged message and appends it to the audit chain, once for each `id`.
 *
 * @returns the verdict that the ledger has: that of the first booking
 */
export async function bookMessage(ledger: Ledger, engagement: string, message: JudgedMessage): Promise<Verdict> {
  const { verdict, proven, writtenAt, at } = message;
  const { id, what, gate, decision, by, role, digest, comment, proof, configDigest } = message;
  const why = verdict.counted ? null : verdict.why;
  const missing = verdict.counted ? (verdict.missing ?? 0) : null;
  const provenBy = proven?.by ?? null;
  const subject = proven?.subject ?? null;
  const nonce = proven?.nonce ?? null;
  const isNew = await ledger.transaction(async (client) => {
    const { rowCount } = await client.query(
      `insert into sign_off (engagement, message, gate, decision, signed_by, role, digest, comment, counted, why, at,
         what, missing, proof, proven_by, subject, nonce, config_digest)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       on conflict (engagement, message) do nothing`,
      [
        ...[engagement, id, gate, decision, by, role, digest, comment, verdict.counted, why, at],
        ...[what, missing, proof && JSON.stringify(proof), provenBy, subject, nonce, configDigest],
      ],
    );
    if (rowCount === 0) return false;
    const heading = `${what} ${verdict.counted ? 'counted' : 'refused'}`;
    const body = { gate, decision, by, role, digest, comment, why, message: id };
    const depositedAt = proven?.depositedAt ?? null;
    const judged = { missing, proof, provenBy, subject, nonce, depositedAt, configDigest, writtenAt, at };
    await appendAudit(client, engagement, heading, { ...body, ...judged });
    return true;
  });
  return isNew ? verdict : ((await findVerdict(ledger, engagement, id)) ?? verdict);
}

/** The booked verdict of a message; null if it is not booked. */
async function findVerdict(ledger: Ledger, engagement: string, id: string): Promise<Verdict | null> {
  const [row] = await ledger.query<{ counted: boolean; missing: number | null; why: string | null }>(
    'select counted, missing, why from sign_off where engagement = $1 and message = $2',
    [engagement, id],
  );
  if (!row) return null;
  if (!row.counted) return { counted: false, why: row.why ?? '' };
  return row.missing ? { counted: true, missing: row.missing } : { counted: true };
}

/** All messages of an engagement, in the order of their booking. */
export const listMessages = (ledger: Ledger, engagement: string): Promise<BookedMessage[]> =>
  ledger.query(
    `select message as id, what, gate, decision, signed_by as by, role, digest, comment, proof, proven_by as "provenBy",
       subject, nonce, config_digest as "configDigest", counted, missing, why, at
     from sign_off where engagement = $1 order by seq`,
    [engagement],
  );

/** The counted sign-offs and revocations of a gate, in the order of their booking. */
export async function listDecisions(ledger: Ledger, engagement: string, gate: string): Promise<BookedDecision[]> {
  const messages = await listMessages(ledger, engagement);
  return decisionsOf(messages.filter((one) => one.gate === gate));
}

/** The decisions among booked messages of one gate. */
export const decisionsOf = (messages: readonly BookedMessage[]): BookedDecision[] =>
  messages.flatMap(({ what, counted, by, role, digest, decision, missing, provenBy, subject }) =>
    counted && by !== null && what !== 'rollback request' && what !== 'cancel request'
      ? [
          {
            what: what ?? 'sign-off',
            ...{ by, role: role ?? '', digest: digest ?? '', decision: decision ?? '', missing: missing ?? 0 },
            identity: provenBy === null ? null : identityOf(provenBy, subject),
          },
        ]
      : [],
  );

/** The key or the account that proved a message. */
export const identityOf = (provenBy: string, subject: string | null): string =>
  subject === null ? provenBy : `${provenBy} ${subject}`;

/** Whether another message with this proof has counted: at a gate, or about exceptions or a spot check. */
export async function isProofUsed(ledger: Ledger, { by, nonce }: Pick<ProvenBy, 'by' | 'nonce'>): Promise<boolean> {
  const rows = await ledger.query(
    `select 1 from sign_off where counted and proven_by = $1 and nonce = $2
     union all select 1 from counted_act where proven_by = $1 and nonce = $2`,
    [by, nonce],
  );
  return rows.length > 0;
}

/** The `sub` with which a person's messages have counted at an issuer; null before the first. */
export async function findSubject(
  ledger: Ledger,
  { engagement, issuer, by }: { engagement: string; issuer: string; by: string },
): Promise<string | null> {
  const [row] = await ledger.query<{ subject: string }>(
    `select subject from sign_off where engagement = $1 and proven_by = $2 and signed_by = $3 and counted
       and subject is not null order by seq limit 1`,
    [engagement, issuer, by],
  );
  return row?.subject ?? null;
}
