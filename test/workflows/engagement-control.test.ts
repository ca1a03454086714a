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
    expect(await engagement.status()).toMatchObject({ paused: true, gate: null, step: 'scope: approved' });
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

test.concurrent('the number of lanes applies to the loads that follow', async () => {
  let left = 3_000;
  const fake = fakeEngagement(
    {
      lookAtPass: () => Promise.resolve({ total: 3_000, left }),
      loadLane() {
        left = 0;
        return Promise.resolve(empty);
      },
    },
    { modules: ['Accounts'], lanes: 2 },
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
    { modules: ['Accounts'], lanes: 1 },
  );
  const { handle, ...engagement } = await startEngagement(environment.client, fake);
  await engagement.approveUntil('mapping');
  await engagement.sign();
  await lane.running;
  fake.activities.loadLane = () => {
    left = 0;
    return Promise.resolve(empty);
  };
  await handle.executeUpdate(messages.setLanes, { args: [3] });
  await engagement.atGate('rehearsal');
  const lanes = fake.calls.filter(({ activity }) => activity === 'loadLane').map(({ input }) => input['lanes']);
  expect(lanes).toEqual([1, 3, 3, 3]);
});

test.concurrent.each([0, 11, 2.5, '3'])('%j lanes are rejected and change nothing', async (lanes) => {
  const { handle, ...engagement } = await startEngagement(environment.client, fakeEngagement());
  await engagement.atGate('scope');
  await expect(handle.executeUpdate(messages.setLanes, { args: [lanes as number] })).rejects.toMatchObject({
    cause: { type: 'BadRequest', message: 'Lanes must be a whole number from 1 to 10. Nothing was changed.' },
  });
  expect(await engagement.status()).toMatchObject({ lanes: 2 });
});
