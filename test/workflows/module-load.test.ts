import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Activities } from '../../activities/index.ts';
import { ConnectorError, errorKinds, type ErrorKind } from '../../connectors/error.ts';
import type { LaneResult } from '../../schemas/engagement.ts';
import * as messages from '../../workflows/messages.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { hold } from './fake-activities.ts';
import { inputsOf, queueOf, startLoad, stepsOf, summariesOf } from './module-load-driver.ts';
import { untilCalled, untilIdle } from './wait.ts';

/** The load of one module. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const result = (changes: Partial<LaneResult> = {}): LaneResult => ({
  written: 0,
  rejected: 0,
  ended: 'empty',
  resumeAt: null,
  ...changes,
});

test.concurrent('a load writes the base pass, then the custom pass, each until nothing is left', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 100, custom: 100 }));
  expect(await handle.result()).toEqual({ trouble: null });
  expect(stepsOf(fake)).toEqual([
    'lookAtPass base',
    'loadLane base 0',
    'lookAtPass base',
    'endPass base',
    'lookAtPass custom',
    'loadLane custom 0',
    'lookAtPass custom',
    'endPass custom',
  ]);
});

test.concurrent('a load that begins with the custom pass leaves out the base pass', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 100, custom: 0 }), { pass: 'custom' });
  await handle.result();
  expect(stepsOf(fake)).toEqual(['lookAtPass custom', 'endPass custom']);
});

test.concurrent('an empty queue needs no lane', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 0, custom: 0 }));
  expect(await handle.result()).toEqual({ trouble: null });
  expect(inputsOf(fake)).toEqual([]);
});

test.concurrent('a lane writes slice after slice until the queue is empty', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 900, custom: 0 }));
  await handle.result();
  expect(stepsOf(fake).slice(0, 5)).toEqual([
    'lookAtPass base',
    'loadLane base 0',
    'loadLane base 0',
    'loadLane base 0',
    'lookAtPass base',
  ]);
});

test.concurrent('each lane shows in the Temporal UI which records it writes', async () => {
  const { handle } = await startLoad(environment.client, queueOf({ base: 1_200, custom: 0 }), { slice: 600 });
  await handle.result();
  expect(await summariesOf(handle, 'loadLane')).toEqual([
    'Accounts 1–1,200, base pass, lane 1 of 1',
    'Accounts 601–1,200, base pass, lane 1 of 1',
  ]);
});

test.concurrent.each([
  [1, 10, 1],
  [300, 10, 1],
  [301, 10, 2],
  [900, 10, 3],
  [9_000, 4, 4],
])('%d records and at most %d lanes make %d lanes', async (records, lanes, expected) => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: records, custom: 0 }), {
    lanes,
    slice: 9_000,
  });
  await handle.result();
  const byLane = inputsOf(fake).map((input) => [input['lane'], input['lanes'], input['slice']]);
  expect(byLane.sort()).toEqual(Array.from({ length: expected }, (_, lane) => [lane, expected, 9_000]));
});

test.concurrent('lanes run on the task queue of the org', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 100, custom: 0 }), { org: '2' });
  await handle.result();
  expect(fake.calls.find(({ activity }) => activity === 'loadLane')).toMatchObject({ taskQueue: 'zoho-2' });
});

test.concurrent('a load that starts paused reads nothing until resume', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 100, custom: 0 }), { paused: true });
  await untilIdle(handle);
  expect(fake.calls).toEqual([]);
  await handle.signal(messages.control, { paused: false, lanes: 1 });
  expect(await handle.result()).toEqual({ trouble: null });
});

async function cancellation(): Promise<void> {
  const heartbeats = setInterval(heartbeat, 20);
  await new Promise((resolve) => cancellationSignal().addEventListener('abort', resolve));
  clearInterval(heartbeats);
}

/** A lane that runs until it is cancelled, and then reports what it wrote, as real lanes do. */
const reportingLane = (): Activities['loadLane'] => async () => {
  await cancellation();
  return result({ ended: 'cancelled' });
};

/** A lane whose call is aborted by the cancellation. */
const abortedLane = (): Activities['loadLane'] => async () => {
  await cancellation();
  throw Object.assign(new Error('The call was aborted.'), { name: 'AbortError' });
};

test.concurrent.each([
  ['report what they wrote', reportingLane],
  ['end with the cancellation', () => hold(result()).activity],
  ['end with an aborted call', abortedLane],
])('a pause ends the lanes, which may %s, and resume starts them again', async (_, lane) => {
  const { fake, handle } = await startLoad(
    environment.client,
    { ...queueOf({ base: 600, custom: 0 }), loadLane: lane() },
    { lanes: 2, slice: 600 },
  );
  await untilCalled(fake, 'loadLane sandbox full-1 Accounts base 1');
  await handle.signal(messages.control, { paused: true, lanes: 2 });
  await untilIdle(handle);
  expect(stepsOf(fake).sort()).toEqual(['loadLane base 0', 'loadLane base 1', 'lookAtPass base']);

  Object.assign(fake.activities, queueOf({ base: 600, custom: 0 }));
  await handle.signal(messages.control, { paused: false, lanes: 2 });
  expect(await handle.result()).toEqual({ trouble: null });
  expect(inputsOf(fake)).toHaveLength(4);
});

