import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { createPostgresSource } from '../../../connectors/bss/postgres.ts';
import type { Source } from '../../../connectors/bss/port.ts';
import { PostgresProfile } from '../../../schemas/profile.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
let source: Source | null = null;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
beforeEach(async () => {
  await client.query(`
    drop schema if exists bss cascade; create schema bss;
    create table bss.account (no text, name text, password text);
    insert into bss.account select 'A-' || lpad(n::text, 5, '0'), 'Account ' || n from generate_series(1, 5000) n;
    create table bss.subscriber (no text, name text);
    insert into bss.subscriber values ('S-1', E'say "hi",\\nthen go'), ('S-2', ''), ('S-3', null), (null, 'nameless');
  `);
});
afterEach(async () => {
  await source?.close();
  source = null;
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const profile = (changes: object = {}, accounts = 'select no, name from bss.account order by no') =>
  PostgresProfile.parse({
    kind: 'postgres',
    url: 'env:UNUSED',
    system: 'test',
    timeZone: 'Europe/London',
    objects: {
      billing_accounts: { key: 'no', query: accounts },
      subscribers: { key: 'no', query: 'select no, name from bss.subscriber order by no' },
    },
    handoff: {},
    ...changes,
  });
const open = (...given: Parameters<typeof profile>): Source =>
  (source = createPostgresSource(profile(...given), database.url));

type Reading = { text: string; rows: number; checkpoints: string[] };
const readAll = (
  from: Source,
  object: 'billing_accounts' | 'subscribers',
  after: string | null = null,
): Promise<Reading> =>
  from.withSnapshot(async (snapshot) => {
    const read: Reading = { text: '', rows: 0, checkpoints: [] };
    for await (const chunk of snapshot.read(object, after)) {
      read.text += chunk.csv.toString();
      read.rows += chunk.rows;
      read.checkpoints.push(chunk.checkpoint);
    }
    return read;
  });

test('an object is read as CSV in the order of its key; null differs from an empty text', async () => {
  const { text, rows } = await readAll(open(), 'subscribers');
  expect(text).toBe('S-1,"say ""hi"",\nthen go"\nS-2,""\nS-3,\n,nameless\n');
  expect(rows).toBe(4);
});

test('reading continues after a checkpoint, and rows without a key are not lost', async () => {
  const { checkpoints } = await readAll(open(), 'billing_accounts');
  expect(checkpoints.at(-1)).toBe('A-05000');
  await source?.close();
  expect((await readAll(open(), 'billing_accounts', 'A-04990')).rows).toBe(10);
  await source?.close();
  expect((await readAll(open(), 'subscribers', 'S-2')).text).toBe('S-3,\n,nameless\n');
});

test('all readers see one snapshot, whatever others write meanwhile', async () => {
  const counted = await open().withSnapshot(async (snapshot) => {
    await client.query(`delete from bss.account; insert into bss.subscriber values ('S-9', 'late')`);
    const rowsOf = async (object: 'billing_accounts' | 'subscribers') => {
      let rows = 0;
      for await (const chunk of snapshot.read(object, null)) rows += chunk.rows;
      return rows;
    };
    const read = await Promise.all([rowsOf('billing_accounts'), rowsOf('subscribers')]);
    const counts = [await snapshot.count('billing_accounts'), await snapshot.count('subscribers')];
    return [...read, ...counts.map(({ rows }) => rows)];
  });
  expect(counted).toEqual([5_000, 4, 5_000, 4]);
});

test('a server that ends idle transactions does not end the snapshot', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await client.query(`alter database ${name} set idle_in_transaction_session_timeout = '100ms'`);
  const rows = await open().withSnapshot(async (snapshot) => {
    await client.query('select pg_sleep(0.4)');
    return (await snapshot.count('billing_accounts')).rows;
  });
  await client.query(`alter database ${name} reset idle_in_transaction_session_timeout`);
  expect(rows).toBe(5_000);
});

test('a reader that stops early releases its connection', async () => {
  const from = open();
  for (let times = 0; times < 6; times += 1) {
    await from.withSnapshot(async (snapshot) => {
      for await (const chunk of snapshot.read('billing_accounts', null)) {
        expect(chunk.rows).toBeGreaterThan(0);
        break;
      }
    });
  }
});

test('a query cannot write to the source', async () => {
  const writing = `with gone as (delete from bss.account returning no) select no, no as name from gone`;
  await expect(readAll(open({}, writing), 'billing_accounts')).rejects.toThrow();
  expect((await client.query('select 1 from bss.account')).rowCount).toBe(5_000);
});

test.each<[string, object, string | undefined, object]>([
  [
    'a query that is wrong',
    {},
    'select nothing from bss.account',
    { kind: 'configuration', message: /billing_accounts is wrong.*nothing/ },
  ],
  [
    'a query that quotes a value',
    {},
    `select no, name, 'Jane Roe'::int as age from bss.account order by no`,
    { kind: 'contract', message: /^((?!Jane).)*fails on a row of the source \(22P02\)/ },
  ],
  [
    'a query with an operator that does not exist for a value',
    {},
    `select no, name, 'Jane Roe' +* 1 as age from bss.account order by no`,
    { kind: 'configuration', message: /^((?!Jane).)*unknown function or operator \(42883\)/ },
  ],
  [
    'a query without its key',
    {},
    'select name from bss.account order by name',
    { kind: 'configuration', message: /does not select its key no/ },
  ],
  [
    'a query that takes too long',
    { statementTimeoutSeconds: 1 },
    'select no, name, pg_sleep(10)::text from bss.account order by no',
    { kind: 'unavailable' },
  ],
])('%s is reported with its object', async (_, changes, query, error) => {
  const { message, ...rest } = error as { kind: string; message?: RegExp };
  const failed = readAll(open(changes, query), 'billing_accounts');
  await expect(failed).rejects.toMatchObject({
    ...rest,
    ...(message ? { message: expect.stringMatching(message) } : {}),
  });
});

test('a handoff of a column under never is rejected', async () => {
  const handoff = {
    hss_records: { count: 'select count(*) from bss.account', snapshot: 'select no, password from bss.account' },
  };
  const from = open({ never: ['bss.account.password'], handoff });
  await expect(from.columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/hss_records uses bss.account.password/),
  });
});

