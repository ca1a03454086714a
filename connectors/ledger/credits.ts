import type { EngagementFile } from '../../schemas/engagement-file.ts';
import type { CreditPhase, CreditsLeft, CreditUse, OrgCredits } from '../../schemas/report.ts';
import { environments, type Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

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

/**
 * Calls and credits of one phase of a run: those that were booked for its module, without those that the reports of the other runs of the
 * environment have. So the reports add up to what was booked, also for calls of attempts that failed.
 */
export async function readPhaseUse(
  ledger: Ledger,
  { orgId, engagement }: { orgId: string; engagement: string },
  { id, env }: Pick<Run, 'id' | 'env'>,
  module: Module,
): Promise<Pick<CreditUse, 'calls' | 'credits'>> {
  const [row] = await ledger.query<{ calls: number; credits: number }>(
    `select greatest(used.calls - others.calls, 0)::int as calls, greatest(used.credits - others.credits, 0)::int as credits
     from (select coalesce(sum(calls), 0) as calls, coalesce(sum(credits), 0) as credits from credit_use
           where org_id = $1 and engagement = $2 and phase = $5) used,
       (select coalesce(sum((body ->> 'calls')::int), 0) as calls, coalesce(sum((body ->> 'credits')::int), 0) as credits
        from report join run on run.id = report.run_id
        where run.env = $4 and run.id <> $3 and report.module = $5 and report.kind = 'reconciliation') others`,
    [orgId, engagement, id, env, module],
  );
  return row!;
}

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
