import type { Activities } from '../../activities/index.ts';
import type { Plan } from '../../schemas/engagement.ts';
import * as messages from '../../workflows/messages.ts';
import type { migration, MigrationInput } from '../../workflows/migration.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement, hold, linesOf, reportOf } from './fake-activities.ts';
import { untilCalled, untilIdle } from './wait.ts';

/** One load of one environment, without the engagement around it. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const empty = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as const;

async function startMigration(
  activities: Partial<Activities> = {},
  plan: Partial<Plan> = {},
  changes: Partial<MigrationInput> = {},
) {
  const fake = fakeEngagement(activities, { modules: ['Accounts', 'Contacts'], ...plan });
  const workflowId = `engagement/${fake.slug}/sandbox/full`;
  const input: MigrationInput = {
    engagement: fake.slug,
    environment: 'sandbox',
    run: 'full-1',
    kind: 'full',
    plan: fake.plan,
    staging: 'full-1',
    lanes: 1,
    paused: false,
    ...changes,
  };
  const handle = await environment.client.workflow.start<typeof migration>('migration', {
    taskQueue: 'portage',
    workflowId,
    args: [input],
  });
  return { fake, handle };
}

const phaseOf = (module: string) => [
  `beginPhase sandbox full-1 ${module}`,
  `lookAtPass sandbox full-1 ${module} base`,
  `endPass sandbox full-1 ${module} base`,
  `lookAtPass sandbox full-1 ${module} custom`,
  `endPass sandbox full-1 ${module} custom`,
  `reportPhase sandbox full-1 ${module}`,
];

test.concurrent(
  'a run surveys, transforms and prepares, then loads its phases in order, then verifies them',
  async () => {
    const { fake, handle } = await startMigration();
    expect(await handle.result()).toEqual({ stopped: false });
    expect(linesOf(fake)).toEqual([
      'survey sandbox full-1',
      'transform sandbox full-1 full full-1',
      'applySchema sandbox full-1',
      ...phaseOf('Accounts'),
      ...phaseOf('Contacts'),
      'verifyModule sandbox full-1 Accounts',
      'verifyModule sandbox full-1 Contacts',
      'endRun sandbox full-1',
    ]);
  },
);

test.concurrent.each([
  ['sandbox', 'zoho-1'],
  ['production', 'zoho-2'],
] as const)('a run of the %s calls Zoho on the task queue %s', async (name, taskQueue) => {
  const { fake, handle } = await startMigration({}, { modules: ['Accounts'] }, { environment: name });
  await handle.result();
  const queues = Object.fromEntries(fake.calls.map((call) => [call.activity, call.taskQueue]));
  expect(queues).toEqual({
    survey: taskQueue,
    transform: 'portage-data',
    applySchema: taskQueue,
    beginPhase: taskQueue,
    lookAtPass: 'portage',
    endPass: 'portage',
    reportPhase: taskQueue,
    verifyModule: taskQueue,
    endRun: 'portage',
  });
});

test.concurrent('a run that starts paused prepares everything, and begins its first phase after resume', async () => {
  const { fake, handle } = await startMigration({}, {}, { paused: true });
  await untilIdle(handle);
  expect(linesOf(fake).at(-1)).toBe('applySchema sandbox full-1');
  await handle.signal(messages.control, { paused: false, lanes: 1 });
  expect(await handle.result()).toEqual({ stopped: false });
});

test.concurrent('a pause during a phase reaches its load, and resume continues it', async () => {
  const lane = hold(empty);
  let left = 100;
  const { fake, handle } = await startMigration(
    { lookAtPass: () => Promise.resolve({ total: 100, left }), loadLane: lane.activity },
    { modules: ['Accounts'] },
  );
  await lane.running;
  await handle.signal(messages.control, { paused: true, lanes: 1 });
  await untilIdle(environment.client.workflow.getHandle(`${handle.workflowId}/Accounts`));
  expect(linesOf(fake).at(-1)).toBe('loadLane sandbox full-1 Accounts base 0');
  left = 0;
  await handle.signal(messages.control, { paused: false, lanes: 1 });
  expect(await handle.result()).toEqual({ stopped: false });
});

test.concurrent(
  'a new number of lanes reaches the load of the running phase and of the phases that follow',
  async () => {
    const lane = hold(empty);
    const { fake, handle } = await startMigration({ lookAtPass: () => Promise.resolve({ total: 900, left: 900 }) });
    const left = new Set(['Accounts base', 'Contacts base']);
    fake.activities.lookAtPass = ({ module, pass }) =>
      Promise.resolve({ total: 900, left: left.has(`${module} ${pass}`) ? 900 : 0 });
    fake.activities.loadLane = lane.activity;
    await lane.running;
    fake.activities.loadLane = ({ module, pass }) => {
      left.delete(`${module} ${pass}`);
      return Promise.resolve(empty);
    };
    await handle.signal(messages.control, { paused: false, lanes: 2 });
    await handle.result();
    const lanes = fake.calls.filter(({ activity }) => activity === 'loadLane').map(({ input }) => input['lanes']);
    expect(lanes).toEqual([1, 2, 2, 2, 2]);
  },
);

test.concurrent('a pause during the verification holds the verification of the next module', async () => {
  const verifying = hold({ agrees: true });
  const { fake, handle } = await startMigration({ verifyModule: verifying.activity });
  await verifying.running;
  await handle.signal(messages.control, { paused: true, lanes: 1 });
  verifying.release();
  await untilIdle(handle);
  expect(linesOf(fake).at(-1)).toBe('verifyModule sandbox full-1 Accounts');
  await handle.signal(messages.control, { paused: false, lanes: 1 });
  await handle.result();
  expect(linesOf(fake).slice(-2)).toEqual(['verifyModule sandbox full-1 Contacts', 'endRun sandbox full-1']);
});

/** A run that waits for a decision, because the first count of Accounts does not agree. */
async function startWithGap() {
  let reports = 0;
  const started = await startMigration({
    reportPhase(phase) {
      reports += 1;
      return Promise.resolve(reportOf(phase, { gaps: reports === 1 ? ['Zoho counts 9 Accounts, expected 10.'] : [] }));
    },
  });
  await untilCalled(started.fake, reported);
  await untilIdle(started.handle);
  return started;
}
const reported = 'reportPhase sandbox full-1 Accounts';