test.concurrent('a new number of lanes ends the lanes and starts as many as wanted', async () => {
  const { fake, handle } = await startLoad(
    environment.client,
    { ...queueOf({ base: 900, custom: 0 }), loadLane: reportingLane() },
    { slice: 900 },
  );
  await untilCalled(fake, 'loadLane sandbox full-1 Accounts base 0');
  Object.assign(fake.activities, queueOf({ base: 900, custom: 0 }));
  await handle.signal(messages.control, { paused: false, lanes: 3 });
  await handle.result();
  expect(inputsOf(fake).map((input) => input['lanes'])).toEqual([1, 3, 3, 3]);
});

test.concurrent('a load stops with a reason when a lane reports that too many records are rejected', async () => {
  const loadLane = () => Promise.resolve(result({ ended: 'breaker', rejected: 100 }));
  const { fake, handle } = await startLoad(environment.client, { ...queueOf({ base: 300, custom: 300 }), loadLane });
  expect(await handle.result()).toEqual({ trouble: 'Zoho rejected too many records, so the phase stopped.' });
  expect(stepsOf(fake)).toEqual(['lookAtPass base', 'loadLane base 0']);
});

const retried: ErrorKind[] = [
  'rate-limited',
  'credits',
  'unknown-outcome',
  'unavailable',
  'server-error',
  'storage',
  'auth',
];

test.concurrent.each(retried)('a lane that fails with %s is retried', async (kind) => {
  const queue = queueOf({ base: 100, custom: 0 });
  const loadLane: Activities['loadLane'] = (input) =>
    activityInfo().attempt === 1
      ? Promise.reject(new ConnectorError(kind, 'No answer.', { retryAfterMs: 10 }))
      : queue.loadLane(input);
  const { fake, handle } = await startLoad(environment.client, { ...queue, loadLane });
  expect(await handle.result()).toEqual({ trouble: null });
  expect(inputsOf(fake)).toHaveLength(2);
});

test.concurrent.each(errorKinds.filter((kind) => !retried.includes(kind)))(
  'a lane that fails with %s stops the load with the message of the failure',
  async (kind) => {
    const loadLane = () => Promise.reject(new ConnectorError(kind, 'The user may not write Accounts.'));
    const { fake, handle } = await startLoad(environment.client, { ...queueOf({ base: 100, custom: 100 }), loadLane });
    expect(await handle.result()).toEqual({ trouble: 'The user may not write Accounts.' });
    expect(stepsOf(fake)).toEqual(['lookAtPass base', 'loadLane base 0']);
  },
);

test.concurrent('a lane with an unexpected error is tried five times, then the load stops', async () => {
  const loadLane = () => Promise.reject(new TypeError('"Jane Roe" is not a function'));
  const { fake, handle } = await startLoad(environment.client, { ...queueOf({ base: 100, custom: 0 }), loadLane });
  expect(await handle.result()).toEqual({
    trouble: expect.stringMatching(/^Unexpected error: TypeError at [^"]*\.ts:\d+/),
  });
  expect(inputsOf(fake)).toHaveLength(5);
});

test.concurrent('a load without credits waits until some return, then continues', async () => {
  const queue = queueOf({ base: 300, custom: 0 });
  let resumeAt: Date | undefined;
  const loadLane: Activities['loadLane'] = (input) => {
    if (resumeAt) return queue.loadLane(input);
    resumeAt = new Date(Date.now() + 500);
    return Promise.resolve(result({ ended: 'credits', resumeAt: resumeAt.toISOString() }));
  };
  const { handle } = await startLoad(environment.client, { ...queue, loadLane });
  expect(await handle.result()).toEqual({ trouble: null });
  expect(Date.now()).toBeGreaterThanOrEqual(resumeAt?.getTime() ?? Infinity);
  const utc = resumeAt?.toISOString().slice(11, 16);
  expect(await summariesOf(handle, 'timer')).toEqual([`waiting for credits until ${utc} UTC`]);
});

test.concurrent(
  'of several lanes without credits, the one whose credits return first decides when the load continues',
  async () => {
    const queue = queueOf({ base: 600, custom: 0 });
    let calls = 0;
    const loadLane: Activities['loadLane'] = (input) => {
      calls += 1;
      if (calls > 2) return queue.loadLane(input);
      const resumeAt = new Date(Date.now() + (input.lane === 0 ? 3_600_000 : 0)).toISOString();
      return Promise.resolve(result({ ended: 'credits', resumeAt }));
    };
    const { handle } = await startLoad(environment.client, { ...queue, loadLane }, { lanes: 2 });
    expect(await handle.result()).toEqual({ trouble: null });
  },
);
