import { setTimeout as delay } from 'node:timers/promises';
import { asyncLocalStorage, type Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { parse } from 'csv-parse/sync';
import axios from 'axios';
import { z } from 'zod';
import { classify, withFailures } from '../../activities/failures.ts';
import { ConnectorError, errorKinds, type ErrorKind } from '../../connectors/error.ts';

/** What each error of an activity means to Temporal: its type, and at which failure of this kind the step fails. */
const table: Record<ErrorKind, [type: string, last: number]> = {
  'rate-limited': ['RateLimited', Infinity],
  credits: ['Credits', Infinity],
  'unknown-outcome': ['UnknownOutcome', Infinity],
  unavailable: ['Unavailable', Infinity],
  'server-error': ['ServerError', 20],
  storage: ['Storage', Infinity],
  auth: ['Auth', Infinity],
  forbidden: ['Forbidden', 1],
  'not-found': ['NotFound', 1],
  contract: ['Contract', 1],
  configuration: ['Configuration', 1],
  leak: ['Leak', 1],
  fenced: ['Fenced', 1],
};

test.each(errorKinds.map((kind) => [kind, ...table[kind]] as const))(
  'an error of the kind %s has the type %s, and failure number %d is the last',
  (kind, type, last) => {
    for (const count of [1, 19, 20, 1_000]) {
      expect(classify(new ConnectorError(kind, 'What to fix.'), count)).toMatchObject({
        type,
        nonRetryable: count >= last,
        message: 'What to fix.',
      });
    }
  },
);

const lowest = () => 0;
const highest = () => 1;

test.each(['rate-limited', 'credits', 'unavailable'] as const)(
  'an error of the kind %s that says how long to wait is retried after that time',
  (kind) => {
    const failure = classify(new ConnectorError(kind, 'Wait.', { retryAfterMs: 42_000 }), 1);
    expect(failure.nextRetryDelay).toBe(42_000);
  },
);

test.each([
  [1, 250, 500],
  [2, 500, 1_000],
  [5, 4_000, 8_000],
  [6, 7_500, 15_000],
  [1_000, 7_500, 15_000],
])('rate limit number %d without a delay is retried after %d to %d ms', (count, from, to) => {
  const error = new ConnectorError('rate-limited', 'Too many calls.');
  expect(classify(error, count, lowest).nextRetryDelay).toBe(from);
  expect(classify(error, count, highest).nextRetryDelay).toBe(to);
});

test.each(['auth', 'storage', 'server-error'] as const)(
  'an error of the kind %s is retried slowly: after a minute in the end',
  (kind) => {
    expect(classify(new ConnectorError(kind, 'What to fix.'), 1).nextRetryDelay).toBeLessThanOrEqual(5_000);
    expect(classify(new ConnectorError(kind, 'What to fix.'), 10).nextRetryDelay).toBe(60_000);
  },
);

test.each(['rate-limited', 'credits'] as const)(
  'an error of the kind %s is benign: it is logged quietly and counts as no failure',
  (kind) => {
    expect(classify(new ConnectorError(kind, 'Too many calls.'), 1).category).toBe('BENIGN');
  },
);

test.each([
  [
    'Unavailable',
    'ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENETDOWN ENOTFOUND EAI_AGAIN EAI_FAIL',
  ],
  ['Unavailable', '08006 08001 25006 40001 40P01 53300 53200 55P03 57014 57P01 57P03 58030'],
  ['Storage', 'ENOSPC EDQUOT EROFS EMFILE ENFILE EIO EACCES 53100'],
  ['Auth', 'CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT UNABLE_TO_VERIFY_LEAF_SIGNATURE EPROTO 28P01 3D000'],
  ['Bug', '22P02 23505 42703 XX000 ERR_INVALID_ARG_TYPE'],
])('an error that nobody translated is %s by its code: %s', (type, codes) => {
  for (const code of codes.split(' ')) {
    const error = Object.assign(new Error('Jane Roe'), { code });
    expect([code, classify(error, 1)]).toMatchObject([code, { type, nonRetryable: false }]);
    expect(classify(error, 1).message).toContain(code);
    expect(classify(error, 1).message).not.toContain('Jane');
  }
});

test('a disk that is full while DuckDB writes is recognised, and other errors of DuckDB are named by their class', () => {
  const full = new Error('IO Error: Could not write file "/tmp/Jane.tmp": No space left on device');
  expect(classify(full, 1)).toMatchObject({ type: 'Storage', message: expect.not.stringContaining('Jane') });
  const wrong = new Error("Conversion Error: Could not convert string 'Jane' to INT32");
  expect(classify(wrong, 1).message).toMatch(/^Unexpected error: Error Conversion Error at /);
});

test('the code of an error that wraps another one is found', () => {
  const cause = Object.assign(new Error('x'), { code: 'EAI_AGAIN' });
  expect(classify(new Error('look-up failed', { cause }), 1).type).toBe('Unavailable');
  expect(classify(new AggregateError([cause], 'all failed'), 1).type).toBe('Unavailable');
});

test.each([
  [1, false],
  [4, false],
  [5, true],
  [6, true],
])('unexpected error number %d is a bug with nonRetryable %s', (count, nonRetryable) => {
  expect(classify(new TypeError('x is not a function'), count)).toMatchObject({ type: 'Bug', nonRetryable });
});

test('the message of an unexpected error has its class and our lines of code', () => {
  expect(classify(new TypeError('x is not a function'), 1).message).toMatch(
    /^Unexpected error: TypeError at test\/activities\/failures\.test\.ts:\d+/,
  );
});

/** What libraries quote in their messages. */
const value = 'Jane Roe 262019876543210';
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};
const foreign: [string, unknown][] = [
  ['JSON.parse', thrownBy(() => JSON.parse(value))],
  ['zod', thrownBy(() => z.strictObject({}).parse({ [value]: 1 }))],
  ['csv-parse', thrownBy(() => parse(`a,b\n"${value}"x,1`, { columns: true }))],
  ['new URL', thrownBy(() => new URL(value))],
  [
    'the file system',
    Object.assign(new Error(`ENOENT: no such file, open '${value}'`), { code: 'ENOENT', path: value }),
  ],
  [
    'Postgres',
    Object.assign(new Error(`invalid input syntax for type integer: "${value}"`), {
      code: '22P02',
      detail: `Key (name)=(${value})`,
    }),
  ],
  ['DuckDB', new Error(`Conversion Error: Could not convert string '${value}' to INT32`)],
  ['a class and a code', Object.assign(new Error(value), { name: value, code: value })],
  ['a stack that imitates frames', new Error(`x\n    at ${value} (${process.cwd()}/steps/${value}.ts:1:1)`)],
  ['a cause', new Error('outer', { cause: new Error(value) })],
  ['a thrown text', value],
];

