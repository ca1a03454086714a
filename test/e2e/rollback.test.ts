import axios from 'axios';
import { contentOf } from '../support/compare.ts';
import { eventually, setStage, type OrgState, type Stage } from '../support/stage.ts';
import type { RollbackReport } from '../../schemas/engagement.ts';

/** Production is rolled back in the middle of the load, in an org that holds records of its own. */
let stage: Stage;
let before: OrgState;
beforeAll(async () => {
  stage = await setStage({ accounts: 60 });
  await addOwnRecords();
  before = await stage.state('production');
  await stage.start();
  await stage.signUntil('production');
  await stage.admin('POST', 'latency', { ms: 20 });
  await stage.sign();
}, 180_000);
afterAll(() => stage.close(), 60_000);

/** What the org had before anybody thought of a migration. */
async function addOwnRecords(): Promise<void> {
  const { apiUrl, token } = await stage.admin<{ apiUrl: string; token: string }>('POST', 'token', {
    environment: 'production',
  });
  const headers = { Authorization: `Zoho-oauthtoken ${token}` };
  const data = [{ Account_Name: 'Own account' }, { Account_Name: 'Own account 2' }];
  await axios.post(`${apiUrl}/crm/v8/Accounts`, { data, trigger: [] }, { headers });
}

test('a preview says exactly what a rollback will do, and changes nothing', async () => {
  await stage.until((seen) =>
    seen.reports.some((one) => one.environment === 'production' && one.module === 'Sales_Orders'),
  );
  const seen = await stage.state('production');
  const preview = (await stage.client.workflow.execute('inquiry', {
    taskQueue: 'portage',
    workflowId: 'inquiry/test',
    args: [{ about: 'rollback', engagement: 'demo', environment: 'production' }],
  })) as RollbackReport;
  const toDelete = Object.fromEntries(preview.modules.map((one) => [one.module, one.toDelete]));
  expect(toDelete['Products']).toBe(120);
  expect(toDelete['Accounts']).toBe((seen['Accounts']?.records.length ?? 0) - 2);
  expect(preview.modules.map((one) => one.module)).toEqual([
    'Invoices',
    'Sales_Orders',
    'Products',
    'Contacts',
    'Accounts',
  ]);
});

test('a rollback during the load of invoices survives a kill, and the org equals its state before the load', async () => {
  const handle = stage.client.workflow.getHandle('engagement/demo');
  await handle.executeUpdate('rollBack', { args: [{ environment: 'production' }] });
  await eventually(
    async () => ((await stage.state('production'))['Sales_Orders']?.records.length === 0 ? true : undefined),
    'the orders to be deleted',
  );
  stage.worker().kill('SIGKILL');
  await stage.startWorker();
  const status = await stage.until((seen) => seen.state === 'rolled back');
  expect(status.gate).toBeNull();
  expect(contentOf(await stage.state('production'))).toEqual(contentOf(before));
}, 180_000);

test('a second rollback finds nothing to do', async () => {
  const target: unknown = await stage.client.workflow.execute('inquiry', {
    taskQueue: 'portage',
    workflowId: 'inquiry/target',
    args: [{ about: 'rollback-target', engagement: 'demo', environment: 'production' }],
  });
  const report = (await stage.client.workflow.execute('rollback', {
    taskQueue: 'portage',
    workflowId: 'engagement/demo/production/rollback',
    args: [target],
  })) as RollbackReport;
  expect(report.modules.every((one) => one.toDelete === 0)).toBe(true);
  expect(contentOf(await stage.state('production'))).toEqual(contentOf(before));
});
