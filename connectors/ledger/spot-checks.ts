import type { JsonObject } from '../../schemas/json.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { SpotMark, SpotRecord, SpotVerdict } from '../../schemas/spot-check.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { appendAudit } from './audit.ts';
import type { Ledger, Queryable } from './database.ts';
import { listRuns, type Run } from './runs.ts';

/** A record of a load that is in Zoho, or that the transformation or Zoho kept out of it. */
export interface LoadedRecord {
  no: number;
  key: string;
  module: Module;
  object: LoadedObject;
  outcome: string;
  /** Values for Zoho, with references as keys. */
  values: JsonObject;
  zohoId: string | null;
  /** Key of the record that it became a part of. */
  survivor: string | null;
  reason: string | null;
}

const perPage = 1_000;

const loadedColumns = `v.no, v.key, v.module::text as module, v.object::text as object,
  coalesce(o.outcome::text, 'unchanged') as outcome, v.base::jsonb || coalesce(v.custom::jsonb, '{}') as values,
  r.zoho_id::text as "zohoId", null as survivor, null as reason`;

/** Every record of the run's environment that is in Zoho, with the values that were written last. */
export async function* listLoaded(ledger: Ledger, { id, env }: Pick<Run, 'id' | 'env'>): AsyncGenerator<LoadedRecord> {
  for (let after = 0; ;) {
    // The page is cut before the joins, which look up one row each.
    const page = await ledger.query<LoadedRecord & { last: number } & Record<string, unknown>>(
      `select ${loadedColumns}, max(v.no) over () as last
       from (select * from record_value where env = $1 and no > $2 order by no limit ${perPage} offset 0) v
       left join lateral (
         select zoho_id from record where env = $1 and key = v.key and base_no = v.no limit 1
       ) r on true
       left join lateral (select outcome from outcome where run = $3 and no = v.no limit 1) o on true
       order by v.no`,
      [env, after, id],
    );
    yield* page.filter(({ zohoId }) => zohoId !== null);
    if (page.length < perPage) return;
    after = page.at(-1)?.last ?? 0;
  }
}

/** Records of the run's environment that are in Zoho, by key. */
export const findLoaded = (
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  keys: string[],
): Promise<LoadedRecord[]> =>
  ledger.query<LoadedRecord & Record<string, unknown>>(
    `select ${loadedColumns}
     from record r join record_value v on v.env = $1 and v.no = r.base_no
     left join lateral (select outcome from outcome where run = $3 and no = v.no limit 1) o on true
     where r.env = $1 and r.key = any($2) and r.zoho_id is not null`,
    [env, keys, id],
  );

/** One record of each outcome that is not in Zoho, by module: merged, excluded or rejected. */
export const listKeptOut = (ledger: Ledger, { id, env }: Pick<Run, 'id' | 'env'>): Promise<LoadedRecord[]> =>
  ledger.query<LoadedRecord & Record<string, unknown>>(
    `select 0 as no, d.key, d.module::text as module, d.object::text as object, d.outcome::text as outcome, '{}'::jsonb as values,
       null as "zohoId", d.survivor, d.reason
     from (select min(key) as key from decided where run = $1 group by module, outcome) f
     join decided d on d.run = $1 and d.key = f.key
     union all
     select v.no, v.key, v.module::text, v.object::text, 'rejected', v.base::jsonb || coalesce(v.custom::jsonb, '{}'), null,
       null, o.reason
     from (select min(no) as no from outcome where run = $1 and outcome = 'rejected' group by object) f
     join outcome o on o.run = $1 and o.no = f.no
     join record_value v on v.env = $2 and v.no = f.no`,
    [id, env],
  );

const spotColumns = `no, key, module::text as module, object::text as object, outcome, zoho_id as "zohoId",
  is_random as "isRandom", traits, reason, fields`;

export interface SpotCheck {
  seed: string;
  population: number;
  finishedAt: Date | null;
  finishedBy: string | null;
  records: JudgedRecord[];
}

export interface JudgedRecord extends SpotRecord {
  verdict: SpotVerdict | null;
  note: string;
  judgedBy: string | null;
}

/** Stores the drawn records of a run, before those in Zoho are read there. A second draw changes nothing. */
export async function storeDraw(
  ledger: Ledger,
  { id, engagement, environment, run }: Run,
  { seed, population, records }: { seed: string; population: number; records: SpotRecord[] },
): Promise<void> {
  await ledger.transaction(async (client) => {
    const { rowCount } = await client.query(
      'insert into spot_check (run, seed, population) values ($1, $2, $3) on conflict do nothing',
      [id, seed, population],
    );
    if (rowCount === 0) return;
    for (const one of records) {
      await client.query(
        `insert into spot_record
           (run, no, key, module, object, outcome, zoho_id, is_random, traits, reason, fields, read_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $7::text is null then now() end)`,
        [
          ...[id, one.no, one.key, one.module, one.object, one.outcome, one.zohoId, one.isRandom, one.traits],
          ...[one.reason, JSON.stringify(one.fields)],
        ],
      );
    }
    const counts = { random: records.filter(({ isRandom }) => isRandom).length, records: records.length };
    await appendAudit(client, engagement, 'spot check drawn', { environment, run, seed, population, ...counts });
  });
}

