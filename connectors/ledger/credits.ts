import type { Ledger } from './database.ts';

/** Adds calls and credits to the org's account of the current minute. */
export async function addCreditUse(
  ledger: Ledger,
  orgId: string,
  engagement: string,
  used: { calls: number; credits: number },
): Promise<void> {
  if (used.calls === 0) return;
  await ledger.query(
    `insert into credit_use (org_id, minute, engagement, calls, credits) values ($1, date_trunc('minute', now()), $2, $3, $4)
     on conflict (org_id, minute, engagement)
     do update set calls = credit_use.calls + excluded.calls, credits = credit_use.credits + excluded.credits`,
    [orgId, engagement, used.calls, used.credits],
  );
}

/**
 * When the next of our own credits come back: 24 hours after the oldest minute of the rolling window in which all
 * engagements of the org used any. Null when we used none, so that others must have.
 */
export async function nextCreditsBack(ledger: Ledger, orgId: string): Promise<Date | null> {
  const [row] = await ledger.query<{ back: Date | null }>(
    `select min(minute) + interval '24 hours 1 minute' as back from credit_use
     where org_id = $1 and minute > now() - interval '24 hours' and credits > 0`,
    [orgId],
  );
  return row?.back ?? null;
}
