import { sha256 } from '../digest.ts';
import type { Ledger } from './database.ts';

/** An ID token and when the ledger received it. */
export interface DepositedToken {
  token: string;
  depositedAt: Date;
}

/**
 * Stores an ID token that proves a sign-off, and returns the reference for the proof: its SHA-256 in hex. The token holds
 * personal data, so only the reference goes through Temporal. The time of the deposit is the time at which it is verified.
 * Earlier tokens that no message refers to after a day are deleted.
 *
 */
export async function depositToken(ledger: Ledger, engagement: string, token: string): Promise<string> {
  const reference = sha256(token);
  await ledger.query(
    `delete from id_token t where t.engagement = $1 and t.deposited_at < now() - interval '1 day' and not exists
       (select from sign_off s where s.engagement = t.engagement and s.proof ->> 'token' = t.reference)`,
    [engagement],
  );
  await ledger.query(
    'insert into id_token (engagement, reference, token) values ($1, $2, $3) on conflict (engagement, reference) do nothing',
    [engagement, reference, token],
  );
  return reference;
}

/** The token that a proof refers to; null if it was not deposited. */
export async function findToken(ledger: Ledger, engagement: string, reference: string): Promise<DepositedToken | null> {
  const [row] = await ledger.query<DepositedToken>(
    'select token, deposited_at as "depositedAt" from id_token where engagement = $1 and reference = $2',
    [engagement, reference],
  );
  return row ?? null;
}
