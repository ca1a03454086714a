import pg from 'pg';
import type { Queryable } from './database.ts';

/** The quoted name of a partition. */
export const partitionName = (table: string, id: number): string => pg.escapeIdentifier(`${table}_${id}`);

/** Tables with a partition per environment, and how full their pages are filled. */
const ofEnvironment = {
  record_value: 100,
  // A custom pass updates all records of a page at once. With half of the page free, no index entry is written.
  record: 50,
} as const;

/** Tables with a partition per load. */
const ofRun = { outcome: 100, decided: 100, remark: 100 } as const;

/** The table with a partition per rollback. */
const ofRollback = { rollback_item: 100 } as const;

/**
 * Creates the partitions of an environment. Inside a transaction; a second call changes nothing.
 */
export const createEnvironmentPartitions = (client: Queryable, env: number): Promise<void> =>
  createPartitions(client, ofEnvironment, env);

/** Creates the partitions of a load. Inside a transaction; a second call changes nothing. */
export const createRunPartitions = (client: Queryable, run: number): Promise<void> =>
  createPartitions(client, ofRun, run);

/** Creates the partition of a rollback. Inside a transaction; a second call changes nothing. */
export const createRollbackPartition = (client: Queryable, run: number): Promise<void> =>
  createPartitions(client, ofRollback, run);

/**
 * `create table … partition of` would lock the parent until all readers of all partitions have ended, and with it every
 * lane. A table that is created alone and attached afterwards does not.
 */
async function createPartitions(client: Queryable, tables: Record<string, number>, id: number): Promise<void> {
  await client.query('select pg_advisory_xact_lock(733204, 0)');
  for (const [table, fillfactor] of Object.entries(tables)) {
    const partition = partitionName(table, id);
    const { rows } = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
      partition,
    ]);
    if (rows[0]?.exists) continue;
    const parent = pg.escapeIdentifier(table);
    await client.query(`create table ${partition} (like ${parent} including all) with (fillfactor = ${fillfactor})`);
    await client.query(`alter table ${parent} attach partition ${partition} for values in (${id})`);
  }
}
