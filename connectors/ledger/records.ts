import type { JsonObject } from '../../schemas/json.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { GuardFinding, Trace } from '../../schemas/report.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import { listRuns, openRun, type Run } from './runs.ts';

/** The run that represents the records that were in an environment before the first load. */
export const openSurvey = (ledger: Ledger, { engagement, environment }: EnvironmentRef): Promise<Run> =>
  openRun(ledger, { engagement, environment, run: 'before' }, { kind: 'survey', mapping: '', manifest: '' });

/** Books records that were in Zoho before the first load. The load then updates them, and no rollback deletes them. */
export async function bookExisting(
  ledger: Ledger,
  ref: EnvironmentRef & { module: Module },
  records: [key: string, id: string][],
): Promise<void> {
  const run = await openSurvey(ledger, ref);
  await ledger.query(
    `insert into outcome (run_id, key, module, outcome, zoho_id)
     select $1, key, $2, 'unchanged', id from unnest($3::text[], $4::text[]) as t(key, id) on conflict do nothing`,
    [run.id, ref.module, records.map(([key]) => key), records.map(([, id]) => id)],
  );
}

/** Whether the survey of an environment is done. It is done once, before the first run writes. */
export async function isSurveyed(ledger: Ledger, { engagement, environment }: EnvironmentRef): Promise<boolean> {
  const runs = await listRuns(ledger, engagement);
  return runs.some((run) => run.environment === environment && run.kind === 'survey');
}

export interface WrittenRecord {
  key: RecordKey;
  zohoId: string;
  base: JsonObject;
  custom: JsonObject | null;
}

/** Records that a run wrote, page by page in queue order: the values as queued, with references as keys. */
export async function listWritten(
  ledger: Ledger,
  runId: string,
  module: Module,
  afterSeq: number,
  limit: number,
): Promise<(WrittenRecord & { seq: number })[]> {
  return ledger.query(
    `select q.seq, q.key, o.zoho_id as "zohoId", q.base, q.custom
     from queue q join outcome o on o.run_id = q.run_id and o.key = q.key
     where q.run_id = $1 and q.module = $2 and q.seq > $3 and o.outcome in ('created', 'updated', 'unchanged')
     order by q.seq limit $4`,
    [runId, module, afterSeq, limit],
  );
}

/** Zoho ids by key over a chain of runs; the newest run wins. The key of a merged record gives its survivor's id. */
export async function resolveKeys(ledger: Ledger, chain: string[], keys: string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await ledger.query<{ key: string; id: string | null; survivor: string | null }>(
    `select key, zoho_id as id, survivor from outcome where run_id = any($2) and key = any($1)
       and (zoho_id is not null or survivor is not null) order by run_id`,
    [keys, chain],
  );
  const ids = new Map(rows.flatMap(({ key, id }) => (id === null ? [] : [[key, id]])));
  const merged = rows.filter(({ key, survivor }) => survivor !== null && !ids.has(key));
  const survivors = await resolveKeys(ledger, chain, [...new Set(merged.map(({ survivor }) => survivor ?? ''))]);
  for (const { key, survivor } of merged) {
    const id = survivors.get(survivor ?? '');
    if (id !== undefined) ids.set(key, id);
  }
  return ids;
}

/** Number of remarks by rule. */
export async function countRemarks(ledger: Ledger, runId: string): Promise<{ rule: string; count: number }[]> {
  return ledger.query(
    'select rule, count(*)::int as count from remark where run_id = $1 group by rule order by count desc, rule',
    [runId],
  );
}

/** What the guard found in a run, by source object, field and rule, with the key of one record. */
export const countGuardFindings = (
  ledger: Ledger,
  runId: string,
  kind: 'withheld' | 'suspicious',
): Promise<GuardFinding[]> =>
  ledger.query<GuardFinding>(
    `select split_part(key, ':', 2) as object, field, split_part(rule, ':', 2) as rule, count(*)::int as count,
       min(key) as sample
     from remark where run_id = $1 and rule like $2 || ':%' group by 1, 2, 3 order by count desc, 1, 2, 3`,
    [runId, kind],
  );

/** The history of one record, without its values. */
export async function traceRecord(ledger: Ledger, engagement: string, key: string): Promise<Trace> {
  const events = await ledger.query<Trace['events'][number]>(
    `select r.environment, r.name as run, what from run r
     join lateral (
       select 0 as position, 'queued for ' || q.module || ' as number ' || q.seq as what from queue q
         where q.run_id = r.id and q.key = $2
       union all
       select 1, rule || ' in ' || field from remark where run_id = r.id and key = $2
       union all
       select 2, outcome || coalesce(' as ' || module || ' ' || zoho_id, '') || coalesce(': ' || reason, '')
           || coalesce(' of ' || survivor, '') || coalesce(': ' || reference, '')
         from outcome where run_id = r.id and key = $2
       union all
       select 3, 'custom fields rejected: ' || reason from custom_rejection where run_id = r.id and key = $2
       union all
       select 4, 'rolled back: ' || result from removal where run_id = r.id and key = $2
     ) history on true
     where r.engagement = $1 order by r.id, position`,
    [engagement, key],
  );
  return { key, events };
}
