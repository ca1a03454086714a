import { setTimeout as delay } from 'node:timers/promises';
import {
  keyedModules,
  ledgerMailFiles,
  ledgerRecords,
  loadedModules,
  zohoMailFiles,
  zohoRecords,
} from '../support/compare.ts';
import { orgs, prepareEngagement, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';

/** Worker, Temporal and Postgres are killed or stopped during a load. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 700 });
  engagement.edit('engagement.yml', 'lanes: 10', 'lanes: 2');
  await engagement.admin('POST', 'latency', { ms: 50 });
  await engagement.start();
  await engagement.signUntil('mapping');
  await engagement.sign();
});
afterAll(() => engagement.close(), 60_000);

type Stats = {
  orgs: Record<string, { duplicates: number; writes: Record<string, number> }>;
  faults: Record<string, number>;
};
const production = async () => (await engagement.admin<Stats>('GET', 'stats')).orgs[orgs.production];
const written = async (environment: keyof typeof orgs) =>
  Object.values((await engagement.admin<Stats>('GET', 'stats')).orgs[orgs[environment]]?.writes ?? {}).reduce(
    (sum, one) => sum + one,
    0,
  );

/** Waits until the load has written this many more records. */
async function progress(environment: keyof typeof orgs, records: number): Promise<void> {
  const from = await written(environment);
  await eventually(
    async () => ((await written(environment)) >= from + records ? true : undefined),
    'the load to continue',
  );
}

test('the run continues after the Temporal server is killed during a phase and started again on the same file', async () => {
  await progress('sandbox', 1_000);
  await engagement.servers.temporal.kill();
  await engagement.servers.temporal.start();
  await progress('sandbox', 1_000);
});

test("the run continues after the ledger's Postgres was down for ten seconds", async () => {
  await engagement.servers.postgres.stop();
  await delay(10_000);
  await engagement.servers.postgres.start();
  await progress('sandbox', 1_000);
  const status = await engagement.until((seen) => seen.gate?.gate === 'rehearsal');
  expect(status.reports.map((report) => report.identityClosed)).toEqual(loadedModules.map(() => true));
});

test('the run ends by itself when the worker is killed 20 times at random moments and 2 % of the replies are lost after commit', async () => {
  await engagement.signUntil('production');
  await engagement.admin('POST', 'latency', { ms: 250 });
  await engagement.faults([
    { kind: 'reset-after-commit', method: 'POST', share: 0.02 },
    { kind: 'reset-after-commit', method: 'PUT', share: 0.02 },
  ]);
  await engagement.sign();
  for (let kill = 1; kill <= 20; kill += 1) {
    await progress('production', 100);
    await delay(Math.random() * 1_500);
    engagement.worker().kill('SIGKILL');
    await engagement.worker().exited;
    await engagement.startWorker();
  }
  await engagement.admin('POST', 'latency', { ms: 0 });
  const status = await engagement.until(
    (seen) => seen.gate?.gate === 'freeze' || seen.gate?.gate.startsWith('exception') === true,
  );
  const reports = status.reports.filter((report) => report.environment === 'production');
  expect(status.gate?.gate).toBe('freeze');
  expect(reports.map((report) => report.identityClosed)).toEqual(loadedModules.map(() => true));
}, 600_000);

test('no record is missing, and no record or order line is there twice', async () => {
  const state = await engagement.state('production');
  const mails = await ledgerRecords(engagement.ledger, 'production', 'Emails');
  expect(mails.size).toBeGreaterThan(0);
  expect(state['Emails']?.records).toHaveLength(mails.size);
  for (const module of keyedModules) {
    const inZoho = zohoRecords(state, module);
    // A small operator has few suppliers and bundles.
    expect(inZoho.size).toBeGreaterThan(['Vendors', 'Purchase_Orders', 'Bundle_Components'].includes(module) ? 0 : 20);
    expect(inZoho).toEqual(await ledgerRecords(engagement.ledger, 'production', module));
    expect(new Set([...inZoho.values()].map(({ key }) => key)).size).toBe(inZoho.size);
  }
  const filesOfMails = await ledgerMailFiles(engagement.ledger, 'production');
  expect(filesOfMails.length).toBeGreaterThan(0);
  expect(zohoMailFiles(state)).toEqual(filesOfMails);
});

test('each record was created by one write, and Zoho had to reject no repeated write', async () => {
  const stats = await production();
  const state = await engagement.state('production');
  const created = Object.fromEntries(
    loadedModules.map((module) => [
      module,
      (stats?.writes[`${module}.insert`] ?? 0) + (stats?.writes[`${module}.upsert`] ?? 0),
    ]),
  );
  // A file of an e-mail is created by the write of its e-mail.
  const written = (module: string) =>
    module === 'Emails' ? state[module]?.records.length : zohoRecords(state, module).size;
  expect(created).toEqual(Object.fromEntries(loadedModules.map((module) => [module, written(module)])));
  expect(stats?.duplicates).toBe(0);
});
