import axios from 'axios';
import { leftIn } from '../../domain/rollback-report.ts';
import { prepareEngagement, type OrgState, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';
import type { RollbackReport } from '../../schemas/engagement.ts';

/**
 * Production is rolled back during the load of invoices, in an org that has records of its own and one of an earlier
 * migration. Meanwhile people edited three contacts, and an administrator locked an order.
 */
const request = { environment: 'production', by: 'ada@northwind.example', role: 'admin' };
let engagement: TestEngagement;
let call: (method: 'POST' | 'PUT' | 'DELETE', path: string, data?: object) => Promise<string[]>;
let before: OrgState;
let adopted: string | undefined;
let preview: RollbackReport;
const edited: string[] = [];
let locked = { order: '', lock: '' };

beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 60 });
  const { apiUrl, token } = await engagement.admin<{ apiUrl: string; token: string }>('POST', 'token', {
    environment: 'production',
  });
  const headers = { Authorization: `Zoho-oauthtoken ${token}` };
  call = async (method, path, data) => {
    const answer = await axios.request<{ data?: { details: { id: string } }[] }>({
      ...{ method, url: `${apiUrl}/crm/v8/${path}`, headers, data },
    });
    return (answer.data.data ?? []).map(({ details }) => details.id);
  };
  await engagement.start();
  await engagement.signUntil('rehearsal');
  await addOwnRecords();
  before = await engagement.state('production');
  await engagement.signUntil('production');
  await engagement.admin('POST', 'latency', { ms: 20 });
  await engagement.sign();
});
afterAll(() => engagement.close(), 60_000);

/** Adds records that were in the org before the migration. One has the key of a record that the load will write. */
async function addOwnRecords(): Promise<void> {
  const field = { field_label: 'Portage Key', data_type: 'text', length: 255, unique: {}, external: { type: 'org' } };
  await call('POST', 'settings/fields?module=Accounts', { fields: [field] });
  const [loaded] = (await engagement.state('sandbox'))['Accounts']?.records ?? [];
  const data = [
    { Account_Name: 'Own account' },
    { Account_Name: 'Before', Portage_Key: loaded?.['Portage_Key'], Website: 'https://before.example' },
  ];
  [, adopted] = await call('POST', 'Accounts', { data, trigger: [] });
}

test('a preview lists exactly what a rollback will do, and changes nothing', async () => {
  await engagement.until((seen) =>
    seen.reports.some((one) => one.environment === 'production' && one.module === 'Sales_Orders'),
  );
  const seen = await eventually(async () => {
    const state = await engagement.state('production');
    return (state['Invoices']?.records.length ?? 0) > 0 ? state : undefined;
  }, 'the first invoices');
  // Lines of orders that are written while Zoho is read would keep their products.
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  await handle.executeUpdate('pause');
  edited.push(...(seen['Contacts']?.records ?? []).slice(0, 3).map(({ id }) => String(id)));
  await call('PUT', 'Contacts', { data: edited.map((id) => ({ id, Description: 'Called on Monday' })), trigger: [] });
  const order = String(seen['Sales_Orders']?.records[0]?.['id']);
  const [lock = ''] = await call('POST', `Sales_Orders/${order}/Locking_Information__s`, {
    data: [{ Locked_Reason__s: 'audit' }],
  });
  locked = { order, lock };
  preview = (await engagement.client.workflow.execute('inquiry', {
    taskQueue: 'portage',
    workflowId: 'inquiry/test',
    args: [{ about: 'rollback', engagement: 'demo', environment: 'production' }],
  })) as RollbackReport;
  await handle.executeUpdate('resume');
  const of = (module: string) => preview.modules.find((one) => one.module === module);
  expect(of('Products')?.toDelete).toBe(120);
  expect(of('Accounts')?.toRestore).toBe(1);
  expect(of('Contacts')?.kept).toBe(3);
  expect((of('Accounts')?.toDelete ?? 0) + (of('Accounts')?.kept ?? 0)).toBe(
    (seen['Accounts']?.records.length ?? 0) - 2,
  );
  // The pause comes a moment later, so that a module after the invoices may have begun.
  const modules = preview.modules.map((one) => one.module);
  expect(modules.slice(modules.indexOf('Invoices'))).toEqual([
    ...['Invoices', 'Purchase_Orders', 'Sales_Orders', 'Vendors', 'Products', 'Contacts', 'Accounts'],
  ]);
});

/** The records of an org without empty fields, by module; custom fields and records that are named are left out. */
function contentOf(state: OrgState, without: Set<string>): Record<string, string[]> {
  const plain = (record: object) =>
    JSON.stringify(
      Object.entries(record)
        .filter(([, value]) => value !== null)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return Object.fromEntries(
    Object.entries(state).map(([module, { records }]) => [
      module,
      records
        .filter(({ id }) => !without.has(String(id)))
        .map(plain)
        .sort(),
    ]),
  );
}

test('a rollback during the load survives a killed worker, and leaves and lists what people changed and Zoho refused', async () => {
  const handle = engagement.client.workflow.getHandle('engagement/demo');
  await handle.executeUpdate('rollBack', { args: [request] });
  await eventually(
    async () => ((await engagement.state('production'))['Invoices']?.records.length === 0 ? true : undefined),
    'the invoices to be deleted',
  );
  engagement.worker().kill('SIGKILL');
  await engagement.startWorker();
  const { gate } = await engagement.until((seen) => seen.gate?.gate === 'exception:rollback');
  expect(gate?.summary).toMatch(/^The rollback of production left 1 Sales_Orders, /);
  const report = (await engagement.client.workflow
    .getHandle('engagement/demo/production/rollback')
    .result()) as RollbackReport;
  const listed = new Map(report.left.map(({ zohoId, reason }) => [zohoId, reason]));
  expect(edited.map((id) => listed.get(id))).toEqual(edited.map(() => 'edited by people'));
  expect(listed.get(locked.order)).toBe('Zoho refused to delete it: RECORD_LOCKED id');
  const now = await engagement.state('production');
  const left = new Set(listed.keys());
  expect(contentOf(now, left)).toEqual(contentOf(before, left));
  const account = now['Accounts']?.records.find(({ id }) => id === adopted);
  if (!listed.has(adopted ?? ''))
    expect(account).toMatchObject({ Account_Name: 'Before', Website: 'https://before.example' });
  await engagement.sign('rejected');
  expect((await engagement.until((seen) => seen.state === 'stopped')).gate).toBeNull();
});

test('when the lock is removed, a second rollback deletes the rest, and leaves only what people changed', async () => {
  await call('DELETE', `Sales_Orders/${locked.order}/Locking_Information__s/${locked.lock}`);
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
  const left = report.modules.filter((one) => leftIn(one) > 0).map(({ module }) => module);
  expect(left.filter((module) => module !== 'Accounts')).toEqual(['Contacts']);
  const now = await engagement.state('production');
  expect(now['Sales_Orders']?.customFields).toEqual([]);
  expect(now['Contacts']?.records.map(({ id }) => String(id)).sort()).toEqual([...edited].sort());
});
