import type pg from 'pg';
import { attachedModules } from '../../domain/module-traits.ts';
import type { VanishedRule } from '../../schemas/mapping.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import type { Queryable } from './database.ts';
import type { Routed, Run } from './runs.ts';

/** What a transformation covered, when records were loaded before. */
export interface Coverage {
  /** Objects whose rows were all transformed. Of the others, only the rows that could give another result. */
  whole: readonly LoadedObject[];
  /** What happens to records whose source row has vanished; `keep` for the other modules. */
  vanished: Partial<Record<Module, VanishedRule>>;
  /** Number of rows by route, for the objects that are not transformed completely. */
  routed: readonly Routed[];
}

/** The newest values of each key that the source has, and that no later decision replaced. */
const createWanted = `
  create temporary table wanted on commit drop as
  select distinct on (v.key) v.no, v.key, v.module, v.object, v.refs, v.custom is not null as has_custom
  from record_value v
  where v.env = $1 and v.no >= coalesce((select min(first_no) from slice where run = any($2) and pass <> 'verify'), 0)
    and not exists (select from decided d where d.run = any($2) and d.key = v.key and d.until_run is null)
    and not exists (select from stale_record s where s.env = $1 and s.key = v.key and s.module = v.module)
  order by v.key, v.no desc`;

/** Keys that lead to another record in Zoho than before: new, merged, no longer merged, or in another module. */
const findMoved = (transformed: string) => `
  insert into moved
  select t.key from ${transformed} t left join record r on r.env = $1 and r.key = t.key
  where t.kind = 'decided' and t.survivor is distinct from r.same_as and t.survivor is not null
    or t.kind = 'queued' and (r.same_as is not null or r.zoho_id is null)`;

/**
 * Keys whose record is deleted in this run, or may be: their children are not what they were, whatever their own rows say. What
 * Zoho refused to delete in an earlier run is tried again.
 */
const addLeaving = `
  insert into moved
  select s.key from stale_record s
  where s.env = $1 and s.zoho_id is not null
    and (s.rule = 'delete' and (s.result is null or s.result in ('sent', 'failed')) or s.rule = 'ask' and s.run = $2)
    and s.key not in (select key from moved)`;

/** Keys that are merged into one of them. A survivor is not merged itself, so one step finds all. */
const addMergedInto = `
  insert into moved
  select r.key from record r where r.env = $1 and r.same_as in (select key from moved)
    and r.key not in (select key from moved)`;

/** Keys of notes and e-mails that hang on one of them: they may go with it and be created again, and so may what hangs on them. */
const addHanging = `
  insert into moved
  select distinct w.key from wanted w cross join unnest(w.refs) ref join moved on moved.key = ref
  where w.module::text = any($1) and w.key not in (select key from moved)`;

const listStale = (transformed: string) => `
  insert into stale_record (env, key, module, object, run, zoho_id, why, rule, result)
  select $1, w.key, w.module, w.object, $2, r.zoho_id,
    coalesce((select case t.kind when 'queued' then 'now in ' || t.module else t.outcome || ': ' || t.reason end
      from ${transformed} t where t.key = w.key and t.kind in ('queued', 'decided') limit 1), 'vanished from the source'),
    rule.rule, case when r.zoho_id is null then 'absent' when rule.rule = 'keep' then 'kept' end
  from wanted w
  left join record r on r.env = $1 and r.key = w.key and r.module = w.module and r.zoho_id is not null
  cross join lateral (
    -- What was in Zoho before us is never deleted.
    select case when r.origin = 'adopted' then 'keep' else coalesce($4::jsonb ->> w.module::text, 'keep') end as rule
  ) rule
  where (w.object = any($3::source_object[]) or exists (select from ${transformed} t where t.key = w.key))
    and not exists (select from ${transformed} t where t.kind = 'queued' and t.key = w.key and t.module = w.module)`;

const forgetReturned = (transformed: string) => `
  delete from stale_record s using ${transformed} t
  where s.env = $1 and t.kind = 'queued' and s.key = t.key and s.module = t.module`;

