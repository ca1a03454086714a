import type { PostgresProfile } from '../../../schemas/profile.ts';
import type { WatchRole } from '../../../schemas/quiet.ts';
import type { Json } from '../../../schemas/json.ts';
import type { Connection } from './database.ts';
import { quoted, withoutSemicolon } from './queries.ts';

/** A table that a query of the profile reads, or that is in a schema of such a table. */
export interface KnownTable {
  oid: string;
  schema: string;
  table: string;
  role: WatchRole;
}

/**
 * The tables that the profile's queries read, by the database's own plans, with their partitions and parents; and all other
 * tables of the same schemas.
 */
export async function findTables(connection: Connection, profile: PostgresProfile): Promise<KnownTable[]> {
  const loaded = await tablesOf(connection, Object.entries(profile.objects), ({ query }) => query);
  const handedOff = await tablesOf(
    connection,
    Object.entries(profile.handoff),
    ({ snapshot, summary, count }) => snapshot ?? summary ?? count,
  );
  const { rows } = await connection.query<KnownTable & { isLoaded: boolean; isHandedOff: boolean }>(
    'the tables',
    selectTables,
    [[...loaded], [...handedOff]],
  );
  return rows.map(({ oid, schema, table, isLoaded, isHandedOff }) => ({
    ...{ oid, schema, table },
    role: isLoaded ? 'loaded' : isHandedOff ? 'handed-off' : 'other',
  }));
}

/** Tables as `"schema"."table"`. A table and its partitions, parents and children are one. */
const selectTables = `
  with recursive family (root, oid) as (
    select name, to_regclass(name)::oid from unnest($1::text[] || $2::text[]) as name
    union
    select family.root, case when inhrelid = family.oid then inhparent else inhrelid end
    from family join pg_inherits on family.oid in (inhrelid, inhparent)
  ), known as (
    select oid, bool_or(root = any($1)) as loaded, bool_or(root = any($2)) as handed_off
    from family where oid is not null group by oid
  )
  select c.oid::text, n.nspname as schema, c.relname as table,
    coalesce(k.loaded, false) as "isLoaded", coalesce(k.handed_off, false) as "isHandedOff"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace left join known k on k.oid = c.oid
  where c.relkind in ('r', 'p', 'f', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    and c.relnamespace in (select relnamespace from pg_class join known using (oid))
  order by n.nspname, c.relname`;

async function tablesOf<Described>(
  connection: Connection,
  described: [name: string, Described][],
  queryOf: (one: Described) => string,
): Promise<Set<string>> {
  const tables = new Set<string>();
  for (const [name, one] of described) {
    const text = `explain (verbose, costs off, format json) ${withoutSemicolon(queryOf(one))}`;
    const { rows } = await connection.query<{ 'QUERY PLAN': Json }>(name, text);
    for (const row of rows) collectRelations(row['QUERY PLAN'], tables);
  }
  return tables;
}

/** Plans are nested: each node that reads a table names it. */
function collectRelations(plan: Json, into: Set<string>): void {
  if (plan === null || typeof plan !== 'object') return;
  if (!Array.isArray(plan) && typeof plan['Relation Name'] === 'string' && typeof plan['Schema'] === 'string')
    into.add([plan['Schema'], plan['Relation Name']].map(quoted).join('.'));
  for (const value of Object.values(plan)) collectRelations(value, into);
}
