import { cutRange, type NumberRange } from '../../domain/cut-range.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { ReadMoney, RefusedChange, SliceVerification } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import type { HeldSlice } from './lanes.ts';
import type { Run } from './runs.ts';
import { createSlices } from './slices.ts';

/**
 * Prepares the verification of everything that an environment's live runs have written to a module. An unfinished
 * verification is continued behind its last finished slice, and its earlier attempt is fenced.
 */
export async function openVerification(ledger: Ledger, run: Run, module: Module): Promise<void> {
  await ledger.transaction(async (client) => {
    const { rows: slices } = await client.query<{ unfinished: boolean; outdated: boolean }>(
      `update slice set lane = null, epoch = epoch + 1 where run = $1 and module = $2 and pass = 'verify'
       returning booked_to < last_no as unfinished,
         result is not null and (not result ? 'edits' or money is null) as outdated`,
      [run.id, module],
    );
    // What a worker of an earlier version has found has another form. It is found again.
    if (slices.some((one) => one.unfinished) && !slices.some((one) => one.outdated)) return;
    await client.query(`delete from slice where run = $1 and module = $2 and pass = 'verify'`, [run.id, module]);
    await client.query('delete from bulk_read_job where run = $1 and module = $2', [run.id, module]);
    const { rows: ranges } = await client.query<NumberRange>(
      `select min(first_no) as first, max(last_no) as last from slice join run on run.id = slice.run
       where run.env = $1 and run.id <= $2 and run.state <> 'rolled-back' and module = $3 and pass = 'base'
       group by run.id order by run.id`,
      [run.env, run.id, module],
    );
    await createSlices(client, run, module, 'verify', ranges.flatMap(cutRange));
  });
}

/** A record as it is wanted in Zoho, with references as keys. */
export interface WrittenRecord {
  key: RecordKey;
  zohoId: string;
  base: JsonObject;
  custom: JsonObject | null;
  /** Fields that keep people's value, by the rule of the engagement or until they decide. */
  held: string[] | null;
  /** Of a record that a match has adopted: its values from before our first write; null for the others. */
  image: JsonObject | null;
  /** Fields of `custom` that Zoho did not acknowledge with these values. */
  unacknowledged: string[];
  /** Zoho's time of our last write, in ISO 8601; null if it is not known. */
  writtenAt: string | null;
}

/** The records that Zoho has acknowledged with the values of these numbers. `custom` is what was wanted last. */
export async function listWritten(ledger: Ledger, env: number, { first, last }: NumberRange): Promise<WrittenRecord[]> {
  // The range is cut before the joins, and each joins one row. With old statistics, the planner would join the whole
  // environment for each page.
  return ledger.query<WrittenRecord>(
    `select r.key, r.zoho_id::text as "zohoId", v.base,
       case when r.custom_no > r.base_no then c.custom else v.custom end as custom,
       (select array_agg(f.field) from conflict f
         where f.env = $1 and f.key = r.key and f.state <> 'overwritten') as held,
       case when r.origin = 'adopted' and exists (
         select from record_match m where m.env = $1 and m.key = r.key and m.zoho_id = r.zoho_id and m.state = 'adopt'
       ) then coalesce((select i.body from before_image i where i.env = $1 and i.key = r.key), '{}') end as image,
       array(select w.key from jsonb_each(
           coalesce(case when r.custom_no > r.base_no then c.custom else v.custom end, '{}')::jsonb) w
         where w.value <> 'null' and w.value is distinct from c.custom::jsonb -> w.key) as unacknowledged,
       to_char(r.modified_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "writtenAt"
     from (select * from record_value where env = $1 and no between $2 and $3 order by no offset 0) v
     join lateral (select * from record where env = $1 and key = v.key limit 1) r
       on r.base_no = v.no and r.zoho_id is not null
     left join lateral (select * from record_value where env = $1 and no = r.custom_no limit 1) c on true
     order by v.no`,
    [env, first, last],
  );
}

/**
 * Stores what the verification of a slice found, so that it is not read again after a crash.
 * @throws ConnectorError `fenced` when a later attempt verifies the module
 */