/** A record that is now in another module keeps its earlier record under a key of its own, so that a rollback finds it. */
const parkedKey = (key: string, module: string) => `${module} || '/' || ${key}`;
const parkMoved = (transformed: string) => `
  with leaving as (
    select r.* from record r join ${transformed} t on r.env = $1 and r.key = t.key
    where t.kind = 'queued' and r.zoho_id is not null and r.module <> t.module
  ), parked as (
    insert into record (env, key, module, origin, created_run, last_run, zoho_id, modified_at)
    select env, ${parkedKey('key', 'module')}, module, origin, created_run, last_run, zoho_id, modified_at from leaving
    on conflict (env, key) do update set zoho_id = excluded.zoho_id, modified_at = excluded.modified_at
  )
  update record r set zoho_id = null, base_no = null, custom_no = null, modified_at = null
  from leaving where r.env = $1 and r.key = leaving.key`;

/** A record that comes back to an earlier module gets its earlier record there again. */
const takeParked = (transformed: string) => `
  with back as (
    select p.*, t.key as own_key from ${transformed} t
    join record p on p.env = $1 and p.key = ${parkedKey('t.key', 't.module')} and p.zoho_id is not null
    where t.kind = 'queued'
  ), taken as (
    update record r set module = p.module, origin = p.origin, created_run = p.created_run, zoho_id = p.zoho_id,
      modified_at = p.modified_at
    from back p where r.env = $1 and r.key = p.own_key
  )
  delete from record r using back p where r.env = $1 and r.key = p.key`;

/** The keys that the missing parent of a rejected record can have. */
const parentKeys = `
  select o.reference as key union select other #>> '{}' from record_value l, jsonb_path_query(
    l.base::jsonb, '$.** ? (@."$key" == $parent)."$or"[*]', jsonb_build_object('parent', o.reference)) other
  where l.env = $1 and l.no = w.no`;

/** Records that were rejected because their parent is not in Zoho, and that still have none. They are not tried again. */
const createWaiting = (transformed: string) => `
  create temporary table waiting on commit drop as
  select w.key, w.module, w.object
  from wanted w join outcome o on o.run = any($2) and o.no = w.no and o.outcome = 'rejected'
  left join record r on r.env = $1 and r.key = w.key
  left join ${transformed} t on t.kind = 'queued' and t.key = w.key
  left join record_value v on t.key is not null and v.env = $1 and v.no = w.no
  where (t.key is null or t.module = w.module
      and filled_fields(t.base) = filled_fields(v.base) and filled_fields(t.custom) = filled_fields(v.custom))
    and o.reference is not null and not exists (
      select from (${parentKeys}) parent left join record p on p.env = $1 and p.key = parent.key
      where p.zoho_id is not null or p.same_as is not null
        or exists (select from wanted k where k.key = parent.key)
        or exists (select from ${transformed} t where t.kind = 'queued' and t.key = parent.key)
    )
    and not exists (select from stale_record s where s.env = $1 and s.key = w.key and s.module = w.module)`;

/** The last values of a key, as a transformed row. */
const addWanted = (transformed: string) => `
  insert into ${transformed} (kind, seq, key, module, object, base, custom, refs)
  select 'queued', (select coalesce(max(seq), 0) from ${transformed}) + row_number() over (order by w.no),
    w.key, w.module, w.object, v.base, v.custom, w.refs
  from wanted w join record_value v on v.env = $1 and v.no = w.no`;

/** Keys that no row of this run concerns. */
const isUntouched = (transformed: string) => `
  not exists (select from ${transformed} t where t.key = w.key and t.kind <> 'touched')
    and not exists (select from stale_record s where s.env = $1 and s.key = w.key and s.module = w.module)
    and not exists (select from waiting where waiting.key = w.key)`;

/** Adds the records whose last values Zoho has not acknowledged, or that have an undecided conflict. */
const addOpen = (transformed: string) => `${addWanted(transformed)}
  left join record r on r.env = $1 and r.key = w.key
  left join record_value b on b.env = $1 and b.no = r.base_no and r.base_no <> w.no
  left join record_value c on c.env = $1 and c.no = r.custom_no and r.custom_no <> w.no
  where ${isUntouched(transformed)}
    and (r.zoho_id is null or r.module <> w.module or r.base_no is null
      or r.base_no <> w.no and filled_fields(b.base) <> filled_fields(v.base)
      or w.has_custom and (r.custom_no is null
        or r.custom_no <> w.no and filled_fields(c.custom) <> filled_fields(v.custom))
      or exists (select from conflict f where f.env = $1 and f.key = w.key and f.state = 'open'))`;

