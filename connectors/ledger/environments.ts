import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { FoundRecord } from '../zoho/port.ts';
import type { Ledger } from './database.ts';
import { createEnvironmentPartitions } from './partitions.ts';

/** An environment of an engagement, as the mass tables refer to it. */
export interface StoredEnvironment {
  env: number;
  /** Modules whose records from before the first load are adopted completely. */
  surveyed: Module[];
}

/** The environment's id and survey. Its first call creates both, and the tables of its records. */
export async function openEnvironment(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<StoredEnvironment> {
  return ledger.transaction(async (client) => {
    await client.query('insert into environment (engagement, name) values ($1, $2) on conflict do nothing', [
      engagement,
      environment,
    ]);
    const { rows } = await client.query<StoredEnvironment>(
      'select id as env, surveyed::text[] as surveyed from environment where engagement = $1 and name = $2',
      [engagement, environment],
    );
    const [row] = rows;
    if (!row) throw new Error('an environment that was just stored is missing');
    await createEnvironmentPartitions(client, row.env);
    return row;
  });
}

/**
 * Stores records that were in Zoho before the first load. Loads update them by id, and no rollback deletes them. Records
 * that the ledger knows already stay as they are.
 */
export async function adoptRecords(ledger: Ledger, env: number, module: Module, found: FoundRecord[]): Promise<void> {
  await ledger.query(
    `insert into record (env, key, module, origin, zoho_id, modified_at)
     select $1, key, $2::zoho_module, 'adopted', id, modified_at
     from unnest($3::text[], $4::bigint[], $5::timestamptz[]) as t(key, id, modified_at)
     on conflict do nothing`,
    [env, module, found.map(({ key }) => key), found.map(({ id }) => id), found.map(({ modifiedAt }) => modifiedAt)],
  );
}

/** Marks a module as surveyed, after its last page is stored. */
export async function endSurvey(ledger: Ledger, env: number, module: Module): Promise<void> {
  await ledger.query(
    `update environment set surveyed = surveyed || $2::zoho_module where id = $1 and not surveyed @> array[$2::zoho_module]`,
    [env, module],
  );
}
