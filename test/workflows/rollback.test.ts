import { ConnectorError } from '../../connectors/error.ts';
import type { RollbackReport, RollbackTarget } from '../../schemas/engagement.ts';
import type { Module } from '../../schemas/terms.ts';
import type { rollback } from '../../workflows/rollback.ts';
import { startEnvironment, type Environment } from './environment.ts';
import {
  emptyRollback,
  rollbackOfModule,
  fakeEngagement,
  hold,
  linesOf,
  type FakeEngagement,
} from './fake-activities.ts';
import { runningActivities } from './wait.ts';

/** The removal of what an engagement created in one environment. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

/** An engagement that created these numbers of records. Deletions succeed. */
function fakeLoaded(created: Partial<Record<Module, number>>): FakeEngagement {
  const deleted = new Set<Module>();
  const report = (scope: Pick<RollbackTarget, 'engagement' | 'environment'>): Promise<RollbackReport> =>
    Promise.resolve({
      ...scope,
      ...emptyRollback,
      runs: ['full-1'],
      modules: (Object.entries(created) as [Module, number][]).reverse().map(([module, count]) => {
        const gone = deleted.has(module) ? count : 0;
        return rollbackOfModule(module, { toDelete: count - gone, deleted: gone });
      }),
    });
  return fakeEngagement({
    previewRollback: report,
    endRollback: report,
    removeRecords({ module }) {
      deleted.add(module);
      return Promise.resolve({ deleted: 0 });
    },
  });
}

const targetOf = ({ slug }: FakeEngagement): RollbackTarget => ({
  engagement: slug,
  environment: 'sandbox',
  orgId: '1',
  modules: ['Accounts', 'Contacts', 'Products'],
  lanes: 4,
  request: { environment: 'sandbox', by: 'ada@customer.example', role: 'admin' },
});

function start(fake: FakeEngagement, changes: Partial<RollbackTarget> = {}) {
  const { slug } = fake;
  const target: RollbackTarget = { ...targetOf(fake), ...changes };
  return environment.client.workflow.start<typeof rollback>('rollback', {
    taskQueue: 'portage',
    workflowId: `engagement/${slug}/sandbox/rollback`,
    args: [target],
  });
}

test.concurrent(
  'records are deleted in the reverse order of the load, then the custom fields are removed',
  async () => {
    const fake = fakeLoaded({ Accounts: 1, Contacts: 1, Products: 1 });
    await (await start(fake)).result();
    expect(linesOf(fake)).toEqual([
      'judgeRollbackRequest',
      'closeEnvironment sandbox',
      'previewRollback sandbox',
      'removeRecords sandbox Products 0',
      'removeRecords sandbox Contacts 0',
      'removeRecords sandbox Accounts 0',
      'checkRollback sandbox',
      'removeFields sandbox',
      'endRollback sandbox',
    ]);
  },
);

test.concurrent('rules that lock records are removed before the records', async () => {
  const fake = fakeLoaded({ Accounts: 1 });
  const preview = fake.activities.previewRollback;
  const lock = { module: 'Accounts', rule: 'Portage: demo', state: 'to remove', why: null } as const;
  fake.activities.previewRollback = async (scope) => ({ ...(await preview(scope)), locks: [lock] });
  await (await start(fake)).result();
  expect(linesOf(fake, 'previewRollback sandbox').slice(0, 2)).toEqual([
    'removeLocks sandbox',
    'removeRecords sandbox Accounts 0',
  ]);
});

test.concurrent('nothing is read or undone before the last request of the load can have arrived', async () => {
  const fake = fakeLoaded({ Accounts: 1 });
  const quietAt = new Date(Date.now() + 2_000);
  fake.activities.closeEnvironment = () => Promise.resolve({ quietAt: quietAt.toISOString() });
  const preview = fake.activities.previewRollback;
  let previewedAt = 0;
  fake.activities.previewRollback = (scope) => {
    previewedAt = Date.now();
    return preview(scope);
  };
  await (await start(fake)).result();
  expect(previewedAt).toBeGreaterThanOrEqual(quietAt.getTime());
});

test.concurrent('records to restore are work of the lanes too, in modules that the mapping no longer has', async () => {
  const fake = fakeLoaded({});
  fake.activities.previewRollback = (scope) =>
    Promise.resolve({ ...scope, ...emptyRollback, modules: [rollbackOfModule('Vendors', { toRestore: 301 })] });
  await (await start(fake)).result();
  expect(
    linesOf(fake)
      .filter((line) => line.startsWith('removeRecords'))
      .sort(),
  ).toEqual(['removeRecords sandbox Vendors 0', 'removeRecords sandbox Vendors 1']);
});