/** Stores what Zoho holds of drawn records. */
export async function storeRead(
  ledger: Ledger,
  { id }: Pick<Run, 'id'>,
  records: Pick<SpotRecord, 'no' | 'fields'>[],
): Promise<void> {
  await ledger.query(
    `update spot_record r set fields = found.fields::jsonb, read_at = now()
     from unnest($2::int[], $3::text[]) as found(no, fields) where r.run = $1 and r.no = found.no`,
    [id, records.map(({ no }) => no), records.map(({ fields }) => JSON.stringify(fields))],
  );
}

/** Number of records that were drawn for a run, null before the draw, and those of them that are not read in Zoho yet. */
export async function listUnread(
  ledger: Ledger,
  { id }: Pick<Run, 'id'>,
): Promise<{ drawn: number | null; unread: SpotRecord[] }> {
  const [counted] = await ledger.query<{ drawn: number }>(
    'select (select count(*)::int from spot_record where run = $1) as drawn from spot_check where run = $1',
    [id],
  );
  const unread = await ledger.query<SpotRecord & Record<string, unknown>>(
    `select ${spotColumns} from spot_record where run = $1 and read_at is null order by no`,
    [id],
  );
  return { drawn: counted?.drawn ?? null, unread };
}

/** The spot check of a run with its records and judgements; null if none was drawn, or not all records are read in Zoho. */
export async function readSpotCheck(ledger: Ledger, runId: number): Promise<SpotCheck | null> {
  const [check] = await ledger.query<Omit<SpotCheck, 'records'> & Record<string, unknown>>(
    `select seed, population, finished_at as "finishedAt", finished_by as "finishedBy" from spot_check
     where run = $1 and not exists (select from spot_record r where r.run = $1 and r.read_at is null)`,
    [runId],
  );
  if (!check) return null;
  const records = await ledger.query<JudgedRecord & Record<string, unknown>>(
    `select ${spotColumns}, verdict, coalesce(note, '') as note, judged_by as "judgedBy"
     from spot_record where run = $1 order by no`,
    [runId],
  );
  return { ...check, records };
}

/**
 * Stores a person's judgement of a record, in place of an earlier one. The note stays out of the audit, because it may have
 * values. Inside a transaction: the spot check can't be finished before its end.
 *
 * @returns whether it was stored: a finished spot check does not change any more
 */
export async function judgeSpotRecord(
  client: Queryable,
  ref: RunRef & { id: number },
  { no, verdict, note }: SpotMark,
  by: string,
): Promise<boolean> {
  const { rowCount: isOpen } = await client.query(
    'select from spot_check where run = $1 and finished_at is null for share',
    [ref.id],
  );
  if (!isOpen) return false;
  const { rows } = await client.query<{ key: string }>(
    `update spot_record set verdict = $3, note = $4, judged_by = $5, judged_at = now()
     where run = $1 and no = $2 returning key`,
    [ref.id, no, verdict, note, by],
  );
  if (!rows[0]) return false;
  const { environment, run } = ref;
  await appendAudit(client, ref.engagement, 'spot check judged', { environment, run, key: rows[0].key, verdict, by });
  return true;
}

/**
 * Finishes the spot check of a run, inside a transaction. It waits for judgements that are being stored.
 *
 * @returns the number of records without a judgement; it is finished if there are none
 */
export async function finishSpotCheck(client: Queryable, ref: RunRef & { id: number }, by: string): Promise<number> {
  await client.query('select from spot_check where run = $1 for update', [ref.id]);
  const { rows } = await client.query<{ open: number }>(
    'select count(*)::int as open from spot_record where run = $1 and verdict is null',
    [ref.id],
  );
  const open = rows[0]?.open ?? 0;
  if (open > 0) return open;
  const { rowCount } = await client.query(
    'update spot_check set finished_at = now(), finished_by = $2 where run = $1 and finished_at is null',
    [ref.id, by],
  );
  const { environment, run } = ref;
  if (rowCount) await appendAudit(client, ref.engagement, 'spot check finished', { environment, run, by });
  return 0;
}

/** The newest load of the sandbox with a spot check. */
export async function findSpotCheck(ledger: Ledger, slug: string): Promise<{ run: Run; check: SpotCheck } | null> {
  for (const run of (await listRuns(ledger, slug)).filter(({ environment }) => environment === 'sandbox').reverse()) {
    const check = await readSpotCheck(ledger, run.id);
    if (check) return { run, check };
  }
  return null;
}
