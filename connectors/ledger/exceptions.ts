import type {
  ExceptionChoice,
  ExceptionDecision,
  ExceptionFields,
  ExceptionGroup,
  ExceptionSum,
  RecordException,
} from '../../schemas/exceptions.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ExceptionEnd } from '../../schemas/pack.ts';
import type { Module } from '../../schemas/terms.ts';
import { appendAudit } from './audit.ts';
import type { Ledger, Queryable } from './database.ts';
import type { Run } from './runs.ts';
import type { ProvenBy } from './sign-offs.ts';

type RunId = Pick<Run, 'id' | 'env'>;

/** An exception as the console shows it. */
export interface LedgerException extends RecordException {
  /** The reason as it is counted: without ids of records. */
  group: string;
  note: string;
}

/**
 * Records that were rejected, whose custom fields Zoho rejected, or that have a conflict, as they are after the run. An
 * earlier run has the rejections that no later one replaced. `no`: the number in the write queue; null for a record that
 * was never queued, or that waits for its parent.
 */
const found = `
  select key, module, kind, reason, no, regexp_replace(reason, 'record \\d+', 'another record') as "group" from (
    select key, module::text as module, 'rejected' as kind, coalesce(reason, '') as reason, null::int as no from decided
    where run = any(array(select id from run where env = $2 and (id = $1 or id < $1 and state <> 'rolled-back')))
      and outcome = 'rejected' and (until_run is null or until_run > $1)
    union all
    select v.key, v.module::text, case when o.outcome = 'rejected' then 'rejected' else 'custom fields rejected' end,
      coalesce(o.custom_reason, o.reason, ''), o.no
    from outcome o join record_value v on v.env = $2 and v.no = o.no
    where o.run = $1 and (o.outcome = 'rejected' or o.custom_reason is not null)
    union all
    select w.key, w.module::text, 'rejected', 'parent not migrated', null
    from waiting_record w join run from_run on from_run.id = w.from_run and from_run.state <> 'rolled-back'
    where w.env = $2 and w.from_run <= $1 and (w.until_run is null or w.until_run > $1)
    union all
    select key, module::text, 'conflict', field || ' was changed in the source and in Zoho', null
    from conflict where env = $2 and run = $1 and state = 'open'
  ) one`;

const decided = `(${found}) f
  left join exception_decision d on d.env = $2 and d.key = f.key and d.kind = f.kind and d.reason = f."group"`;

/** The exceptions of a choice; parameters 3 to 6 are those of `partsOf`. */
const chosen = `($3::text[] is null or f.key = any($3)) and ($4::text is null or f.module = $4)
  and ($5::text is null or f.kind = $5) and ($6::text is null or f."group" = $6)`;
const partsOf = ({ keys, module, kind, reason }: ExceptionChoice) => [
  keys ?? null,
  module ?? null,
  kind ?? null,
  reason ?? null,
];

/** The exceptions of a run by key. `after` is the last key of the page before; `onlyOpen` leaves out those with a decision. */
export const listExceptions = (
  ledger: Ledger,
  { id, env }: RunId,
  { after, onlyOpen, most, choice = {} }: { after: string; onlyOpen: boolean; most: number; choice?: ExceptionChoice },
): Promise<LedgerException[]> =>
  ledger.query<LedgerException & Record<string, unknown>>(
    `select f.key, f.module, f.kind, f.reason, f."group", d.owner, to_char(d.due, 'YYYY-MM-DD') as due, d.decision,
       coalesce(d.note, '') as note, d.decided_by as "decidedBy"
     from ${decided}
     where ${chosen} and f.key > $7 and (not $8 or d.decision is null) order by f.key, f.kind, f.reason limit $9`,
    [id, env, ...partsOf(choice), after, onlyOpen, most],
  );

/** Number of exceptions of a run by module and reason, the most frequent first, and how many have no decision. */
export const countExceptions = (
  ledger: Ledger,
  { id, env }: RunId,
  choice: ExceptionChoice = {},
): Promise<ExceptionGroup[]> =>
  ledger.query<ExceptionGroup & Record<string, unknown>>(
    `select f.module, f.kind, f."group" as reason, count(*)::int as count,
       (count(*) filter (where d.decision is null))::int as open
     from ${decided} where ${chosen} group by 1, 2, 3 order by 4 desc, 1, 3 limit 100`,
    [id, env, ...partsOf(choice)],
  );

