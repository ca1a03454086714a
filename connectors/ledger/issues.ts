import type { RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

/** A record that was rejected, or a remark about one of its fields. */
export interface Issue {
  key: RecordKey;
  state: 'rejected' | 'custom fields rejected' | 'loaded';
  /** Null where the reason names the field, or is about the whole record. */
  field: string | null;
  /** Without values. */
  reason: string;
}

const issues = `
  with own as (
    select min(first_no) as first, max(last_no) as last from slice
    where run = $1 and module = $2 and pass in ('base', 'custom')
  )
  select key, 'rejected' as state, null as field, reason, 0 as rank from decided
  where run = $1 and module = $2 and outcome = 'rejected'
  union all
  select v.key, case when o.outcome = 'rejected' then 'rejected' else 'custom fields rejected' end, null,
    coalesce(o.custom_reason, o.reason), 0
  from own join outcome o on o.run = $1 and o.no between own.first and own.last
  join record_value v on v.env = $3 and v.no = o.no
  where o.outcome = 'rejected' or o.custom_reason is not null
  union all
  select w.key, 'rejected', null, 'parent not migrated', 0
  from waiting_record w join run from_run on from_run.id = w.from_run and from_run.state <> 'rolled-back'
  where w.env = $3 and w.module = $2 and w.from_run <= $1 and (w.until_run is null or w.until_run > $1)
  union all
  select key, 'loaded', field, rule, 1 from remark where run = $1 and module = $2`;

/** The issues of a phase, rejected records first, at most `most`, and the number of all. */
export async function listIssues(
  ledger: Ledger,
  run: Pick<Run, 'id' | 'env'>,
  module: Module,
  most: number,
): Promise<{ issues: Issue[]; total: number }> {
  const values = [run.id, module, run.env];
  const [counted] = await ledger.query<{ total: number }>(`select count(*)::int as total from (${issues}) i`, values);
  const found = await ledger.query<Issue & Record<string, unknown>>(
    `select key, state, field, reason from (${issues}) i order by rank, key, field limit ${most}`,
    values,
  );
  return { issues: found, total: counted?.total ?? 0 };
}
