import { z } from 'zod';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { appendAudit } from './audit.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

export const exceptionDecisions = ['fix-source', 'change-mapping', 'accept', 'drop', 'hand-over'] as const;

/** What people decide about a record without a good end. `due` is a day. An empty `decision`: it is only assigned. */
export const ExceptionDecision = z.strictObject({
  key: z.string().min(1).max(300),
  owner: z.string().trim().max(100),
  due: z.union([z.iso.date(), z.literal('')]),
  decision: z.union([z.enum(exceptionDecisions), z.literal('')]),
  note: z.string().trim().max(500),
});
export type ExceptionDecision = z.infer<typeof ExceptionDecision>;

/** A record that was rejected, whose custom fields Zoho rejected, or that has a conflict, and what people decided. */
export interface LedgerException {
  key: string;
  module: Module;
  kind: 'rejected' | 'custom fields rejected' | 'conflict';
  /** Names fields and rules, never values. */
  reason: string;
  owner: string | null;
  due: string | null;
  decision: (typeof exceptionDecisions)[number] | null;
  note: string;
  decidedBy: string | null;
}

const found = `
  select key, module::text as module, 'rejected' as kind, coalesce(reason, '') as reason from decided
  where run = $1 and outcome = 'rejected'
  union all
  select v.key, v.module::text, case when o.outcome = 'rejected' then 'rejected' else 'custom fields rejected' end,
    coalesce(o.custom_reason, o.reason, '')
  from outcome o join record_value v on v.env = $2 and v.no = o.no
  where o.run = $1 and (o.outcome = 'rejected' or o.custom_reason is not null)
  union all
  select w.key, w.module::text, 'rejected', 'parent not migrated'
  from waiting_record w join run from_run on from_run.id = w.from_run and from_run.state <> 'rolled-back'
  where w.env = $2 and w.from_run <= $1 and (w.until_run is null or w.until_run > $1)
  union all
  select key, module::text, 'conflict', field || ' was changed in the source and in Zoho'
  from conflict where env = $2 and run = $1 and state = 'open'`;

/**
 * The exceptions of a run by key. `after` is the last key of the page before; `onlyOpen` leaves out those with a decision.
 */
export const listExceptions = (
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  { after, onlyOpen, most }: { after: string; onlyOpen: boolean; most: number },
): Promise<LedgerException[]> =>
  ledger.query<LedgerException & Record<string, unknown>>(
    `select f.*, d.owner, to_char(d.due, 'YYYY-MM-DD') as due, d.decision, coalesce(d.note, '') as note,
       d.decided_by as "decidedBy"
     from (${found}) f left join exception_decision d on d.env = $2 and d.key = f.key
     where f.key > $3 and (not $4 or d.decision is null) order by f.key, f.kind, f.reason limit $5`,
    [id, env, after, onlyOpen, most],
  );

/** Number of exceptions of a run by module and reason, the most frequent first, and how many have no decision. */
export const countExceptions = (
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
): Promise<{ module: Module; kind: string; reason: string; count: number; open: number }[]> =>
  ledger.query(
    `select module, kind, regexp_replace(reason, 'record \\d+', 'another record') as reason, count(*)::int as count,
       (count(*) filter (where d.decision is null))::int as open
     from (${found}) f left join exception_decision d on d.env = $2 and d.key = f.key
     group by 1, 2, 3 order by 4 desc, 1, 3 limit 100`,
    [id, env],
  );

/** Stores what a person decided about a record, in place of an earlier decision. Notes stay out of the audit. */
export async function decideException(
  ledger: Ledger,
  { env, ...ref }: EnvironmentRef & { env: number },
  { key, owner, due, decision, note }: ExceptionDecision,
  by: string,
): Promise<void> {
  const [person, day, decided] = [owner, due, decision].map((text) => (text === '' ? null : text));
  await ledger.transaction(async (client) => {
    await client.query(
      `insert into exception_decision (env, key, owner, due, decision, note, decided_by) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (env, key) do update set owner = excluded.owner, due = excluded.due, decision = excluded.decision,
         note = excluded.note, decided_by = excluded.decided_by, decided_at = now()`,
      [env, key, person, day, decided, note, by],
    );
    const { engagement, environment } = ref;
    const body = { environment, key, owner: person ?? null, due: day ?? null, decision: decided ?? null, by };
    await appendAudit(client, engagement, 'exception decided', body);
  });
}
