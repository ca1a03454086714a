import type { Verdict } from '../../schemas/sign-off.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';

/** A judged message of a person, as it is booked. The fields are null if the message could not be read. */
export interface JudgedMessage {
  /** Identifies the message, whatever it says. */
  id: string;
  what: 'sign-off' | 'rollback request';
  /** A gate, or `rollback:<environment>`. */
  gate: string | null;
  decision: string | null;
  by: string | null;
  role: string | null;
  digest: string | null;
  comment: string | null;
  verdict: Verdict;
  at: string;
}

/**
 * Books a judged message and appends it to the audit chain, once for each `id`.
 *
 * @returns the verdict that the ledger has: that of the first booking
 */
export async function bookMessage(ledger: Ledger, engagement: string, message: JudgedMessage): Promise<Verdict> {
  const { id, what, gate, decision, by, role, digest, comment, verdict, at } = message;
  const why = verdict.counted ? null : verdict.why;
  const isNew = await ledger.transaction(async (client) => {
    const { rowCount } = await client.query(
      `insert into sign_off (engagement, message, gate, decision, signed_by, role, digest, comment, counted, why, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (engagement, message) do nothing`,
      [engagement, id, gate, decision, by, role, digest, comment, verdict.counted, why, at],
    );
    if (rowCount === 0) return false;
    const heading = `${what} ${verdict.counted ? 'counted' : 'refused'}`;
    await appendAudit(client, engagement, heading, { gate, decision, by, role, digest, comment, why, message: id });
    return true;
  });
  return isNew ? verdict : ((await findVerdict(ledger, engagement, id)) ?? verdict);
}

/** The booked verdict of a message; null if it is not booked. */
async function findVerdict(ledger: Ledger, engagement: string, id: string): Promise<Verdict | null> {
  const [row] = await ledger.query<{ counted: boolean; why: string | null }>(
    'select counted, why from sign_off where engagement = $1 and message = $2',
    [engagement, id],
  );
  if (!row) return null;
  return row.counted ? { counted: true } : { counted: false, why: row.why ?? '' };
}
