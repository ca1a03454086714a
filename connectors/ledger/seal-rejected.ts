import type pg from 'pg';
import type { Run } from './runs.ts';

const countWaiting = `
  update phase set waiting = counted.objects from (
    select module, jsonb_object_agg(object, rows) as objects
    from (select module, object, count(*)::int as rows from waiting group by 1, 2) w group by module
  ) counted where phase.run = $1 and phase.module = counted.module`;

const endWaiting = `
  update waiting_record w set until_run = $2
  where w.env = $1 and w.until_run is null and not exists (select from waiting where waiting.key = w.key)`;

const beginWaiting = `
  insert into waiting_record (env, key, module, from_run)
  select $1, key, module, $2 from waiting
  where not exists (select from waiting_record w where w.env = $1 and w.key = waiting.key and w.until_run is null)`;

/**
 * Stores the records that wait for their parent: the temporary table `waiting`, inside the transaction of the seal. Only a
 * record that begins or ends to wait costs a row.
 */
export async function storeWaiting(client: pg.ClientBase, run: Run): Promise<void> {
  await client.query(countWaiting, [run.id]);
  await client.query(endWaiting, [run.env, run.id]);
  await client.query(beginWaiting, [run.env, run.id]);
}

/** The tables `wanted` and `chosen` have one row per key, so a record that several runs could not write counts once. */
const countRejected = (transformed: string) => `
  update phase p set rejected_before = jsonb_build_object('base', counted.base, 'custom', counted.custom) from (
    select c.module,
      count(*) filter (where c.base_changed and o.outcome = 'rejected' and o.no <= coalesce(b.last_no, 0)) as base,
      count(*) filter (where c.custom_changed
        and (o.custom_reason is not null or o.outcome = 'rejected' and o.no > coalesce(b.last_no, 0))) as custom
    from chosen c join ${transformed} t on t.seq = c.seq and t.kind = 'queued'
    join wanted w on w.key = t.key
    join outcome o on o.run = any($2) and o.no = w.no
    left join (
      select run, module, max(last_no) as last_no from slice where run = any($2) and pass = 'base' group by 1, 2
    ) b on b.run = o.run and b.module = w.module
    group by 1
  ) counted where p.run = $1 and p.module = counted.module`;

/** Counts the queued records that the last load which tried them could not write, by pass. */
export async function countRejectedBefore(
  client: pg.ClientBase,
  run: Run,
  { transformed, earlier }: { transformed: string; earlier: number[] },
): Promise<void> {
  await client.query(countRejected(transformed), [run.id, earlier]);
}