test.concurrent('a phase whose counts do not agree waits for the decision about this phase', async () => {
  const { fake, handle } = await startWithGap();
  await handle.signal(messages.phaseDecision, { subject: 'Contacts', decision: 'approved' });
  await untilIdle(handle);
  expect(linesOf(fake, reported)).toEqual([]);
});

test.concurrent('an approved phase is left as it is, and the next phase begins', async () => {
  const { fake, handle } = await startWithGap();
  await handle.signal(messages.phaseDecision, { subject: 'Accounts', decision: 'approved' });
  expect(await handle.result()).toEqual({ stopped: false });
  expect(linesOf(fake, reported).slice(0, 6)).toEqual(phaseOf('Contacts'));
});

test.concurrent(
  'a phase with requested changes is reopened, loaded again from its base pass and counted again',
  async () => {
    const { fake, handle } = await startWithGap();
    await handle.signal(messages.phaseDecision, { subject: 'Accounts', decision: 'changes-requested' });
    expect(await handle.result()).toEqual({ stopped: false });
    expect(linesOf(fake, reported).slice(0, 7)).toEqual([
      'reopenPhase sandbox full-1 Accounts',
      ...phaseOf('Accounts'),
    ]);
  },
);

test.concurrent('a rejected phase stops the run without verification', async () => {
  const { fake, handle } = await startWithGap();
  await handle.signal(messages.phaseDecision, { subject: 'Accounts', decision: 'rejected' });
  expect(await handle.result()).toEqual({ stopped: true });
  expect(linesOf(fake, reported)).toEqual([]);
});

test.concurrent('a phase that stops early is counted, and waits for a decision although the counts agree', async () => {
  const { fake, handle } = await startMigration({
    lookAtPass: () => Promise.resolve({ total: 100, left: 100 }),
    loadLane: () => Promise.resolve({ ...empty, ended: 'breaker' }),
  });
  await untilCalled(fake, reported);
  await untilIdle(handle);
  expect(linesOf(fake, 'loadLane sandbox full-1 Accounts base 0')).toEqual([reported]);
});

test.concurrent('the page of a run shows the counts of its newest phase', async () => {
  const { handle } = await startMigration(
    { reportPhase: (phase) => Promise.resolve(reportOf(phase, { extracted: 1_234 })) },
    { modules: ['Accounts'] },
  );
  await handle.result();
  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('### Phase Accounts');
  expect(currentDetails).toContain('| extracted | 1,234 |');
  expect(currentDetails).toContain('The counts agree.');
});

const halfOf = (module: string) => [...phaseOf(module).slice(0, 3), phaseOf(module).at(-1)!];

test.concurrent('a module with lookups in a later one gets its second pass when all modules are created', async () => {
  const { fake, handle } = await startMigration({}, { later: ['Accounts'] });
  expect(await handle.result()).toEqual({ stopped: false });
  expect(linesOf(fake, 'applySchema sandbox full-1').slice(0, 16)).toEqual([
    ...halfOf('Accounts'),
    ...phaseOf('Contacts'),
    ...phaseOf('Accounts'),
  ]);
  const halves = fake.calls.filter(({ activity }) => activity === 'reportPhase').map(({ input }) => input['isHalf']);
  expect(halves).toEqual([true, undefined, undefined]);
});

test.concurrent(
  'the decision about a second pass that waited ends it, also in a run that was parked there',
  async () => {
    const { fake, handle } = await startMigration(
      {},
      { later: ['Accounts'] },
      {
        resume: {
          ...{ about: 'phase', subject: 'Accounts', decision: 'approved' },
          ...{ ended: ['Accounts', 'Contacts'], finished: [], unverified: ['Accounts', 'Contacts'] },
        },
      },
    );
    expect(await handle.result()).toEqual({ stopped: false });
    expect(linesOf(fake)[0]).toBe('verifyModule sandbox full-1 Accounts');
  },
);
