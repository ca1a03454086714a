import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

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

/**
 * Books fields before they are created, so that none is left behind when the creation is interrupted.
 * @throws ConnectorError `fenced` when the run is closed: a rollback would not find the fields
 */
export async function bookNewFields(
  ledger: Ledger,
  { id, engagement, environment, run }: Run,
  module: Module,
  fields: { apiName: string; label: string }[],
): Promise<void> {
  const booked = await ledger.query(
    `with open as materialized (select from run where id = $6 and state = 'open' for share)
     insert into schema_change (engagement, environment, module, api_name, label)
     select $1, $2, $3, api_name, label from unnest($4::text[], $5::text[]) as t(api_name, label)
     where exists (select from open)
     on conflict (engagement, environment, module, api_name) do update
     set label = excluded.label, created_at = now(), removed_at = null, field_id = null, kept = null
     returning api_name`,
    [engagement, environment, module, fields.map((one) => one.apiName), fields.map((one) => one.label), id],
  );
  if (booked.length < fields.length)
    throw new ConnectorError('fenced', `The run ${run} is closed. No field of ${module} was created.`);
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

/** Notes why a rollback left a field in Zoho. */
export async function keepField(
  ledger: Ledger,
  change: EnvironmentRef & { module: Module; apiName: string; why: string },
): Promise<void> {
  await ledger.query(
    `update schema_change set kept = $5
     where engagement = $1 and environment = $2 and module = $3 and api_name = $4`,
    [change.engagement, change.environment, change.module, change.apiName, change.why],
  );
}

/** Custom fields by module: still in Zoho, with the reason if a rollback left them, and removed since a time. */
export const countSchemaChanges = (
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
  since: Date | null,
): Promise<{ module: Module; present: number; removed: number; kept: { apiName: string; why: string }[] }[]> =>
  ledger.query(
    `select module, count(*) filter (where removed_at is null)::int as present,
       count(*) filter (where removed_at >= $3)::int as removed,
       coalesce(json_agg(json_build_object('apiName', api_name, 'why', kept) order by api_name)
         filter (where removed_at is null and kept is not null), '[]') as kept
     from schema_change where engagement = $1 and environment = $2 group by module`,
    [engagement, environment, since],
  );
