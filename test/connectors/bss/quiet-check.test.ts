import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createPostgresSource } from '../../../connectors/bss/postgres.ts';
import type { Source } from '../../../connectors/bss/port.ts';
import { judgeQuiet } from '../../../domain/quiet/judge.ts';
import { writeScripts } from '../../../domain/quiet/write-scripts.ts';
import { PostgresProfile } from '../../../schemas/profile.ts';
import type { SourceReading } from '../../../schemas/quiet.ts';
import { createTestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let admin: pg.Client;
let source: Source;
/** Roles are of the whole server, so their names are this test's own. */
const id = randomBytes(4).toString('hex');
const roles = { owner: `own "er" ${id}`, app: `app-${id}`, clerk: `clerk ${id}` };
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const [owner, app, clerk] = [quoted(roles.owner), quoted(roles.app), quoted(roles.clerk)];

const profile = PostgresProfile.parse({
  kind: 'postgres',
  url: 'env:UNUSED',
  system: 'test',
  timeZone: 'Europe/London',
  objects: {
    orders: { key: 'no', updated: 'changed', query: 'select o.no, o.changed::text from "Odd schema".orders_view o' },
    invoices: { key: 'no', query: 'select no from "Odd schema"."in""voice"' },
  },
  handoff: { ocs_buckets: { count: 'select count(*) from "Odd schema".bucket' } },
});

beforeAll(async () => {
  database = await createTestDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  for (const role of [owner, app, clerk]) await admin.query(`create role ${role}`);
});
beforeEach(async () => {
  await admin.query(`
    drop schema if exists "Odd schema" cascade;
    create schema "Odd schema" authorization ${owner};
    grant usage on schema "Odd schema" to public;
    set role ${owner};
    set search_path = "Odd schema";
    create table orders (no text primary key, changed timestamp, place serial) partition by list (no);
    create table orders_a partition of orders for values in ('A');
    create table orders_rest partition of orders default;
    create view orders_view as select * from orders;
    create table "in""voice" (no text primary key, amount numeric);
    create table bucket (id text, order_no text references orders);
    create table session (id serial);
    insert into orders values ('A', '2026-01-01'), ('B', '2026-01-02');
    insert into "in""voice" values ('I-1', 5);
    grant insert, update, delete on orders to ${app};
    grant select on orders to ${app}, ${clerk};
    grant update on "in""voice" to ${app} with grant option;
    grant update (amount) on "in""voice" to ${clerk};
    grant insert on "in""voice" to public;
    reset role;
    set role ${app};
    grant update on "Odd schema"."in""voice" to ${clerk};
    reset role;
    reset search_path`);
  source = createPostgresSource(profile, database.url);
});
afterEach(() => source.close());
afterAll(async () => {
  await admin.query(`drop schema "Odd schema" cascade`);
  for (const role of [owner, app, clerk]) await admin.query(`drop role ${role}`);
  await admin.end();
  await database.drop();
});

const figuresOf = ({ figures }: SourceReading, subject: string) =>
  Object.fromEntries(figures.filter((one) => one.subject === subject).map(({ kind, value }) => [kind, value]));
const valueIn = (reading: SourceReading, subject: string, kind: string) => figuresOf(reading, subject)[kind];

test('a reading has rows, content and the highest change mark of each object that is loaded', async () => {
  const reading = await source.reading();
  expect(figuresOf(reading, 'orders')).toMatchObject({ rows: '2', mark: '2026-01-02 00:00:00' });
  expect(figuresOf(reading, 'invoices')).toEqual({ rows: '1', digest: expect.any(String) as string });
  expect(judgeQuiet([reading, await source.reading()], 0)).toMatchObject({ isStill: true, writers: [] });
});

test('a change that no mark and no number of rows shows is seen in the content', async () => {
  const before = await source.reading();
  await admin.query(`update "Odd schema"."in""voice" set no = 'I-2'`);
  expect(judgeQuiet([before, await source.reading()], 0).writers).toMatchObject([
    { subject: 'invoices', shownBy: ['digest'] },
  ]);
});

test('tables have the role of the queries that read them, through views and with their partitions', async () => {
  const { figures } = await source.reading();
  const roleOf = (subject: string) => figures.find((one) => one.subject === `Odd schema.${subject}`)?.role;
  expect(['orders', 'orders_a', 'orders_rest', 'in"voice', 'bucket', 'session'].map(roleOf)).toEqual([
    ...['loaded', 'loaded', 'loaded', 'loaded', 'handed-off', 'other'],
  ]);
  expect(roleOf('orders_place_seq')).toBe('loaded');
  expect(roleOf('session_id_seq')).toBe('other');
});

test('a transaction that has written and is not committed is seen', async () => {
  await admin.query('begin');
  await admin.query(`update "Odd schema"."in""voice" set amount = 6`);
  expect(valueIn(await source.reading(), 'Odd schema.in"voice', 'open transactions')).toBe('1');
  await admin.query('rollback');
  expect(valueIn(await source.reading(), 'Odd schema.in"voice', 'open transactions')).toBe('0');
});

test('writes that leave everything as it was are counted, and so is a sequence', async () => {
  const before = await source.reading();
  const writer = new pg.Client({ connectionString: database.url });
  await writer.connect();
  await writer.query(`insert into "Odd schema".orders values ('C', '2026-01-01')`);
  await writer.query(`delete from "Odd schema".orders where no = 'C'`);
  await writer.end();
  const writes = (reading: SourceReading) => Number(valueIn(reading, 'Odd schema.orders_rest', 'writes'));
  const after = await eventually(async () => {
    const reading = await source.reading();
    return writes(reading) === writes(before) + 2 ? reading : undefined;
  }, 'the server to count two writes');
  expect(figuresOf(after, 'orders')).toEqual(figuresOf(before, 'orders'));
  expect(valueIn(after, 'Odd schema.orders_place_seq', 'sequence')).toBe('3');
});

test('after the script, nobody without a superuser can write, and the undo restores exactly the same privileges', async () => {
  const privileges = async () => {
    const { rows } = await admin.query<object>(
      `select c.relname, a.*, null::name as attname from pg_class c,
         aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a where c.relnamespace = '"Odd schema"'::regnamespace
       union all
       select c.relname, a.*, t.attname from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
       where c.relnamespace = '"Odd schema"'::regnamespace order by 1, 2, 3, 4, 5, 6`,
    );
    return rows;
  };
  const refusalOf = async (role: string, statement: string): Promise<string> => {
    await admin.query(`begin; set local role ${role}`);
    const code = await admin.query(statement).then(
      () => 'accepted',
      (error: unknown) => (error as { code: string }).code,
    );
    await admin.query('rollback');
    return code;
  };
  const writes: [role: string, statement: string][] = [
    [owner, `insert into "Odd schema".orders values ('D')`],
    [owner, `insert into "Odd schema".orders_rest values ('D')`],
    [owner, `truncate "Odd schema"."in""voice"`],
    [app, `delete from "Odd schema".orders`],
    [app, `update "Odd schema"."in""voice" set no = 'X'`],
    [clerk, `update "Odd schema"."in""voice" set amount = 1`],
    [clerk, `insert into "Odd schema"."in""voice" values ('Y')`],
  ];
  const results = async () => {
    const found: string[] = [];
    for (const [role, statement] of writes) found.push(await refusalOf(role, statement));
    return found;
  };
  const before = await privileges();
  expect(await results()).toEqual(writes.map(() => 'accepted'));

  const access = await source.writeAccess!();
  expect(access.referring).toEqual([{ schema: 'Odd schema', table: 'bucket' }]);
  const { revoke, restore } = writeScripts(access);
  await admin.query(revoke);
  expect(await results()).toEqual(writes.map(() => '42501'));
  expect(await refusalOf(app, 'select * from "Odd schema".orders')).toBe('accepted');
  expect(await refusalOf(owner, `insert into "Odd schema".session default values`)).toBe('accepted');

  await admin.query(restore);
  expect(await privileges()).toEqual(before);
  expect(await results()).toEqual(writes.map(() => 'accepted'));
});
