import { setTimeout as delay } from 'node:timers/promises';
import { asyncLocalStorage, type Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { classify, withFailures } from '../../activities/failures.ts';
import { ConnectorError, errorKinds, type ErrorKind } from '../../connectors/error.ts';

/** What each error of an activity means to Temporal. */
const table: Record<ErrorKind, [type: string, nonRetryable: boolean]> = {
  'rate-limited': ['RateLimited', false],
  'unknown-outcome': ['UnknownOutcome', false],
  unavailable: ['Unavailable', false],
  auth: ['Auth', true],
  forbidden: ['Forbidden', true],
  'not-found': ['NotFound', true],
  contract: ['Contract', true],
  configuration: ['Configuration', true],
  leak: ['Leak', true],
  fenced: ['Fenced', true],
};

test.each(errorKinds.map((kind) => [kind, ...table[kind]] as const))(
  'an error of the kind %s has the type %s and nonRetryable %s, at every attempt',
  (kind, type, nonRetryable) => {
    for (const attempt of [1, 100]) {
      expect(classify(new ConnectorError(kind, 'What to fix.'), attempt)).toMatchObject({
        type,
        nonRetryable,
        message: 'What to fix.',
      });
    }
  },
);

const lowest = () => 0;
const highest = () => 1;

test('a rate limit is retried after the delay that Zoho asks for', () => {
  const failure = classify(new ConnectorError('rate-limited', 'Too many calls.', { retryAfterMs: 42_000 }), 1);
  expect(failure.nextRetryDelay).toBe(42_000);
});

test.each([
  [1, 250, 500],
  [2, 500, 1_000],
  [5, 4_000, 8_000],
  [6, 7_500, 15_000],
  [1_000, 7_500, 15_000],
])('rate limit number %d without a delay is retried after %d to %d ms', (attempt, from, to) => {
  const error = new ConnectorError('rate-limited', 'Too many calls.');
  expect(classify(error, attempt, lowest).nextRetryDelay).toBe(from);
  expect(classify(error, attempt, highest).nextRetryDelay).toBe(to);
});

test('a rate limit is benign: it is logged quietly and counts as no failure', () => {
  expect(classify(new ConnectorError('rate-limited', 'Too many calls.'), 1).category).toBe('BENIGN');
});

test('the other kinds leave the delay to the retry policy of the activity', () => {
  const others = errorKinds.filter((kind) => kind !== 'rate-limited');
  const delays = others.map(
    (kind) => classify(new ConnectorError(kind, 'What to fix.', { retryAfterMs: 42_000 }), 1).nextRetryDelay,
  );
  expect(new Set(delays)).toEqual(new Set([undefined]));
});

test.each([
  [1, false],
  [4, false],
  [5, true],
  [6, true],
])('an unexpected error at attempt %d is a bug with nonRetryable %s', (attempt, nonRetryable) => {
  expect(classify(new TypeError('x is not a function'), attempt)).toMatchObject({
    type: 'Bug',
    message: 'Unexpected TypeError: x is not a function',
    nonRetryable,
  });
});

test.each([
  ['duplicate key "Jane Roe" in \'accounts\'', 'duplicate key "…" in \'…\''],
  ['`Jane\nRoe` is not valid', '`…` is not valid'],
  ['msisdn 441632960961 of line 1234', 'msisdn … of line 1234'],
])('the message of an unexpected error %j shows no values: %j', (message, shown) => {
  expect(classify(new Error(message), 1).message).toBe(`Unexpected Error: ${shown}`);
});

test('the message of an unexpected error is cut to 500 characters', () => {
  expect(classify(new Error('x'.repeat(501)), 1).message).toBe(`Unexpected Error: ${'x'.repeat(500)}`);
});

test('a thrown value that is not an error is a bug as well', () => {
  expect(classify('gone', 1)).toMatchObject({ type: 'Bug', message: 'Unexpected Error: gone' });
});

test('a failure that is made for Temporal stays as it is', () => {
  const failure = ApplicationFailure.create({ type: 'SignedOut', message: 'Sign in again.', nonRetryable: true });
  expect(classify(failure, 1)).toBe(failure);
});

/** Runs an activity as a worker would at the given attempt. */
function run(activity: () => Promise<unknown>, attempt = 1, heartbeat = () => {}): Promise<unknown> {
  const context = { info: { attempt }, heartbeat } as unknown as Context;
  return asyncLocalStorage.run(context, () => withFailures({ activity }).activity());
}

test('an activity fails with the failure that the table gives for its error and attempt', async () => {
  await expect(run(() => Promise.reject(new Error('gone')), 4)).rejects.toMatchObject({
    type: 'Bug',
    nonRetryable: false,
  });
  await expect(run(() => Promise.reject(new Error('gone')), 5)).rejects.toMatchObject({
    type: 'Bug',
    nonRetryable: true,
  });
});

test.each([
  ['a cancellation', new CancelledFailure('CANCELLED')],
  ['an aborted call', Object.assign(new Error('The call was aborted.'), { name: 'AbortError' })],
])('%s is not an error, and passes as it is', async (_, thrown) => {
  await expect(run(() => Promise.reject(thrown))).rejects.toBe(thrown);
});

test('an activity sends heartbeats while it runs', async () => {
  let beat = () => {};
  const heartbeat = new Promise((resolve) => (beat = () => resolve('a heartbeat')));
  const activity = () => Promise.race([heartbeat, delay(5_000, 'nothing', { ref: false })]);
  expect(await run(activity, 1, () => beat())).toBe('a heartbeat');
});
