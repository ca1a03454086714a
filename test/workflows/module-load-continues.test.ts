import type { Activities } from '../../activities/index.ts';
import * as messages from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { hold } from './fake-activities.ts';
import { inputsOf, newInputsOf, queueOf, startLoad } from './module-load-driver.ts';
import { untilIdle } from './wait.ts';

/** Loads whose history grows long. Here the server suggests to continue as new after 60 events. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ 'limit.historyCount.suggestContinueAsNew': 60 });
});
afterAll(() => environment.close());

test.concurrent('a long load continues as new, and writes nothing twice', async () => {
  const { fake, handle } = await startLoad(environment.client, queueOf({ base: 20, custom: 0 }), { slice: 1 });
  expect(await handle.result()).toEqual({ trouble: null });
  expect(await newInputsOf(environment.client, handle)).not.toEqual([]);
  expect(inputsOf(fake)).toHaveLength(20);
});

test.concurrent('a load that continues as new keeps its pass and its number of lanes', async () => {
  const { handle } = await startLoad(environment.client, queueOf({ base: 300, custom: 600 }), {
    slice: 30,
    lanes: 1,
    paused: true,
  });
  await handle.signal(messages.control, { paused: false, lanes: 2 });
  await handle.result();
  const newest = (await newInputsOf(environment.client, handle)).at(-1);
  expect(newest).toMatchObject({ pass: 'custom', lanes: 2, paused: false, module: 'Accounts', org: '1', slice: 30 });
});

test.concurrent('a load that is paused while it continues as new stays paused', async () => {
  const queue = queueOf({ base: 20, custom: 0 });
  const looking = hold(undefined);
  let looks = 0;
  const lookAtPass: Activities['lookAtPass'] = async (input) => {
    looks += 1;
    // The lanes end before the queue is empty only when the server has suggested to continue as new.
    if (looks === 2) await looking.activity();
    return queue.lookAtPass(input);
  };
  const { fake, handle } = await startLoad(environment.client, { ...queue, lookAtPass }, { slice: 1 });
  await looking.running;
  const before = fake.calls.length;
  await handle.signal(messages.control, { paused: true, lanes: 1 });
  looking.release();
  const isNew = async () => (await newInputsOf(environment.client, handle)).length > 0 || undefined;
  await eventually(isNew, 'the load to continue as new', 30_000);
  await untilIdle(handle);
  expect(fake.calls).toHaveLength(before);
  await handle.signal(messages.control, { paused: false, lanes: 1 });
  expect(await handle.result()).toEqual({ trouble: null });
});
