import { classify } from '../../../activities/failures.ts';
import { migrateLedger, openLedger, type Ledger } from '../../../connectors/ledger/database.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let ledger: Ledger;
beforeAll(async () => {
  database = await createTestDatabase();
  ledger = openLedger(database.url, 4);
  await ledger.query('create table account (id int primary key, name text)');
  await ledger.query(`insert into account values (1, 'a'), (2, 'b')`);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

const address = (changes: Partial<URL>) => Object.assign(new URL(database.url), changes).href;
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

test('a server that became read-only, as in a failover, is asked again over a new connection', async () => {
  const single = openLedger(database.url, 1);
  const [before] = await single.query<{ pid: number }>('select pg_backend_pid() as pid');
  await single.query('set default_transaction_read_only = on');
  const failure = await failureOf(single.query(`insert into account values (3, 'c')`));
  expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/read-only.*25006/) });
  const [after] = await single.query<{ pid: number }>('select pg_backend_pid() as pid');
  expect(after?.pid).not.toBe(before?.pid);
  await single.close();
});

test('the loser of a deadlock is repeated', async () => {
  let arrived = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => (open = resolve));
  const rename = 'update account set name = $2 where id = $1';
  const crossing = (first: number, then: number) =>
    ledger.transaction(async (client) => {
      await client.query(rename, [first, 'x']);
      arrived += 1;
      if (arrived === 2) open();
      await both;
      await client.query(rename, [then, 'x']);
    });
  const failures = await Promise.all([failureOf(crossing(1, 2)), failureOf(crossing(2, 1))]);
  expect(failures.filter(Boolean)).toMatchObject([{ kind: 'unavailable', message: expect.stringMatching(/40P01/) }]);
});

test.each([
  ['a transaction that can’t be serialised', `raise exception sqlstate '40001'`, 'unavailable'],
  ['too many connections', `raise exception sqlstate '53300'`, 'unavailable'],
  ['a lock that is not available', `raise exception sqlstate '55P03'`, 'unavailable'],
  ['a cancelled statement', `raise exception sqlstate '57014'`, 'unavailable'],
  ['an input/output error of the server', `raise exception sqlstate '58030'`, 'unavailable'],
  ['a full disk of the server', `raise exception sqlstate '53100'`, 'storage'],
])('%s is repeated', async (_, statement, kind) => {
  const failure = await failureOf(ledger.query(`do $$ begin ${statement}; end $$`));
  expect(failure).toMatchObject({ kind });
});

test('a connection that breaks during a query, and during a transaction, is replaced', async () => {
  const kill = 'select pg_terminate_backend(pg_backend_pid())';
  expect(await failureOf(ledger.query(kill))).toMatchObject({ kind: 'unavailable' });
  const killed = ledger.transaction(async (client) => {
    await client.query('select 1');
    await failureOf(client.query(kill));
    // The driver's error for a connection that is gone has no code.
    await client.query('select 1');
  });
  expect(await failureOf(killed)).toMatchObject({ kind: 'unavailable' });
  expect(await ledger.query('select 1 as one')).toEqual([{ one: 1 }]);
});

test('a pool without a free connection is waited for, and then asked again', async () => {
  const small = openLedger(database.url, 1);
  const failure = small.transaction(() => failureOf(small.query('select 1')));
  expect(await failure).toMatchObject({ kind: 'unavailable' });
  await small.close();
});

test.each([
  ['nothing listens', () => address({ port: '1' }), 'unavailable', /ECONNREFUSED/],
  ['the host has no address', () => address({ hostname: 'ledger.invalid' }), 'unavailable', /ENOTFOUND|EAI_AGAIN/],
  ['the password is wrong', () => address({ password: 'wrong' }), 'auth', /28P01.*/],
  ['the database is missing', () => address({ pathname: '/nowhere' }), 'auth', /3D000.*/],
])('when %s, the first query and the migrations say so', async (_, url, kind, message) => {
  const elsewhere = openLedger(url(), 1);
  expect(await failureOf(elsewhere.query('select 1'))).toMatchObject({ kind, message: expect.stringMatching(message) });
  expect(await failureOf(migrateLedger(url()))).toMatchObject({ kind, message: expect.stringMatching(message) });
  await elsewhere.close();
});

test.each([
  ['of a text that is not a number', `select 'Jane Roe'::int`],
  ['of a key that is there twice', `insert into account select 1, 'Jane Roe'`],
  ['of a constraint', `insert into account values (null, 'Jane Roe')`],
  ['of a function', `do $$ begin raise exception 'Jane Roe' using detail = 'Jane Roe', hint = 'Jane Roe'; end $$`],
])('the error %s is ours to correct, and its value is not in the failure', async (_, statement) => {
  const failure = classify(await failureOf(ledger.query(statement)), 1);
  expect(failure).toMatchObject({ type: 'Bug' });
  expect(`${failure.message}${failure.stack}${JSON.stringify(failure)}`).not.toContain('Jane');
});
