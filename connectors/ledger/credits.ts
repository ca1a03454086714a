import type { EngagementFile } from '../../schemas/engagement-file.ts';
import type { CreditPhase, CreditsLeft, CreditUse, OrgCredits } from '../../schemas/report.ts';
import { environments } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';

/**
 * Adds calls and credits to the usage of the org in the current minute, by engagement and phase, and keeps what Zoho last
 * said about the credits that are left.
 */
export async function addCreditUse(
  ledger: Ledger,
  { orgId, engagement, phase }: { orgId: string; engagement: string; phase: CreditPhase },
  used: { calls: number; credits: number; creditsRemaining: number | null },
): Promise<void> {
  if (used.calls === 0) return;
  await ledger.query(
    `insert into credit_left (org_id, credits) values ($1, $2)
     on conflict (org_id) do update set credits = excluded.credits, said_at = now()`,
    [orgId, used.creditsRemaining],
  );
  await ledger.query(
    `insert into credit_use (org_id, minute, engagement, phase, calls, credits)
     values ($1, date_trunc('minute', now()), $2, $3, $4, $5)
     on conflict (org_id, minute, engagement, phase)
     do update set calls = credit_use.calls + excluded.calls, credits = credit_use.credits + excluded.credits`,
    [orgId, engagement, phase, used.calls, used.credits],
  );
}

/** Calls and credits that an engagement used in one org, by phase. */
export const readCreditUse = (ledger: Ledger, orgId: string, engagement: string): Promise<CreditUse[]> =>
  ledger.query<CreditUse>(
    `select phase, sum(calls)::int as calls, sum(credits)::int as credits from credit_use
     where org_id = $1 and engagement = $2 group by phase order by min(minute), phase`,
    [orgId, engagement],
  );

/** Credits that an engagement used in each org, and what Zoho last said about those that are left. */
export const readCredits = (
  ledger: Ledger,
  { slug, destination }: Pick<EngagementFile, 'slug' | 'destination'>,
): Promise<OrgCredits[]> =>
  Promise.all(
    environments.map(async (environment) => {
      const { orgId } = destination[environment];
      const [used, left] = await Promise.all([readCreditUse(ledger, orgId, slug), readCreditsLeft(ledger, orgId)]);
      return { environment, used, left };
    }),
  );

async function readCreditsLeft(ledger: Ledger, orgId: string): Promise<CreditsLeft | null> {
  const [row] = await ledger.query<{ credits: number | null; saidAt: Date }>(
    'select credits, said_at as "saidAt" from credit_left where org_id = $1',
    [orgId],
  );
  return row ? { credits: row.credits, saidAt: row.saidAt.toISOString() } : null;
}

/**
 * Time to look again for credits of an org: when used ones come back, 24 hours after the oldest minute of the rolling window
 * in which an engagement used some, but at the latest after `recheckSeconds`, because others use the org too.
 */
export async function creditsBackAt(ledger: Ledger, orgId: string, recheckSeconds: number): Promise<Date> {
  const recheck = new Date(Date.now() + recheckSeconds * 1_000);
  const [row] = await ledger.query<{ back: Date | null }>(
    `select min(minute) + interval '24 hours 1 minute' as back from credit_use
     where org_id = $1 and minute > now() - interval '24 hours' and credits > 0`,
    [orgId],
  );
  return row?.back && row.back < recheck ? row.back : recheck;
}