test('a list of credentials that does not select what it names is rejected', async () => {
  const list = {
    ...{ place: 'HSS', subscriber: 'no', credentials: { password: {}, pin: {} } },
    query: 'select no, password from bss.account',
  };
  const from = open({ never: ['bss.account.password'], credentials: { hss: list } });
  await expect(from.columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/query of credentials\.hss does not select pin\./),
  });
});

test.each([
  'select no, password from bss.account order by no',
  'select * from bss.account order by no',
  'select no, password as name from bss.account order by no',
  'select no, right("password", 4) as name from bss.account order by no',
  "select no, json_build_object('p', a.PassWord)::text as name from bss.account a order by no",
  'select no, (select max(b.password) from bss.account b where b.no = a.no) as name from bss.account a order by no',
])('a column under never is rejected before anything is read: %s', async (query) => {
  const from = open({ never: ['bss.account.password'] }, query);
  await expect(from.columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/password.*Nothing was read/),
  });
});

test('words in string literals and comments are not taken for columns', async () => {
  const query =
    "select no, name /* no password */ from bss.account where name <> 'the ''password''' -- password\norder by no";
  await expect(open({ never: ['password'] }, query).columns()).resolves.toMatchObject({
    billing_accounts: ['no', 'name'],
  });
});

test('a query that fails on a row is reported with its object, without a value of the row', async () => {
  const from = open(
    {},
    "select no, (1 / (length(name) - 12))::text as name from bss.account where no >= 'A-01000' order by no",
  );
  const error = await from
    .withSnapshot(async (snapshot) => {
      for await (const chunk of snapshot.read('billing_accounts', null)) expect(chunk.rows).toBeGreaterThan(0);
    })
    .catch((failed: unknown) => failed);
  expect(error).toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/query of billing_accounts fails on a row of the source \(22012\)/),
  });
});

test('an updated that is not a column, and incomplete definitions of custom fields, are reported', async () => {
  const objects = { billing_accounts: { key: 'no', updated: 'changed_at', query: 'select no, name from bss.account' } };
  await expect(open({ objects }).columns()).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('billing_accounts has no field changed_at'),
  });
  await source?.close();
  await expect(open({ customFields: "select 'tier' as name, null as data_type" }).customFields()).rejects.toMatchObject(
    {
      kind: 'configuration',
      message: expect.stringContaining('customFields must return entity_type, name and data_type'),
    },
  );
});

describe('a network', () => {
  let proxy: Server;
  const sockets = new Set<Socket>();
  const cut = () => sockets.forEach((socket) => socket.destroy());
  /** The database behind a proxy that forwards each connection, or closes it at once. */
  async function openBehindProxy(forwards: boolean, accounts?: string): Promise<Source> {
    const target = new URL(database.url);
    proxy = createServer((client) => {
      if (!forwards) return client.destroy();
      const server = connect(Number(target.port), target.hostname);
      for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
      return client.pipe(server).pipe(client);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = Object.assign(new URL(database.url), { port: (proxy.address() as AddressInfo).port });
    return (source = createPostgresSource(profile({}, accounts), url.href));
  }
  afterEach(() => {
    cut();
    proxy.close();
  });

  test('that breaks off while rows are read makes the source unavailable', async () => {
    const from = await openBehindProxy(true, 'select no, repeat(name, 1000) as name from bss.account order by no');
    const reading = from.withSnapshot(async (snapshot) => {
      for await (const _ of snapshot.read('billing_accounts', null)) cut();
    });
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('that closes each connection makes the source unavailable', async () => {
    const from = await openBehindProxy(false);
    await expect(from.columns()).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

test('changes of an object without updated can’t be selected', async () => {
  const asking = open().withSnapshot((snapshot) =>
    Promise.resolve(snapshot.changes?.('billing_accounts', '2026-01-01')),
  );
  await expect(asking).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('billing_accounts has no updated'),
  });
});
