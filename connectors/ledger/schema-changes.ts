import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import type { Run } from './runs.ts';

/** What the engagement creates or has created: a custom field, a value of a pick list, a module, or a section of a layout. */
export interface SchemaChange {
  module: Module;
  /** Empty for a module, and for a section. */
  apiName: string;
  /** The value that is added, or the label of a section; empty for a field, and for a module. */
  value: string;
  /** Label of the field; null for older entries. */
  label: string | null;
  /** Null until Zoho has shown the field or the value. After a kill or an error, it may exist or not. */
  fieldId: string | null;
}

/** What this engagement created or began to create, and has not removed, newest first. */
export const listSchemaChanges = (
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<SchemaChange[]> =>
  ledger.query<SchemaChange>(
    `select module, api_name as "apiName", value, label, field_id as "fieldId" from schema_change
     where engagement = $1 and environment = $2 and removed_at is null order by created_at desc, api_name, value`,
    [engagement, environment],
  );

/**
 * Books changes before they are made, so that none is left behind when the work is interrupted.
 *
 * @param by the run that makes them, or the environment if they belong to no run
 * @throws ConnectorError `fenced` when the run is closed, or the environment is being rolled back: a rollback would not find
 *   the changes
 */
export async function bookSchemaChanges(
  ledger: Ledger,
  by: Run | EnvironmentRef,
  changes: Omit<SchemaChange, 'fieldId'>[],
): Promise<void> {
  if (changes.length === 0) return;
  const booked = await ledger.query(
    `with open as materialized (select from run where id = $3 and state = 'open' for share),
     undone as (
       select from run join environment e on e.id = run.env
       where e.engagement = $1 and e.name = $2 and run.kind = 'rollback' and run.state = 'open'
     )
     insert into schema_change (engagement, environment, module, api_name, value, label)
     select $1, $2, module, api_name, value, label
     from unnest($4::text[], $5::text[], $6::text[], $7::text[]) as t(module, api_name, value, label)
     where case when $3::int is null then not exists (select from undone) else exists (select from open) end
     on conflict (engagement, environment, module, api_name, value) do update
     set label = excluded.label, created_at = now(), removed_at = null, field_id = null, kept = null
     returning api_name`,
    [
      ...[by.engagement, by.environment, 'id' in by ? by.id : null],
      ...(['module', 'apiName', 'value', 'label'] as const).map((name) => changes.map((one) => one[name])),
    ],
  );
  if (booked.length < changes.length)
    throw new ConnectorError(
      'fenced',
      `${'run' in by ? `The run ${by.run} is closed` : `The ${by.environment} is being rolled back`}. The fields of ${changes[0]?.module} were not changed.`,
    );
}

type ChangeRef = EnvironmentRef & Pick<SchemaChange, 'module' | 'apiName' | 'value'>;

/** Stores the id of the field in which Zoho shows a booked change. */
export async function storeFieldId(ledger: Ledger, change: ChangeRef & { fieldId: string }): Promise<void> {
  await ledger.query(
    `update schema_change set field_id = $6
     where engagement = $1 and environment = $2 and module = $3 and api_name = $4 and value = $5`,
    [change.engagement, change.environment, change.module, change.apiName, change.value, change.fieldId],
  );
}

/** Ends an entry: its field or value was removed, or was never created. */
export async function endSchemaChange(ledger: Ledger, change: ChangeRef): Promise<void> {
  await ledger.query(
    `update schema_change set removed_at = now()
     where engagement = $1 and environment = $2 and module = $3 and api_name = $4 and value = $5`,
    [change.engagement, change.environment, change.module, change.apiName, change.value],
  );
}

/** Notes why a rollback left a field or a value in Zoho. */
export async function keepSchemaChange(ledger: Ledger, change: ChangeRef & { why: string }): Promise<void> {
  await ledger.query(
    `update schema_change set kept = $6
     where engagement = $1 and environment = $2 and module = $3 and api_name = $4 and value = $5`,
    [change.engagement, change.environment, change.module, change.apiName, change.value, change.why],
  );
}

/**
 * Custom fields and added values by module: still in Zoho, with the reason if a rollback left them, and removed since a time.
 */
export const countSchemaChanges = (
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
  since: Date | null,
): Promise<{ module: Module; present: number; removed: number; kept: { apiName: string; why: string }[] }[]> =>
  ledger.query(
    `select module, count(*) filter (where removed_at is null)::int as present,
       count(*) filter (where removed_at >= $3)::int as removed,
       coalesce(json_agg(json_build_object('apiName', coalesce(nullif(api_name, ''), nullif(value, ''), module), 'why', kept) order by api_name, value)
         filter (where removed_at is null and kept is not null), '[]') as kept
     from schema_change where engagement = $1 and environment = $2 group by module`,
    [engagement, environment, since],
  );

/** Values of a run's queue that the pick list of a custom field does not declare, by field. */
export async function listAddedValues(
  ledger: Ledger,
  run: Pick<Run, 'id' | 'env'>,
  module: Module,
): Promise<Map<string, string[]>> {
  const rows = await ledger.query<{ field: string; values: string[] }>(
    `with own as (
       select min(first_no) as first, max(last_no) as last from slice
       where run = $1 and module = $2 and pass in ('base', 'custom')
     )
     select field, array_agg(distinct v.custom ->> field order by v.custom ->> field) as values
     from own join record_value v on v.env = $3 and v.no between own.first and own.last
     join remark m on m.run = $1 and m.module = $2 and m.key = v.key and m.rule like 'added:%'
     where v.custom ->> field is not null group by field`,
    [run.id, module, run.env],
  );
  return new Map(rows.map(({ field, values }) => [field, values]));
}