/** Number of exceptions of a run by reason and end, the most frequent first. */
export const countEnds = (ledger: Ledger, { id, env }: RunId, most: number): Promise<ExceptionEnd[]> =>
  ledger.query<ExceptionEnd & Record<string, unknown>>(
    `select f.module, f.kind, f."group" as reason, d.decision, d.owner, d.decided_by as "decidedBy", count(*)::int as count
     from ${decided} group by 1, 2, 3, 4, 5, 6 order by 7 desc, 1, 2, 3, 4, 5, 6 limit $3`,
    [id, env, most],
  );

/**
 * How many exceptions a run has, with and without a decision.
 *
 * @returns `digest`: of every exception and what was decided about it
 */
export async function sumExceptions(ledger: Ledger, { id, env }: RunId): Promise<ExceptionSum & { digest: string }> {
  const rows = await ledger.query<{ decision: ExceptionDecision | null; count: number; digest: string }>(
    `select d.decision, count(*)::int as count,
       md5(string_agg(concat_ws(E'\\x1f', f.key, f.kind, f.reason, d.owner, d.due, d.note), E'\\n'
         order by f.key, f.kind, f.reason)) as digest
     from ${decided} group by 1 order by 1`,
    [id, env],
  );
  const sum: ExceptionSum = { total: 0, open: 0, decided: {} };
  for (const { decision, count } of rows) {
    sum.total += count;
    if (decision === null) sum.open += count;
    else sum.decided[decision] = count;
  }
  return { ...sum, digest: rows.map(({ decision, digest }) => `${decision ?? ''}:${digest}`).join(' ') };
}

/**
 * Stores what a person decided about exceptions of a run, in place of earlier decisions. Notes stay out of the audit, because
 * they may have values.
 *
 * @param person who decided; without a proof, a session of the console stands for the person
 * @returns the number of exceptions that it is about
 */
export async function decideExceptions(
  client: Queryable,
  { id, env, engagement, environment, run }: Run,
  { choice, again, ...fields }: ExceptionFields & { choice: ExceptionChoice; again: boolean },
  { by, proven = null }: { by: string; proven?: Pick<ProvenBy, 'by' | 'nonce'> | null },
): Promise<number> {
  const [owner = null, due = null, decision = null] = [fields.owner, fields.due, fields.decision].map((text) =>
    text === '' ? null : text,
  );
  const { rowCount } = await client.query(
    `insert into exception_decision (env, key, kind, reason, owner, due, decision, note, decided_by)
     select distinct $2::int, f.key, f.kind, f."group", $7, $8::date, $9, $10, $11 from ${decided}
     where ${chosen} and ($12 or d.decision is null)
     on conflict (env, key, kind, md5(reason)) do update set owner = excluded.owner, due = excluded.due,
       decision = excluded.decision, note = excluded.note, decided_by = excluded.decided_by, decided_at = now()`,
    [id, env, ...partsOf(choice), owner, due, decision, fields.note, by, again],
  );
  const count = rowCount ?? 0;
  if (count === 0) return 0;
  const about = Object.fromEntries(Object.entries(choice)) as JsonObject;
  const proof = proven && { by: proven.by, nonce: proven.nonce };
  const body = { environment, run, ...about, count, owner, due, decision, by, ...(proof && { proof }) };
  await appendAudit(client, engagement, 'exceptions decided', body);
  return count;
}

/** How many of the chosen exceptions can be sent again, by module, and how many can't: they were never sent, or wait. */
export async function countRetried(
  ledger: Ledger,
  { id, env }: RunId,
  choice: ExceptionChoice,
): Promise<{ modules: Module[]; count: number; left: number }> {
  const rows = await ledger.query<{ module: Module; count: number; left: number }>(
    `select f.module, (count(*) filter (where f.no is not null))::int as count,
       (count(*) filter (where f.no is null))::int as left
     from ${decided} where ${chosen} group by 1 order by 1`,
    [id, env, ...partsOf(choice)],
  );
  const sum = (figure: 'count' | 'left') => rows.reduce((total, one) => total + one[figure], 0);
  return {
    modules: rows.filter(({ count }) => count > 0).map(({ module }) => module),
    count: sum('count'),
    left: sum('left'),
  };
}

/** Stores the chosen exceptions that can be sent again in the temporary table `reopened`, until the end of the transaction. */
export async function chooseRetried(client: Queryable, { id, env }: RunId, choice: ExceptionChoice): Promise<void> {
  await client.query('create temporary table reopened (no int, key text, module text, kind text) on commit drop');
  await client.query(
    `insert into reopened select distinct f.no, f.key, f.module, f.kind from ${decided} where ${chosen} and f.no is not null`,
    [id, env, ...partsOf(choice)],
  );
}