test.each(foreign)('a value that %s quotes is not in the failure', (_, error) => {
  const failure = classify(error, 1);
  const all = [failure.message, failure.stack, failure.type, JSON.stringify(failure.details), String(failure.cause)];
  expect(all.join()).not.toMatch(/Jane|Roe|2620198/);
});

test('a query string and a header of axios are not in the failure', async () => {
  const call = axios.get(`http://127.0.0.1:1/customers?name=${encodeURIComponent(value)}`, {
    headers: { token: value },
  });
  const failure = classify(await call.catch((error: unknown) => error), 1);
  expect(failure).toMatchObject({ type: 'Unavailable', message: expect.stringContaining('ECONNREFUSED') });
  expect(`${failure.message}${failure.stack}`).not.toMatch(/Jane|Roe|2620198|customers/);
});

test('a network identifier that got into our own text is removed', () => {
  const error = new ConnectorError('contract', 'The source answers IMSI 262011234567890.');
  expect(classify(error, 1).message).not.toContain('262011234567890');
});

test('a failure that is made for Temporal stays as it is', () => {
  const failure = ApplicationFailure.create({ type: 'SignedOut', message: 'Sign in again.', nonRetryable: true });
  expect(classify(failure, 1)).toBe(failure);
});

interface Attempt {
  heartbeatDetails?: Record<string, number>;
  heartbeat?: (details: Record<string, number>) => void;
  cancelled?: boolean;
}

/** Runs an activity as a worker would. */
function run(
  activity: () => Promise<unknown>,
  { heartbeatDetails, heartbeat = () => {}, cancelled = false }: Attempt = {},
): Promise<unknown> {
  const cancellationSignal = cancelled ? AbortSignal.abort() : new AbortController().signal;
  const log = { error: () => {} };
  const context = { info: { heartbeatDetails }, heartbeat, cancellationSignal, log } as unknown as Context;
  return asyncLocalStorage.run(context, () => withFailures({ activity }).activity());
}
const rejecting = (error: Error) => () => Promise.reject(error);

test('failures of a kind are counted over the attempts, and those of other kinds are not', async () => {
  const heartbeatDetails = { 'rate-limited': 90, bug: 3 };
  let noted = {};
  const heartbeat = (details: object) => (noted = details);
  await expect(run(rejecting(new Error('gone')), { heartbeatDetails, heartbeat })).rejects.toMatchObject({
    type: 'Bug',
    nonRetryable: false,
  });
  expect(noted).toEqual({ 'rate-limited': 90, bug: 4, firstFailedAt: expect.any(Number) });
  await expect(run(rejecting(new Error('gone')), { heartbeatDetails: noted })).rejects.toMatchObject({
    nonRetryable: true,
  });
});

test('a cancellation is not an error, and passes as it is', async () => {
  const thrown = new CancelledFailure('CANCELLED');
  await expect(run(rejecting(thrown))).rejects.toBe(thrown);
});

const aborted = Object.assign(new Error(`aborted ${value}`), { name: 'AbortError' });

test('an aborted call of a cancelled activity is a cancellation, without the details of the call', async () => {
  await expect(run(rejecting(aborted), { cancelled: true })).rejects.toMatchObject({
    name: 'CancelledFailure',
    message: 'The call was cancelled.',
  });
});

test('an aborted call of an activity that is not cancelled is an error', async () => {
  await expect(run(rejecting(aborted))).rejects.toMatchObject({ type: 'Bug' });
});

test('an activity sends heartbeats while it runs', async () => {
  let beat = () => {};
  const heartbeat = new Promise((resolve) => (beat = () => resolve('a heartbeat')));
  const activity = () => Promise.race([heartbeat, delay(5_000, 'nothing', { ref: false })]);
  expect(await run(activity, { heartbeat: () => beat() })).toBe('a heartbeat');
});
