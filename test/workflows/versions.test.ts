import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { listBrokenWorkflows } from '../../workers/check-running.ts';
import { startEngagement } from './engagement-driver.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { emptyRollback, fakeEngagement, hold, linesOf, rollbackOfModule } from './fake-activities.ts';
import * as messages from '../../workflows/messages.ts';

/** A worker with newer workflow code replaces the worker under running engagements. */
const root = fileURLToPath(new URL('../..', import.meta.url));
let environment: Environment;
let guarded: { code: string };
let unguarded: { code: string };
beforeAll(async () => {
  environment = await startEnvironment();
  guarded = await bundleWith((call) => `if (isNew('survey-twice')) ${call}`);
  unguarded = await bundleWith((call) => call);
});
afterAll(() => environment.close());

/** Workflow code with a second preflight and a second survey, written as `write` says. */
async function bundleWith(write: (call: string) => string): Promise<{ code: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'portage-versions-'));
  try {
    for (const name of ['workflows', 'domain', 'schemas'])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const edit = (file: string, before: string, call: string) => {
      const path = join(folder, 'workflows', file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
      const changed = text.replace(before, () => `${before}\n${write(call)}`);
      writeFileSync(path, `import { patched as isNew } from '@temporalio/workflow';\n${changed}`);
    };
    edit(
      'engagement-steps.ts',
      "await beginStep(state, 'preflight');",
      "await dataActivities('Preflight again').preflight({ engagement });",
    );
    edit(
      'rollback.ts',
      'const scope = { engagement, environment };',
      "await controlActivities('Close again').closeEnvironment(scope);",
    );
    edit('migration.ts', 'const { input, ref, org } = run;', "await zohoActivities(org, 'Survey again').survey(ref);");
    const logger = new DefaultLogger('ERROR', () => undefined);
    return await bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts'), logger });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('an engagement at a gate, one in a load and one in a rollback go on with newer code that is guarded by `patched`', async () => {
  const lane = hold({ written: 0, rejected: 0, ended: 'empty', resumeAt: null } as const);
  let left = 100;
  const loading = fakeEngagement(
    { lookAtPass: () => Promise.resolve({ total: 100, left }), loadLane: lane.activity },
    { modules: ['Accounts'] },
  );
  const removal = hold({ deleted: 10 });
  const undoing = fakeEngagement({
    removeRecords: removal.activity,
    previewRollback: (scope) =>
      Promise.resolve({ ...scope, ...emptyRollback, modules: [rollbackOfModule('Accounts', { toDelete: 10 })] }),
  });
  const waiting = fakeEngagement();
  const atGate = await startEngagement(environment.client, waiting);
  const inLoad = await startEngagement(environment.client, loading);
  await atGate.approveUntil('mapping');
  await inLoad.approveUntil('mapping');
  await inLoad.sign();
  await lane.running;
  const inRollback = await startEngagement(environment.client, undoing);
  await inRollback.approveUntil('mapping');
  await inRollback.handle.executeUpdate(messages.rollBack, {
    args: [{ environment: 'sandbox', by: 'ada@customer.example', role: 'admin' }],
  });
  await removal.running;

  const running = [atGate, inLoad, inRollback].map(({ handle }) => handle.workflowId);
  expect(await listBrokenWorkflows(environment.client, guarded)).toEqual([]);
  expect(await listBrokenWorkflows(environment.client, unguarded)).toEqual(
    [...running, `${inLoad.handle.workflowId}/sandbox/full`, `${inRollback.handle.workflowId}/sandbox/rollback`].sort(),
  );

  await environment.replaceWorkflows(guarded);
  left = 0;
  lane.release();
  removal.release();
  expect(await inRollback.handle.result()).toMatchObject({ state: 'rolled back' });
  // The rollback that began under the old code closes the runs once.
  expect(linesOf(undoing).filter((line) => line.startsWith('closeEnvironment'))).toHaveLength(1);
  await inLoad.atGate('rehearsal');
  await atGate.sign();
  await atGate.atGate('rehearsal');
  const surveys = (fake: typeof waiting) => linesOf(fake).filter((line) => line.startsWith('survey')).length;
  // The load that began under the old code keeps its single survey; the one that began later has two.
  expect([surveys(loading), surveys(waiting)]).toEqual([1, 2]);

  const later = fakeEngagement();
  await (await startEngagement(environment.client, later)).atGate('scope');
  expect(linesOf(later).slice(0, 3)).toEqual(['openEngagement', 'preflight', 'preflight']);
});
