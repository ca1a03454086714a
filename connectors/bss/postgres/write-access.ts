import type { WriteAccess, WriteGrant } from '../../../domain/quiet/write-access.ts';
import type { PostgresProfile } from '../../../schemas/profile.ts';
import type { Database } from './database.ts';
import { beginReadOnly } from './queries.ts';
import { findTables } from './tables.ts';

const where = 'the privileges';

/**
 * Who may write to the tables that the loaded objects are read from, as the catalogue has it. A table without a list of its
 * own has the default one, by which its owner may do everything.
 */
export async function readWriteAccess(database: Database, profile: PostgresProfile): Promise<WriteAccess> {
  return database.withConnection(where, async (connection) => {
    await connection.query(where, beginReadOnly);
    const known = await findTables(connection, profile);
    const oids = known.filter(({ role }) => role === 'loaded').map(({ oid }) => oid);
    const tables = await connection.query<WriteAccess['tables'][number]>(where, selectOwners, [oids]);
    const grants = await connection.query<WriteGrant>(where, selectGrants, [oids]);
    const free = await connection.query<{ role: string }>(where, selectUnstoppable);
    const referring = await connection.query<WriteAccess['referring'][number]>(where, selectReferring, [oids]);
    const name = await connection.query<{ name: string }>(where, 'select current_database() as name');
    await connection.query(where, 'commit');
    return {
      database: name.rows[0]?.name ?? '',
      tables: tables.rows,
      grants: grants.rows,
      unstoppable: free.rows.map(({ role }) => role),
      referring: referring.rows,
    };
  });
}

const selectOwners = `select n.nspname as schema, c.relname as table, pg_get_userbyid(c.relowner) as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any($1::oid[]) order by 1, 2`;

/**
 * The privileges of tables and of their columns. `depth` follows the grantors: a role that was granted a privilege by
 * somebody else than the owner loses it before that one does. A superuser grants as the owner.
 */
const selectGrants = `
  with recursive acl as (
    select c.oid, c.relowner, null::name as column_name, a.* from pg_class c,
      aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a where c.oid = any($1::oid[])
    union all
    select c.oid, c.relowner, t.attname, a.* from pg_class c join pg_attribute t on t.attrelid = c.oid,
      aclexplode(t.attacl) a where c.oid = any($1::oid[]) and not t.attisdropped
  ), writes as (
    select * from acl where privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
  ), depths as (
    select oid, column_name, privilege_type, grantee, grantor, 0 as depth from writes where grantor = relowner
    union
    select w.oid, w.column_name, w.privilege_type, w.grantee, w.grantor, d.depth + 1 from writes w
    join depths d on d.oid = w.oid and d.privilege_type = w.privilege_type and d.grantee = w.grantor
      and (d.column_name is null or d.column_name = w.column_name)
    where w.grantor <> w.relowner and w.grantee <> w.grantor and d.depth < 20
  )
  select n.nspname as schema, c.relname as table, w.column_name as column, w.privilege_type as privilege,
    case when w.grantee = 0 then null else pg_get_userbyid(w.grantee) end as grantee,
    pg_get_userbyid(w.grantor) as grantor, w.is_grantable as "withGrantOption",
    coalesce((select max(depth) from depths d where (d.oid, d.privilege_type, d.grantee, d.grantor)
      = (w.oid, w.privilege_type, w.grantee, w.grantor) and d.column_name is not distinct from w.column_name), 0)::int as depth
  from writes w join pg_class c on c.oid = w.oid join pg_namespace n on n.oid = c.relnamespace
  order by n.nspname, c.relname, w.column_name nulls first, w.privilege_type, grantee nulls first, grantor`;

const selectUnstoppable = `select rolname as role from pg_roles r where rolcanlogin and (rolsuper
  or exists (select from pg_roles w where w.rolname = 'pg_write_all_data' and pg_has_role(r.oid, w.oid, 'USAGE')))
  order by rolname`;

const selectReferring = `select distinct n.nspname as schema, c.relname as table
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
  where f.contype = 'f' and f.confrelid = any($1::oid[]) and f.conrelid <> all($1::oid[]) order by 1, 2`;
