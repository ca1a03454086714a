import type { PostgresProfile } from '../../../schemas/profile.ts';
import type { Figure, SourceReading, Unread } from '../../../schemas/quiet.ts';
import type { Connection, Database } from './database.ts';
import { beginReadOnly, selectActivity } from './queries.ts';
import { findTables, type KnownTable } from './tables.ts';

const where = 'the quiet check';

/**
 * What shows whether somebody writes: rows, content and change marks of the loaded objects, all from one snapshot; and for
 * each table the writes that the server counted, and open transactions that have written; and the sequences.
 */
export async function readActivity(database: Database, profile: PostgresProfile): Promise<SourceReading> {
  return database.withConnection(where, async (connection) => {
    await connection.query(where, beginReadOnly);
    const takenAt = new Date().toISOString();
    const tables = await findTables(connection, profile);
    const parts = [
      await contentFigures(connection, profile),
      await writeFigures(connection, tables),
      await openTransactions(connection, tables),
      await sequenceFigures(connection, tables),
    ];
    await connection.query(where, 'commit');
    return {
      takenAt,
      figures: parts.flatMap(({ figures }) => figures),
      unread: parts.flatMap(({ unread }) => unread),
    };
  });
}

interface Part {
  figures: Figure[];
  unread: Unread[];
}

async function contentFigures(connection: Connection, { objects }: PostgresProfile): Promise<Part> {
  const figures: Figure[] = [];
  for (const [subject, { query, updated }] of Object.entries(objects)) {
    const { rows } = await connection.query<{ rows: string; digest: string; mark: string | null }>(
      subject,
      selectActivity(query, updated),
    );
    const about = { subject, role: 'loaded' } as const;
    for (const { rows: count, digest, mark } of rows) {
      figures.push({ ...about, kind: 'rows', value: count }, { ...about, kind: 'digest', value: digest });
      if (mark !== null) figures.push({ ...about, kind: 'mark', value: mark });
    }
  }
  return { figures, unread: [] };
}

async function writeFigures(connection: Connection, tables: KnownTable[]): Promise<Part> {
  const { rows } = await connection.query<{ oid: string; writes: string | null }>(
    where,
    `select oid::text, case when pg_is_in_recovery() then null
       else (select (n_tup_ins + n_tup_upd + n_tup_del)::text from pg_stat_all_tables where relid = oid) end as writes
     from unnest($1::oid[]) as oid`,
    [tables.map(({ oid }) => oid)],
  );
  const writes = new Map(rows.map(({ oid, writes: count }) => [oid, count]));
  const counted = tables.filter(({ oid }) => writes.get(oid) != null);
  const uncounted = tables.filter(({ oid, role }) => writes.get(oid) == null && role === 'loaded');
  return {
    figures: counted.map(({ oid, ...table }) => ({
      ...{ subject: nameOf(table), role: table.role, kind: 'writes', value: writes.get(oid) ?? '' },
    })),
    unread: uncounted.map((table) => ({
      subject: nameOf(table),
      why: 'The server does not count its writes: it is a partitioned or foreign table, or the server is a standby.',
    })),
  };
}

/** A transaction holds this lock from its first write to a table until it ends. */
async function openTransactions(connection: Connection, tables: KnownTable[]): Promise<Part> {
  const { rows } = await connection.query<{ oid: string; open: string }>(
    where,
    `select oid::text, count(distinct l.virtualtransaction)::text as open from unnest($1::oid[]) as oid
     left join pg_locks l on l.relation = oid and l.mode = 'RowExclusiveLock' and l.granted
       and l.database = (select oid from pg_database where datname = current_database()) group by oid`,
    [tables.map(({ oid }) => oid)],
  );
  const open = new Map(rows.map((row) => [row.oid, row.open]));
  const figures = tables.map((table): Figure => ({
    ...{ subject: nameOf(table), role: table.role, kind: 'open transactions', value: open.get(table.oid) ?? '0' },
  }));
  return { figures, unread: [] };
}

/** Sequences of the tables' columns have the role of their table; the others of the same schemas belong to none. */
async function sequenceFigures(connection: Connection, tables: KnownTable[]): Promise<Part> {
  const { rows } = await connection.query<{
    schema: string;
    table: string;
    value: string | null;
    owner: string | null;
    mayRead: boolean;
  }>(
    where,
    `select s.schemaname as schema, s.sequencename as table, s.last_value::text as value, d.refobjid::text as owner,
       has_sequence_privilege(c.oid, 'USAGE, SELECT') as "mayRead"
     from pg_sequences s join pg_class c on c.oid = format('%I.%I', s.schemaname, s.sequencename)::regclass
     left join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
       and d.refclassid = 'pg_class'::regclass
     where s.schemaname = any($1)`,
    [[...new Set(tables.map(({ schema }) => schema))]],
  );
  const roles = new Map(tables.map(({ oid, role }) => [oid, role]));
  const named = rows.map((row) => ({ ...row, subject: nameOf(row), role: roles.get(row.owner ?? '') ?? 'other' }));
  return {
    figures: named
      .filter(({ mayRead }) => mayRead)
      .map(({ subject, role, value }): Figure => ({ subject, role, kind: 'sequence', value: value ?? 'not used yet' })),
    unread: named
      .filter(({ mayRead, role }) => !mayRead && role === 'loaded')
      .map(({ subject }) => ({ subject, why: 'The role of the source profile may not read this sequence.' })),
  };
}

const nameOf = ({ schema, table }: { schema: string; table: string }): string => `${schema}.${table}`;
