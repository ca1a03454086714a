import axios from 'axios';
import { contentOf } from '../support/compare.ts';
import { prepareEngagement, type OrgState, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';
import type { RollbackReport } from '../../schemas/engagement.ts';

/** Production is rolled back during the load, in an org that has records of its own. */
const request = { environment: 'production', by: 'ada@northwind.example', role: 'admin' };
let engagement: TestEngagement;
let before: OrgState;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 60 });
  await addOwnRecords();
  before = await engagement.state('production');
  await engagement.start();
  await engagement.signUntil('production');
  await engagement.admin('POST', 'latency', { ms: 20 });
  await engagement.sign();
}, 180_000);
afterAll(() => engagement.close(), 60_000);

/** Adds records that were in the org before the migration. */
async function addOwnRecords(): Promise<void> {
  const { apiUrl, token } = await engagement.admin<{ apiUrl: string; token: string }>('POST', 'token', {
    environment: 'production',
  });
  const headers = { Authorization: `Zoho-oauthtoken ${token}` };
  const data = [{ Account_Name: 'Own account' }, { Account_Name: 'Own account 2' }];
  await axios.post(`${apiUrl}/crm/v8/Accounts`, { data, trigger: [] }, { headers });
}

test('a preview lists exactly what a rollback will delete, and changes nothing', async () => {
  await engagement.until((seen) =>
    seen.reports.some((one) => one.environment === 'production' && one.module === 'Sales_Orders'),
  );
  const seen = await engagement.state('production');
  const preview = (await engagement.client.workflow.execute('inquiry', {
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

test('a rollback during the load of invoices survives a killed worker, and the org is as it was before the load', async () => {
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  await handle.executeUpdate('rollBack', { args: [request] });
  await eventually(
    async () => ((await engagement.state('production'))['Sales_Orders']?.records.length === 0 ? true : undefined),
    'the orders to be deleted',
  );
  engagement.worker().kill('SIGKILL');
  await engagement.startWorker();
  const status = await engagement.until((seen) => seen.state === 'rolled back');
  expect(status.gate).toBeNull();
  expect(contentOf(await engagement.state('production'))).toEqual(contentOf(before));
}, 180_000);

test('a second rollback finds nothing to do', async () => {
  const target: unknown = await engagement.client.workflow.execute('inquiry', {
    taskQueue: 'portage',
    workflowId: 'inquiry/target',
    args: [{ about: 'rollback-target', engagement: 'demo', environment: 'production' }],
  });
  const report = (await engagement.client.workflow.execute('rollback', {
    taskQueue: 'portage',
    workflowId: 'engagement/demo/production/rollback',
    args: [{ ...(target as object), request }],
  })) as RollbackReport;
  expect(report.modules.every((one) => one.toDelete === 0)).toBe(true);
  expect(contentOf(await engagement.state('production'))).toEqual(contentOf(before));
});
