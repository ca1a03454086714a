import {
  judgeClock,
  judgeDatabase,
  judgeDisk,
  judgeMemory,
  judgeNode,
} from '../../../domain/preflight/judge-worker.ts';

test.each([
  ['v20.18.9', 'fail'],
  ['v20.19.0', 'pass'],
  ['v22.0.1', 'pass'],
  ['v18.20.0', 'fail'],
  ['20', 'fail'],
  ['', 'fail'],
])('Node %s: %s', (version, state) => {
  expect(judgeNode(version).state).toBe(state);
});

test('less than a gigabyte of free memory is a warning', () => {
  expect(judgeMemory(2 ** 30).state).toBe('pass');
  expect(judgeMemory(2 ** 29)).toMatchObject({ state: 'warn', what: expect.stringContaining('0.5 GB of memory') });
});

test('a folder needs room for the rows of the source, and some in any case', () => {
  expect(judgeDisk('Staging', 2 ** 28, 0).state).toBe('pass');
  expect(judgeDisk('Staging', 2 ** 28 - 1, 0).state).toBe('fail');
  expect(judgeDisk('Staging', 2 ** 30, 1_000_000)).toMatchObject({
    state: 'fail',
    what: 'Staging has only 1.0 GB free, but about 1.9 GB are needed.',
  });
});

test.each([
  [-4_999, 'pass', 'The clocks of worker and the ledger agree.'],
  [5_000, 'warn', "The worker's clock is 5 s ahead of that of the ledger."],
  [-60_000, 'fail', "The worker's clock is 60 s behind that of the ledger."],
])('a clock that is %i ms ahead: %s', (milliseconds, state, what) => {
  expect(judgeClock(milliseconds, 'the ledger')).toMatchObject({ state, what });
});

test('a server that a ledger can run on passes', () => {
  const facts = { version: 160_004, encoding: 'UTF8', isReadOnly: false, maxConnections: 100, usedConnections: 10 };
  expect(Object.values(judgeDatabase(facts)).map(({ state }) => state)).toEqual(['pass', 'pass', 'pass', 'pass']);
});

test('an old server, another encoding and a replica fail; few connections are a warning', () => {
  const facts = { version: 130_002, encoding: 'LATIN1', isReadOnly: true, maxConnections: 100, usedConnections: 80 };
  expect(judgeDatabase(facts)).toMatchObject({
    version: { state: 'fail', what: "The ledger's Postgres has version 13, but 14 or later is needed." },
    encoding: { state: 'fail' },
    writable: { state: 'fail' },
    connections: { state: 'warn', what: expect.stringContaining('20 of 100 connections left') },
  });
});