export async function bookVerified(
  ledger: Ledger,
  run: Run,
  module: Module,
  held: HeldSlice,
  result: SliceVerification,
  money: ReadMoney[],
): Promise<void> {
  const booked = await ledger.query(
    `update slice set booked_to = last_no, claimed_to = last_no, ended_at = now(), lane = null, result = $5, money = $6
     where run = $1 and module = $2 and pass = 'verify' and slice = $3 and epoch = $4 returning 1`,
    [run.id, module, held.slice, held.epoch, JSON.stringify(result), JSON.stringify(money)],
  );
  if (booked.length === 0)
    throw new ConnectorError('fenced', `Another attempt verifies ${module}. Nothing was booked; this attempt stops.`);
}

/** What the verification of a module found, slice by slice. */
export async function readVerified(ledger: Ledger, run: Run, module: Module): Promise<SliceVerification[]> {
  const rows = await ledger.query<{ result: SliceVerification }>(
    `select result from slice where run = $1 and module = $2 and pass = 'verify' and result is not null order by slice`,
    [run.id, module],
  );
  return rows.map(({ result }) => result);
}

/** Money as it was read back from Zoho, slice by slice. */
export async function* listReadMoney(ledger: Ledger, run: Run, module: Module): AsyncGenerator<ReadMoney[]> {
  for (let after = 0; ;) {
    const [slice] = await ledger.query<{ slice: number; money: ReadMoney[] | null }>(
      `select slice, money from slice where run = $1 and module = $2 and pass = 'verify' and slice > $3
       order by slice limit 1`,
      [run.id, module, after],
    );
    if (!slice) return;
    yield slice.money ?? [];
    after = slice.slice;
  }
}

/** Forgets what was read back of single records, once it was compared. */
export async function forgetReadMoney(ledger: Ledger, run: Run, module: Module): Promise<void> {
  await ledger.query(`update slice set money = '[]' where run = $1 and module = $2 and pass = 'verify'`, [
    run.id,
    module,
  ]);
}

/** Number of records of a module that Zoho has acknowledged, and that a verification must therefore reach. */
export async function countWritten(ledger: Ledger, run: Run, module: Module): Promise<number> {
  const [row] = await ledger.query<{ count: number }>(
    `select count(*)::int as count from record
     where env = $1 and module = $2 and zoho_id is not null and base_no is not null`,
    [run.env, module],
  );
  return row?.count ?? 0;
}

/**
 * Number of a module's records whose own total in the source does not follow from the lines, by the remarks of a run, and of
 * those without a total.
 */
export async function countTotals(
  ledger: Ledger,
  run: Pick<Run, 'id' | 'env'>,
  module: Module,
): Promise<{ different: number; missing: number }> {
  const [row] = await ledger.query<{ different: number; missing: number }>(
    `select count(*) filter (where m.rule = 'total:differs')::int as different,
       count(*) filter (where m.rule = 'total:missing')::int as missing
     from remark m join record r on r.env = $2 and r.key = m.key and r.module = $3
     where m.run = $1 and m.rule in ('total:differs', 'total:missing')`,
    [run.id, run.env, module],
  );
  return row ?? { different: 0, missing: 0 };
}

/**
 * Records in Zoho whose change in this run was rejected, at most `most`, and the number of all. Each run tries again what the
 * runs before could not write, so earlier rejections do not count.
 */
export async function listRefused(
  ledger: Ledger,
  run: Pick<Run, 'id' | 'env'>,
  module: Module,
  most: number,
): Promise<{ count: number; refused: RefusedChange[] }> {
  const rows = await ledger.query<RefusedChange & { count: number }>(
    `select v.key, coalesce(o.reason, '') as reason, (count(*) over ())::int as count
     from (
       select min(first_no) as first, max(last_no) as last from slice
       where run = $1 and module = $2 and pass in ('base', 'custom')
     ) own join outcome o on o.run = $1 and o.no between own.first and own.last and o.outcome = 'rejected'
     join lateral (select key from record_value where env = $3 and no = o.no limit 1) v on true
     join lateral (select zoho_id from record where env = $3 and key = v.key limit 1) r on r.zoho_id is not null
     order by v.key limit $4`,
    [run.id, module, run.env, most],
  );
  return { count: rows[0]?.count ?? 0, refused: rows.map(({ key, reason }) => ({ key, reason })) };
}