test.concurrent('each part that is killed again and again is repeated, and nothing before it', async () => {
  const fake = fakeLoaded({ Accounts: 1, Contacts: 1 });
  const names = [
    'closeEnvironment',
    'previewRollback',
    'removeRecords',
    'checkRollback',
    'removeFields',
    'endRollback',
  ];
  const activities = fake.activities as unknown as Record<string, (input: object) => Promise<unknown>>;
  for (const name of names) {
    const usual = activities[name];
    let kills = 2;
    activities[name] = (input) => {
      kills -= 1;
      return kills < 0 && usual ? usual(input) : Promise.reject(new ConnectorError('unavailable', 'killed'));
    };
  }
  await (await start(fake)).result();
  const order = linesOf(fake).filter((line, at, all) => line !== all[at - 1]);
  expect(order).toEqual([
    'judgeRollbackRequest',
    'closeEnvironment sandbox',
    'previewRollback sandbox',
    'removeRecords sandbox Contacts 0',
    'removeRecords sandbox Accounts 0',
    'checkRollback sandbox',
    'removeFields sandbox',
    'endRollback sandbox',
  ]);
});

test.concurrent('a module is finished before the module that it depends on is begun', async () => {
  const removing = hold({ deleted: 1 });
  const fake = fakeLoaded({ Accounts: 1, Contacts: 1 });
  fake.activities.removeRecords = removing.activity;
  const handle = await start(fake);
  await removing.running;
  expect(await runningActivities(handle)).toEqual(['removeRecords']);
  expect(linesOf(fake).at(-1)).toBe('removeRecords sandbox Contacts 0');
  removing.release();
  await handle.result();
});

test.concurrent('a module without records is skipped', async () => {
  const fake = fakeLoaded({ Accounts: 1, Contacts: 0 });
  await (await start(fake)).result();
  expect(linesOf(fake).filter((line) => line.startsWith('removeRecords'))).toEqual([
    'removeRecords sandbox Accounts 0',
  ]);
});

test.concurrent.each([
  [1, 1],
  [300, 1],
  [301, 2],
  [10_000, 4],
])('%d records are deleted by %d of 4 lanes', async (count, lanes) => {
  const fake = fakeLoaded({ Accounts: count });
  await (await start(fake)).result();
  const inputs = fake.calls.filter(({ activity }) => activity === 'removeRecords').map(({ input }) => input);
  const byLane = inputs.map((input) => [input['lane'], input['lanes']]).sort();
  expect(byLane).toEqual(Array.from({ length: lanes }, (_, lane) => [lane, lanes]));
});

test.concurrent('records and fields are removed on the task queue of the org', async () => {
  const fake = fakeLoaded({ Accounts: 1 });
  await (await start(fake, { environment: 'production', orgId: '2' })).result();
  const queues = Object.fromEntries(fake.calls.map((call) => [call.activity, call.taskQueue]));
  expect(queues).toMatchObject({ removeRecords: 'zoho-2', removeFields: 'zoho-2' });
});

test.concurrent('the result is the final report', async () => {
  const handle = await start(fakeLoaded({ Accounts: 7 }));
  expect(await handle.result()).toMatchObject({
    environment: 'sandbox',
    modules: [{ module: 'Accounts', toDelete: 0, deleted: 7 }],
  });
});

test.concurrent('a second rollback deletes nothing', async () => {
  const fake = fakeLoaded({ Accounts: 7 });
  await (await start(fake)).result();
  fake.calls.length = 0;
  await (await start(fake)).result();
  expect(linesOf(fake)).toEqual([
    'judgeRollbackRequest',
    'closeEnvironment sandbox',
    'previewRollback sandbox',
    'checkRollback sandbox',
    'removeFields sandbox',
    'endRollback sandbox',
  ]);
});

test.concurrent.each([
  ['of an unknown person', { by: 'eve@customer.example', role: 'admin' }],
  ['in a role that may not roll back', { by: 'fay@customer.example', role: 'finance' }],
])('a rollback after the end of the engagement by a request %s fails and deletes nothing', async (_, person) => {
  const fake = fakeLoaded({ Accounts: 7 });
  const handle = await start(fake, { request: { environment: 'sandbox', ...person } });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'BadRequest' } });
  expect(linesOf(fake)).toEqual(['judgeRollbackRequest']);
});

test.concurrent('a rollback that nobody requested fails and deletes nothing', async () => {
  const fake = fakeLoaded({ Accounts: 7 });
  const { request: _, ...target } = { ...targetOf(fake), request: undefined };
  const handle = await environment.client.workflow.start<typeof rollback>('rollback', {
    taskQueue: 'portage',
    workflowId: `engagement/${fake.slug}/sandbox/rollback`,
    args: [target],
  });
  await expect(handle.result()).rejects.toMatchObject({ cause: { message: expect.stringContaining('by: ') } });
  expect(linesOf(fake)).toEqual(['judgeRollbackRequest']);
});