/** Adds the records that refer to a key which leads to another record than before. */
const addChildren = (transformed: string) => `${addWanted(transformed)}
  where ${isUntouched(transformed)}
    and w.key in (select c.key from wanted c cross join unnest(c.refs) ref join moved on moved.key = ref)`;

/** A decision that was made again stays; the others end. */
const endDecisions = (transformed: string) => `
  update decided d set until_run = $1
  where d.run = any($2) and d.until_run is null
    and (d.object = any($3::source_object[]) or exists (select from ${transformed} t where t.key = d.key))
    and not exists (
      select from ${transformed} t where t.kind = 'decided' and t.key = d.key and t.module = d.module
        and t.outcome = d.outcome and t.reason is not distinct from d.reason and t.survivor is not distinct from d.survivor)`;

const dropRepeatedDecisions = (transformed: string) => `
  delete from ${transformed} t using decided d
  where t.kind = 'decided' and d.run = any($1) and d.until_run is null and d.key = t.key`;

/** Ids of the earlier runs of the environment that were not rolled back and whose queue is sealed, oldest first. */
export async function listEarlier(client: Queryable, run: Pick<Run, 'id' | 'env'>): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>(
    `select id from run where env = $1 and id < $2 and state <> 'rolled-back'
       and exists (select from phase where phase.run = run.id) order by id`,
    [run.env, run.id],
  );
  return rows.map(({ id }) => id);
}

/**
 * Compares what was transformed with the records and decisions of earlier runs, inside the transaction of the seal: lists
 * the records that the source no longer has, ends replaced decisions, and adds the records that are open for another
 * reason than their own row.
 *
 * @returns the earlier runs of `listEarlier`
 */
export async function compareWithEarlier(
  client: pg.ClientBase,
  run: Run,
  { transformed, coverage }: { transformed: string; coverage: Coverage },
): Promise<number[]> {
  const earlier = await listEarlier(client, run);
  await client.query('create temporary table moved (key text) on commit drop');
  if (earlier.length === 0) {
    // The records of earlier loads were rolled back.
    await client.query('delete from conflict where env = $1', [run.env]);
    await client.query('delete from stale_record where env = $1', [run.env]);
    await client.query('delete from waiting_record where env = $1', [run.env]);
    return [];
  }
  const { whole, vanished } = coverage;
  await client.query(`create index on ${transformed} (key)`);
  await client.query(createWanted, [run.env, earlier]);
  await client.query('create index on wanted (key)');
  await client.query('analyze wanted');
  await client.query(listStale(transformed), [run.env, run.id, whole, JSON.stringify(vanished)]);
  await client.query(forgetReturned(transformed), [run.env]);
  await client.query(parkMoved(transformed), [run.env]);
  await client.query(takeParked(transformed), [run.env]);
  await client.query(createWaiting(transformed), [run.env, earlier]);
  await client.query(`delete from ${transformed} t using waiting w where t.kind = 'queued' and t.key = w.key`);
  await client.query(addOpen(transformed), [run.env]);
  await client.query(findMoved(transformed), [run.env]);
  await client.query(addLeaving, [run.env, run.id]);
  await client.query('analyze moved');
  await client.query(addMergedInto, [run.env]);
  await client.query(addHanging, [attachedModules]);
  await client.query(addMergedInto, [run.env]);
  await client.query(addChildren(transformed), [run.env]);
  await client.query(endDecisions(transformed), [run.id, earlier, whole]);
  await client.query(dropRepeatedDecisions(transformed), [earlier]);
  await client.query(`analyze ${transformed}`);
  return earlier;
}

/** Records of the environment that no row of this run concerns, and that are in Zoho as they are wanted. */
export const countUntouched = (transformed: string) => `
  select w.module, w.object, null::boolean as base, null::boolean as custom, count(*)::int as rows from wanted w
  where ${isUntouched(transformed)} group by 1, 2`;
