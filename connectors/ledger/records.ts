import type { JsonObject } from '../../schemas/json.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { GuardFinding, Trace } from '../../schemas/report.ts';
import type { Resolved } from '../../domain/resolve-references.ts';
import type { Module } from '../../schemas/terms.ts';
import { shownId } from './added-mails.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

/**
 * Zoho ids and modules by key, for the records that are in Zoho. The key of a merged record gives its survivor's.
 */
export async function resolveKeys(ledger: Ledger, env: number, keys: string[]): Promise<Map<string, Resolved>> {
  if (keys.length === 0) return new Map();
  const rows = await ledger.query<{ key: string; id: string | null; module: Module }>(
    `select r.key, coalesce(s.zoho_id, r.zoho_id)::text as id, coalesce(s.module, r.module)::text as module
     from record r left join lateral (select zoho_id, module from record where env = $1 and key = r.same_as limit 1) s on true
     where r.env = $1 and r.key = any($2)`,
    [env, keys],
    'resolve keys',
  );
  return new Map(rows.flatMap(({ key, id, module }) => (id === null ? [] : [[key, { id, module }]])));
}

/** Adds values of adopted records from before our first write to them. Values that are stored already stay. */
export async function storeBeforeImages(
  ledger: Ledger,
  run: Pick<Run, 'id' | 'env'>,
  images: { key: RecordKey; body: JsonObject }[],
): Promise<void> {
  await ledger.query(
    `insert into before_image (env, key, run, body)
     select $1, key, $2, body from unnest($3::text[], $4::jsonb[]) as t(key, body)
     on conflict (env, key) do update set body = excluded.body || before_image.body`,
    [run.env, run.id, images.map(({ key }) => key), images.map(({ body }) => JSON.stringify(body))],
  );
}

/** Number of remarks by rule. */
export async function countRemarks(ledger: Ledger, runId: number): Promise<{ rule: string; count: number }[]> {
  return ledger.query(
    'select rule, count(*)::int as count from remark where run = $1 group by rule order by count desc, rule',
    [runId],
  );
}

/** What the guard found in a run, by source object, field and rule, with the key of one record. */
export const countGuardFindings = (
  ledger: Ledger,
  runId: number,
  kind: 'withheld' | 'suspicious',
): Promise<GuardFinding[]> =>
  ledger.query<GuardFinding>(
    `select split_part(key, ':', 2) as object, field, split_part(rule, ':', 2) as rule, count(*)::int as count,
       min(key) as sample
     from remark where run = $1 and rule like $2 || ':%' group by 1, 2, 3 order by count desc, 1, 2, 3`,
    [runId, kind],
  );

/**
 * The history of one record, without its values. It reads all values of the engagement's own environments, because an
 * index by key would cost every load more than a trace takes.
 */
export async function traceRecord(ledger: Ledger, engagement: string, key: string): Promise<Trace> {
  const events = await ledger.query<Trace['events'][number]>(
    `with numbered as materialized (
       select v.env, v.no, v.module from record_value v join environment e on e.id = v.env
       where e.engagement = $1 and v.key = $2
     ), events as (
       select r.env, 0 as run, 0 as position, 'was in Zoho as ' || r.module || ' ' || r.zoho_id as what
         from record r join environment e on e.id = r.env
         where e.engagement = $1 and r.key = $2 and r.origin = 'adopted'
       union all
       select n.env, s.run, 1, 'queued for ' || n.module || ' as number ' || n.no
         from numbered n join run on run.env = n.env
         join lateral (
           select run from slice where slice.run = run.id and pass in ('base', 'custom') and n.no between first_no and last_no limit 1
         ) s on true
       union all
       select run.env, m.run, 2, m.rule || ' in ' || m.field
         from run join environment e on e.id = run.env join remark m on m.run = run.id
         where e.engagement = $1 and m.key = $2
       union all
       select run.env, d.run, 3,
           d.outcome || coalesce(': ' || d.reason, '') || coalesce(' of ' || d.survivor, '')
         from run join environment e on e.id = run.env join decided d on d.run = run.id
         where e.engagement = $1 and d.key = $2
       union all
       select n.env, o.run, 3, o.outcome
           || coalesce(' as ' || n.module || ' ' || case when o.outcome <> 'rejected' then ${shownId('coalesce(r.zoho_id, m.zoho_id)')} end, '')
           || coalesce(': ' || o.reason, '') || coalesce(': ' || o.reference, '')
         from numbered n join run on run.env = n.env join outcome o on o.run = run.id and o.no = n.no
         left join record r on r.env = n.env and r.key = $2
         left join lateral (
           select i.zoho_id from rollback_item i join run b on b.id = i.run
           where b.env = n.env and i.run > o.run and i.key = $2 order by i.run limit 1
         ) m on true
       union all
       select n.env, o.run, 4, 'custom fields rejected: ' || o.custom_reason
         from numbered n join run on run.env = n.env join outcome o on o.run = run.id and o.no = n.no
         where o.custom_reason is not null
       union all
       select run.env, i.run, 5, 'rolled back: ' || coalesce(i.result::text, 'not yet') || coalesce(', ' || i.reason, '')
         from run join environment e on e.id = run.env join rollback_item i on i.run = run.id
         where e.engagement = $1 and i.key = $2
     )
     select e.name as environment, coalesce(r.name, 'before the first load') as run, what
     from events join environment e on e.id = events.env left join run r on r.id = events.run
     order by events.run, events.position`,
    [engagement, key],
  );
  return { key, events };
}
