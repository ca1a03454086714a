import type { JsonObject } from '../../schemas/json.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import { shownId } from './added-mails.ts';
import type { Ledger, Queryable } from './database.ts';

/** The newest rollback of an environment. */
export interface Rollback {
  id: number;
  env: number;
  openedAt: Date;
  /** What its final check measured in Zoho; null before the check. */
  measured: Measured[] | null;
}

/** Result of the final check of a module: records of the loads that are in Zoho, and restored records that were compared. */
export interface Measured {
  module: Module;
  present: number;
  compared: number;
}

export type ItemResult = 'deleted' | 'restored' | 'gone' | 'kept' | 'refused';

/** Items of one module by action and result; without a result they are still to do. */
export interface ItemCount {
  module: Module;
  action: 'delete' | 'restore';
  result: ItemResult | null;
  count: number;
}

/** A record that stays in Zoho as it is, and why. */
export interface Leftover {
  module: Module;
  key: string;
  zohoId: string;
  reason: string;
}

/** The newest rollback of an environment; undefined if there was none. */
export async function findRollback(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<Rollback | undefined> {
  const [row] = await ledger.query<Rollback>(
    `select run.id, run.env, run.opened_at as "openedAt", run.measured from run join environment e on e.id = run.env
     where e.engagement = $1 and e.name = $2 and run.kind = 'rollback' order by run.id desc limit 1`,
    [engagement, environment],
  );
  return row;
}

/** Counts of a work list in the order of the rollback: `item` of a plan, or `rollback_item` of a rollback. */
export async function countItems(
  client: Queryable,
  table: 'item' | 'rollback_item',
  run?: number,
): Promise<ItemCount[]> {
  const { rows } = await client.query<ItemCount>(
    `select module::text as module, action::text as action, result::text as result, count(*)::int as count
     from ${table} ${table === 'item' ? '' : 'where run = $1'} group by 1, 2, 3
     order by min(no)`,
    run === undefined ? [] : [run],
  );
  return rows;
}

/** The first records that stay, in the order of the rollback. */
export async function listLeftovers(
  client: Queryable,
  table: 'item' | 'rollback_item',
  limit: number,
  run?: number,
): Promise<Leftover[]> {
  const { rows } = await client.query<Leftover>(
    `select module::text as module, key, ${shownId(`${table}.zoho_id`)} as "zohoId", reason from ${table}
     where result in ('kept', 'refused') ${run === undefined ? '' : 'and run = $2'} order by no limit $1`,
    run === undefined ? [limit] : [limit, run],
  );
  return rows;
}

/** A record to delete or to restore. */
export interface RollbackItem {
  no: number;
  key: string;
  zohoId: string;
  action: 'delete' | 'restore';
  /** Zoho's time of our last write in ISO 8601. */
  modifiedAt: string | null;
  /** The values from before our first write; null for a record to delete. */
  image: JsonObject | null;
}

const itemColumns = `i.no, i.key, i.zoho_id::text as "zohoId", i.action::text as action, r.modified_at as "modifiedAt",
  case when i.action = 'restore' then b.body end as image
  from rollback_item i left join lateral (select modified_at from record where env = $2 and key = i.key limit 1) r on true
  left join lateral (select body from before_image where i.action = 'restore' and env = $2 and key = i.key limit 1) b
    on true`;

async function readItems(client: Queryable, condition: string, values: unknown[]): Promise<RollbackItem[]> {
  const { rows } = await client.query<Omit<RollbackItem, 'modifiedAt'> & { modifiedAt: Date | null }>(
    `select ${itemColumns} where i.run = $1 and ${condition}`,
    values,
  );
  return rows.map((row) => ({ ...row, modifiedAt: row.modifiedAt?.toISOString() ?? null }));
}

/** The items with these numbers, both included, that have no result yet. */
export const listItems = (
  ledger: Ledger,
  { id, env }: Rollback,
  first: number,
  last: number,
): Promise<RollbackItem[]> =>
  ledger.withClient((client) =>
    readItems(client, 'i.result is null and i.no between $3 and $4 order by i.no', [id, env, first, last]),
  );

/** The next items of a module with a result, in the order of their numbers. */
export const listSettled = (
  ledger: Ledger,
  { id, env }: Rollback,
  { module, result, after, limit }: { module: Module; result: 'deleted' | 'restored'; after: number; limit: number },
): Promise<RollbackItem[]> =>
  ledger.withClient((client) =>
    readItems(client, 'i.module = $3 and i.result = $4 and i.no > $5 order by i.no limit $6', [
      ...[id, env, module, result, after, limit],
    ]),
  );

/** A slice of a rollback that one attempt of a lane holds. */
export interface RollbackSlice {
  slice: number;
  epoch: number;
  lastNo: number;
  bookedTo: number;
  /** Numbers up to here may have been sent by an earlier attempt. */
  unsureTo: number;
}

/**
 * Takes the next slice: one that an earlier attempt of this lane holds, or one that nobody does.
 * @returns null when no slice is left, or the rollback was closed by a later one
 */
export async function takeRollbackSlice(
  ledger: Ledger,
  { id }: Rollback,
  { module, lane, lanes, size }: { module: Module; lane: number; lanes: number; size: number },
): Promise<RollbackSlice | null> {
  const [taken] = await ledger.query<RollbackSlice>(
    `with open as materialized (select from run where id = $1 and state = 'open' for share), free as materialized (
       select slice, claimed_to from slice where run = $1 and module = $2 and pass = 'rollback' and booked_to < last_no
         and (lane is null or lane = $3 or lane >= $4) order by slice limit 1 for update skip locked
     )
     update slice s set lane = $3, epoch = s.epoch + 1, began_at = coalesce(s.began_at, now()),
       claimed_to = greatest(s.claimed_to, least(s.last_no, s.booked_to + $5::int))
     from free where s.run = $1 and s.module = $2 and s.pass = 'rollback' and s.slice = free.slice and exists (select from open)
     returning s.slice, s.epoch, s.last_no as "lastNo", s.booked_to as "bookedTo", free.claimed_to as "unsureTo"`,
    [id, module, lane, lanes, size],
  );
  return taken ?? null;
}

export interface SettledItem {
  no: number;
  key: string;
  result: ItemResult;
  reason: string | null;
  /** For a restored record: Zoho's time of the modification in ISO 8601. */
  modifiedAt: string | null;
}

/**
 * A deleted record has no id any more. A restored one stays adopted, and Zoho has acknowledged nothing, so that a later load
 * writes it again.
 */
const bookItems = `
  with held as (
    update slice set booked_to = $4, claimed_to = least(last_no, greatest(claimed_to, $4 + $5::int)),
      ended_at = case when $4 = last_no then now() end, lane = case when $4 = last_no then null else lane end
    where run = $1 and module = $2 and pass = 'rollback' and slice = $3 and epoch = $6 returning 1
  ), settled as (
    select t.* from held, unnest($8::int[], $9::text[], $10::rollback_result[], $11::text[], $12::timestamptz[])
      as t(no, key, result, reason, modified_at)
  ), item as (
    update rollback_item i set result = s.result, reason = s.reason from settled s where i.run = $1 and i.no = s.no
  ), state as (
    update record r set base_no = null, custom_no = null,
      zoho_id = case when s.result = 'restored' then r.zoho_id end,
      modified_at = case when s.result = 'restored' then coalesce(s.modified_at, r.modified_at) end
    from settled s where r.env = $7 and r.key = s.key and s.result in ('deleted', 'gone', 'restored')
  ) select from held`;

/** Keeps the records that these records refer to, which are not deleted yet. */
const keepParents = `
  update rollback_item p set result = 'kept', reason = 'a record that stays refers to it' from (
    select distinct coalesce(m.same_as, ref.key) as key
    from record r join record_value v on v.env = $2 and v.no in (r.base_no, r.custom_no)
    cross join unnest(v.refs) as ref(key) left join record m on m.env = $2 and m.key = ref.key
    where r.env = $2 and r.key = any($3)
  ) needed where p.run = $1 and p.key = needed.key and p.result is null and p.action = 'delete' returning p.key`;

/**
 * Books the results of a batch, and claims the next `claimSize` items of the slice, in one transaction. What records that
 * stay refer to stays too.
 * @throws ConnectorError `fenced` when a later attempt holds the slice, or another rollback has begun; nothing was booked then
 */
export async function bookRollback(
  ledger: Ledger,
  { id, env }: Rollback,
  module: Module,
  held: RollbackSlice,
  { lastNo, settled, claimSize }: { lastNo: number; settled: SettledItem[]; claimSize: number },
): Promise<void> {
  await ledger.transaction(async (client) => {
    const { rowCount } = await client.query(bookItems, [
      ...[id, module, held.slice, lastNo, claimSize, held.epoch, env],
      settled.map((one) => one.no),
      settled.map((one) => one.key),
      settled.map((one) => one.result),
      settled.map((one) => one.reason),
      settled.map((one) => one.modifiedAt),
    ]);
    if (rowCount === 0)
      throw new ConnectorError(
        'fenced',
        `Another attempt took over a slice of ${module}, or another rollback began. Nothing was booked; this attempt stops.`,
      );
    let staying = settled.filter(({ result }) => result === 'kept' || result === 'refused').map(({ key }) => key);
    while (staying.length > 0) {
      const { rows } = await client.query<{ key: string }>(keepParents, [id, env, staying]);
      staying = rows.map(({ key }) => key);
    }
  });
  held.bookedTo = lastNo;
}

/** Marks items that the final check found different from what was booked. */
export async function refuseItems(
  ledger: Ledger,
  { id }: Rollback,
  found: { no: number; reason: string }[],
): Promise<void> {
  await ledger.query(
    `update rollback_item i set result = 'refused', reason = t.reason
     from unnest($2::int[], $3::text[]) as t(no, reason) where i.run = $1 and i.no = t.no`,
    [id, found.map((one) => one.no), found.map((one) => one.reason)],
  );
}

/** Gives the items that were deleted, but are in Zoho, their ids back: people restored them from the recycle bin. */
export async function findDeletedAgain(
  ledger: Ledger,
  { id, env }: Rollback,
  module: Module,
  zohoIds: string[],
): Promise<void> {
  await ledger.query(
    `with back as (
       update rollback_item i set result = 'refused', reason = 'in Zoho again after it was deleted'
       where i.run = $1 and i.module = $3 and i.result = 'deleted' and i.zoho_id = any($4::bigint[])
       returning i.key, i.zoho_id
     ) update record r set zoho_id = back.zoho_id from back where r.env = $2 and r.key = back.key`,
    [id, env, module, zohoIds],
  );
}

export async function storeMeasured(ledger: Ledger, { id }: Rollback, measured: Measured[]): Promise<void> {
  await ledger.query('update run set measured = $2 where id = $1', [id, JSON.stringify(measured)]);
}

/**
 * Ends a rollback. If nothing stays, its loads count as rolled back. The before-images of restored records are forgotten, so
 * that a later load takes new ones.
 */
export async function closeRollback(ledger: Ledger, { id, env }: Rollback): Promise<void> {
  await ledger.transaction(async (client) => {
    await client.query(
      `delete from before_image b using rollback_item i
       where i.run = $1 and i.result = 'restored' and b.env = $2 and b.key = i.key`,
      [id, env],
    );
    await client.query(
      `update run set state = 'rolled-back' where env = $2 and state <> 'rolled-back' and kind <> 'rollback'
         and not exists (select from rollback_item where run = $1 and (result is null or result in ('kept', 'refused')))`,
      [id, env],
    );
    await client.query(`update run set state = 'closed', closed_at = coalesce(closed_at, now()) where id = $1`, [id]);
  });
}
