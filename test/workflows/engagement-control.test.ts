import { setTimeout as delay } from 'node:timers/promises';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Module } from '../../schemas/terms.ts';
import * as messages from '../../workflows/messages.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf } from './fake-activities.ts';
import { untilCalled, untilIdle } from './wait.ts';

/** Pause, resume and the number of lanes, as people set them for an engagement. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const empty = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as const;

test.concurrent(
  'an engagement that is paused at a gate can be signed, and takes the next step only after resume',
  async () => {
    const fake = fakeEngagement();
    const { handle, ...engagement } = await startEngagement(environment.client, fake);
    await engagement.atGate('scope');
    expect(await handle.executeUpdate(messages.pause)).toBe(
      'Paused. Running calls finish and are booked; nothing more is sent until you resume.',
    );
    await engagement.sign();
    await untilIdle(handle);
    const step = 'scope: approved, as soon as the engagement is resumed';
    expect(await engagement.status()).toMatchObject({ paused: true, gate: { gate: 'scope' }, step });
    expect(linesOf(fake, 'gatherEvidence scope')).toEqual(['judgeSignOff scope']);

    expect(await handle.executeUpdate(messages.resume)).toBe('Resumed.');
    expect(await engagement.atGate('mapping')).toMatchObject({ paused: false });
  },
);

test.concurrent('an engagement that is paused during a step ends the step, and waits before the next', async () => {
  const preflight = hold({ passed: 1, warned: 0 });
  const fake = fakeEngagement({ preflight: preflight.activity });
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await preflight.running;
  await handle.executeUpdate(messages.pause);
  preflight.release();
  await untilIdle(handle);
  expect(linesOf(fake)).toEqual(['openEngagement', 'preflight']);

  await handle.executeUpdate(messages.resume);
  await engagement.atGate('scope');
});

test.concurrent('a pause during a load cancels the lanes, and resume starts them again', async () => {
  let left = 300;
  const lane = hold(empty);
  const fake = fakeEngagement(
    {
      lookAtPass: () => Promise.resolve({ total: 300, left }),
      loadLane: lane.activity,
    },
    { modules: ['Accounts'] },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  await handle.executeUpdate(messages.pause);
  const load = environment.client.workflow.getHandle(`${handle.workflowId}/sandbox/full/Accounts`);
  await untilIdle(load);
  const lanes = () => linesOf(fake).filter((line) => line.startsWith('loadLane')).length;
  expect(lanes()).toBe(1);
  expect(await engagement.status()).toMatchObject({ paused: true, run: { run: 'full-1' } });

  fake.activities.loadLane = () => {
    left = 0;
    return Promise.resolve(empty);
  };
  await handle.executeUpdate(messages.resume);
  await engagement.atGate('rehearsal');
  expect(lanes()).toBe(2);
});

test.concurrent(
  'a load that starts while the engagement is paused prepares everything and writes nothing',
  async () => {
    const naming = hold('full-1');
    const fake = fakeEngagement({ nameRun: naming.activity }, { modules: ['Accounts'] });
    const { handle, ...engagement } = await startEngagement(environment.client, fake);
    await engagement.approveUntil('mapping');
    await engagement.sign();
    await naming.running;
    await handle.executeUpdate(messages.pause);
    naming.release();
    await untilCalled(fake, 'applySchema sandbox full-1');
    await untilIdle(environment.client.workflow.getHandle(`${handle.workflowId}/sandbox/full`));
    expect(linesOf(fake, 'applySchema sandbox full-1')).toEqual([]);

    await handle.executeUpdate(messages.resume);
    await engagement.atGate('rehearsal');
  },
);

test.concurrent('a lower number of lanes applies to the loads that follow', async () => {
  let left = 3_000;
  const fake = fakeEngagement(
    {
      lookAtPass: () => Promise.resolve({ total: 3_000, left }),
      loadLane() {
        left = 0;
        return Promise.resolve(empty);
      },
    },
    { modules: ['Accounts'], lanes: 10 },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  expect(await handle.executeUpdate(messages.setLanes, { args: [4] })).toBe('4 lanes from now on.');
  await engagement.sign();
  expect(await engagement.atGate('rehearsal')).toMatchObject({ lanes: 4 });
  expect(
    linesOf(fake)
      .filter((line) => line.startsWith('loadLane'))
      .sort(),
  ).toEqual([0, 1, 2, 3].map((lane) => `loadLane sandbox full-1 Accounts base ${lane}`));
});

test.concurrent('a new number of lanes during a load restarts the lanes', async () => {
  let left = 3_000;
  const lane = hold(empty);
  const fake = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 3_000, left }), loadLane: lane.activity },
    { modules: ['Accounts'], lanes: 3 },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  for (const number of [0, 1, 2]) await untilCalled(fake, `loadLane sandbox full-1 Accounts base ${number}`);
  fake.activities.loadLane = () => {
    left = 0;
    return Promise.resolve(empty);
  };
  await handle.executeUpdate(messages.setLanes, { args: [1] });
  await engagement.atGate('rehearsal');
  const lanes = fake.calls.filter(({ activity }) => activity === 'loadLane').map(({ input }) => input['lanes']);
  expect(lanes).toEqual([3, 3, 3, 1]);
});

test.concurrent.each([0, 11, 2.5, '3'])('%j lanes are rejected and change nothing', async (lanes) => {
  const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  await expect(handle.executeUpdate(messages.setLanes, { args: [lanes as number] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: 'Lanes must be a whole number from 1 to 10. Nothing was changed.' },
  });
  expect(await engagement.status()).toMatchObject({ lanes: 2 });
});

test.concurrent('more lanes than the engagement file allows are rejected', async () => {
  const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement({}, { lanes: 4 }));
  await engagement.atGate('scope');
  await expect(handle.executeUpdate(messages.setLanes, { args: [5] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: 'The engagement file allows at most 4 lanes. Nothing was changed.' },
  });
});

test.concurrent.each([messages.pause, messages.resume])(
  'an update $name with an argument is rejected',
  async (update) => {
    const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement());
    await engagement.atGate('scope');
    await expect(handle.executeUpdate<string, [number]>(update.name, { args: [1] })).rejects.toMatchObject({
      cause: { message: 'The message takes no argument. Nothing was changed.' },
    });
    expect(await engagement.status()).toMatchObject({ paused: false });
  },
);

/** A queue of one module that needs many short lane activities, so that controls come at every point of a phase. */
function slowLoad(modules: Module[]) {
  const left = new Map<string, number>();
  let running = 0;
  let most = 0;
  const fake = fakeEngagement(
    {
      lookAtPass: ({ module, pass }) =>
        Promise.resolve({ total: 3_000, left: left.get(`${module} ${pass}`) ?? (pass === 'base' ? 3_000 : 0) }),
      async loadLane({ module, pass }) {
        running += 1;
        most = Math.max(most, running);
        // Like a real lane, it finishes its call after a cancellation.
        const heartbeats = setInterval(heartbeat, 20);
        await delay(150);
        clearInterval(heartbeats);
        running -= 1;
        const key = `${module} ${pass}`;
        left.set(key, Math.max(0, (left.get(key) ?? 3_000) - 100));
        const ended = cancellationSignal().aborted ? 'cancelled' : left.get(key) === 0 ? 'empty' : 'slice';
        return { ...empty, written: 100, ended };
      },
    },
    { modules, lanes: 4 },
  );
  return { fake, most: () => most };
}

test.concurrent(
  'controls at any moment of a load are neither lost nor fatal, and no more lanes run than allowed',
  async () => {
    const { fake, most } = slowLoad(['Accounts', 'Contacts', 'Products']);
    const { handle, ...engagement } = await startEngagement(environment.client, fake);
    await engagement.approveUntil('mapping');
    await engagement.sign();
    await engagement.until(({ run }) => run !== null);
    const isLoaded = async () => (await engagement.status()).reports.length === 3;
    // Each pause makes the lanes end and start again, so on a busy machine the load needs a time without controls too.
    for (let round = 1; round <= 25 && !(await isLoaded()); round += 1) {
      await handle.executeUpdate(messages.setLanes, { args: [1 + (round % 4)] });
      await handle.executeUpdate(messages.pause);
      await delay((round * 37) % 120);
      await handle.executeUpdate(messages.resume);
      await delay((round * 53) % 400);
    }
    await engagement.atGate('rehearsal');
    expect(most()).toBeLessThanOrEqual(4);
    expect((await engagement.status()).refused).toEqual([]);
  },
);
