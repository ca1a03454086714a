import type { RemovalInput } from '../../schemas/engagement.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import { listLiveRuns } from './runs.ts';

export interface Removal {
  runId: string;
  key: string;
  zohoId: string;
}

/** Per module: number of records that the live runs created, and the results of the removal so far. */
export async function countRemovals(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<{ module: Module; created: number; deleted: number; gone: number; failed: number }[]> {
  const runs = await listLiveRuns(ledger, { engagement, environment });
  return ledger.query(
    `select o.module, count(*)::int as created, count(*) filter (where r.result = 'deleted')::int as deleted,
       count(*) filter (where r.result = 'gone')::int as gone, count(*) filter (where r.result = 'failed')::int as failed
     from outcome o left join removal r on r.run_id = o.run_id and r.key = o.key
     where o.run_id = any($1) and o.outcome = 'created' group by o.module`,
    [runs.map((run) => run.id)],
  );
}

/** The next records to remove from a module, newest first. Each lane has its own share of the keys. */
export async function listRemovals(ledger: Ledger, scope: RemovalInput, limit: number): Promise<Removal[]> {
  const runs = await listLiveRuns(ledger, scope);
  return ledger.query<Removal>(
    `select o.run_id as "runId", o.key, o.zoho_id as "zohoId" from outcome o
     where o.run_id = any($1) and o.module = $2 and o.outcome = 'created'
       and abs(hashtext(o.key)::bigint) % $3::int = $4
       and not exists (select 1 from removal r where r.run_id = o.run_id and r.key = o.key)
     order by o.zoho_id desc limit $5`,
    [runs.map((run) => run.id), scope.module, scope.lanes, scope.lane, limit],
  );
}

export async function bookRemovals(
  ledger: Ledger,
  module: Module,
  removals: (Removal & { result: 'deleted' | 'gone' | 'failed' })[],
): Promise<void> {
  await ledger.query(
    `insert into removal (run_id, module, key, zoho_id, result)
     select run_id, $1, key, zoho_id, result from unnest($2::bigint[], $3::text[], $4::text[], $5::text[])
       as t(run_id, key, zoho_id, result)
     on conflict (key, run_id) do update set result = excluded.result`,
    [
      module,
      removals.map((one) => one.runId),
      removals.map((one) => one.key),
      removals.map((one) => one.zohoId),
      removals.map((one) => one.result),
    ],
  );
}

/** Clears failed removals, so that the next rollback tries them again. */
export async function clearFailedRemovals(ledger: Ledger, { engagement, environment }: EnvironmentRef): Promise<void> {
  const runs = await listLiveRuns(ledger, { engagement, environment });
  await ledger.query(`delete from removal where run_id = any($1) and result = 'failed'`, [runs.map((run) => run.id)]);
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
