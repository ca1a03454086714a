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

/**
 * The fields of Zoho whose reference led to no record, or to several, by the key of the record that was rejected for it:
 * `Account_Name`, or `Ordered_Items.Product_Name`. Each by the last run up to this one that tried the record.
 */
export async function listLostReferences(
  ledger: Ledger,
  run: Pick<Run, 'id' | 'env'>,
  keys: RecordKey[],
): Promise<Map<RecordKey, string>> {
  if (keys.length === 0) return new Map();
  const found = await ledger.query<{ key: RecordKey; field: string }>(
    `select distinct on (v.key) v.key, named.field
     from outcome o
     join record_value v on v.env = $1 and v.no = o.no
     cross join lateral (
       select field from (
         select f.key as field, f.value from (select * from json_each(v.base) union all select * from json_each(v.custom)) f
         union all
         select f.key || '.' || cell.key, cell.value
         from json_each(v.base) f,
           json_array_elements(case json_typeof(f.value) when 'array' then f.value else '[]' end) line,
           json_each(case json_typeof(line) when 'object' then line else '{}' end) cell
       ) value
       where json_typeof(value.value) = 'object' and value.value ->> '$key' = o.reference limit 1
     ) named
     where o.run = any(array(select id from run where env = $1 and id <= $2)) and o.reference is not null
       and v.key = any($3)
     order by v.key, o.run desc`,
    [run.env, run.id, keys],
  );
  return new Map(found.map(({ key, field }) => [key, field]));
}
