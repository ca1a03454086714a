import type { RemovalInput } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import { openEnvironment } from './environments.ts';

/** A record to remove. `runId` is the run that created it. */
export interface Removal {
  runId: number;
  key: string;
  zohoId: string;
}

/** Per module: number of records that loads created and that are in Zoho, and the results of the removal so far. */
export async function countRemovals(
  ledger: Ledger,
  ref: EnvironmentRef,
): Promise<{ module: Module; left: number; deleted: number; gone: number; failed: number }[]> {
  const { env } = await openEnvironment(ledger, ref);
  return ledger.query(
    `select module, sum(left_over)::int as left, sum(deleted)::int as deleted, sum(gone)::int as gone,
       sum(failed)::int as failed
     from (
       select module, count(*) as left_over, 0 as deleted, 0 as gone, 0 as failed from record
       where env = $1 and origin = 'ours' and zoho_id is not null group by module
       union all
       select m.module, 0, count(*) filter (where result = 'deleted'), count(*) filter (where result = 'gone'),
         count(*) filter (where result = 'failed')
       from removal m join run on run.id = m.run where run.env = $1 and run.state <> 'rolled-back' group by m.module
     ) counted group by module`,
    [env],
  );
}

/**
 * The next records to remove from a module, in the order of their keys. Each lane has its own share of the keys. With
 * the last key of the page before, the whole table is read once per lane, and not once per page.
 */
export async function listRemovals(
  ledger: Ledger,
  scope: RemovalInput,
  { env, after, limit }: { env: number; after: string; limit: number },
): Promise<Removal[]> {
  return ledger.query<Removal>(
    `select created_run as "runId", key, zoho_id::text as "zohoId" from record
     where env = $1 and key > $2 and module = $3 and origin = 'ours' and zoho_id is not null
       and abs(hashtext(key)::bigint) % $4::int = $5
     order by key limit $6`,
    [env, after, scope.module, scope.lanes, scope.lane, limit],
  );
}

/** Books the results of a removal. A record that is not in Zoho any more has no id and no acknowledged values. */
export async function bookRemovals(
  ledger: Ledger,
  env: number,
  module: Module,
  removals: (Removal & { result: 'deleted' | 'gone' | 'failed' })[],
): Promise<void> {
  await ledger.query(
    `with removed as (
       select * from unnest($3::int[], $4::text[], $5::bigint[], $6::text[]) as t(run, key, zoho_id, result)
     ), state as (
       update record r set zoho_id = null, base_no = null, custom_no = null, modified_at = null
       from removed where r.env = $1 and r.key = removed.key and removed.result <> 'failed'
     )
     insert into removal (run, module, key, zoho_id, result) select run, $2, key, zoho_id, result from removed
     on conflict (run, key) do update set result = excluded.result`,
    [
      env,
      module,
      removals.map((one) => one.runId),
      removals.map((one) => one.key),
      removals.map((one) => one.zohoId),
      removals.map((one) => one.result),
    ],
  );
}

/** Clears failed removals, so that the next rollback tries them again. */
export async function clearFailedRemovals(ledger: Ledger, ref: EnvironmentRef): Promise<void> {
  const { env } = await openEnvironment(ledger, ref);
  await ledger.query(
    `delete from removal using run
     where run.id = removal.run and run.env = $1 and run.state <> 'rolled-back' and result = 'failed'`,
    [env],
  );
}

/** A custom field that the engagement creates or has created. */
export interface SchemaChange {
  module: Module;
  apiName: string;
  /** Label of a field that is being created; null for older entries. */
  label: string | null;
  /** Null until Zoho has shown the field. After a kill or an error, it may exist or not. */
  fieldId: string | null;
}

/** Custom fields that this engagement created or began to create, and that are not removed, newest first. */
export const listSchemaChanges = (
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<SchemaChange[]> =>
  ledger.query<SchemaChange>(
    `select module, api_name as "apiName", label, field_id as "fieldId" from schema_change
     where engagement = $1 and environment = $2 and removed_at is null order by created_at desc, api_name`,
    [engagement, environment],
  );

/** Books fields before they are created, so that none is left behind when the creation is interrupted. */
export async function bookNewFields(
  ledger: Ledger,
  { engagement, environment, module }: EnvironmentRef & { module: Module },
  fields: { apiName: string; label: string }[],
): Promise<void> {
  await ledger.query(
    `insert into schema_change (engagement, environment, module, api_name, label)
     select $1, $2, $3, api_name, label from unnest($4::text[], $5::text[]) as t(api_name, label)
     on conflict (engagement, environment, module, api_name) do update
     set label = excluded.label, created_at = now(), removed_at = null, field_id = null`,
    [engagement, environment, module, fields.map((one) => one.apiName), fields.map((one) => one.label)],
  );
}

/** Stores the id under which Zoho shows a booked field. */
export async function storeFieldId(
  ledger: Ledger,
  change: EnvironmentRef & { module: Module; apiName: string; fieldId: string },
): Promise<void> {
  await ledger.query(
    `update schema_change set field_id = $5
     where engagement = $1 and environment = $2 and module = $3 and api_name = $4`,
    [change.engagement, change.environment, change.module, change.apiName, change.fieldId],
  );
}

/** Ends an entry: its field was removed, or was never created. */
export async function endSchemaChange(
  ledger: Ledger,
  change: EnvironmentRef & { module: Module; apiName: string },
): Promise<void> {
  await ledger.query(
    `update schema_change set removed_at = now()
     where engagement = $1 and environment = $2 and module = $3 and api_name = $4`,
    [change.engagement, change.environment, change.module, change.apiName],
  );
}
