import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Zoho } from '../../../connectors/zoho/port.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import type { Module as EmulatedModule } from '../../../emulators/zoho/orgs/org.ts';
import type { RollbackReport } from '../../../schemas/engagement.ts';
import type { JsonObject } from '../../../schemas/json.ts';
import type { Module } from '../../../schemas/terms.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { describeRollback } from '../../../steps/rollback/rollback.ts';
import type { OrgState } from '../../support/engagement.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/**
 * A sandbox that has records of an earlier migration is loaded. Then people change some records, and an administrator locks
 * one. The rollback leaves what people changed and what that needs, and restores everything else.
 */
let steps: StepsEngagement;
let stored: StoredEngagement;
let zoho: Zoho;
let before: OrgState;
let preview: RollbackReport;
let report: RollbackReport;
/** Ids in Zoho of the records that the tests speak of. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  stored = await steps.open();
  zoho = steps.ports.openZoho(stored, 'sandbox', createGuard({}));
  const staging = await steps.extract('full-1');
  // Production shows which keys the load writes.
  await steps.load('production', 'full', staging.name);
  await addEarlierRecords();
  before = structuredClone(steps.state('sandbox'));
  await steps.load('sandbox', 'full', staging.name);
  await changeByPeople();
  preview = await describeRollback(steps.ports, stored, { engagement: 'demo', environment: 'sandbox' }, never);
  await steps.rollBack('sandbox');
  report = read('rollback-sandbox');
});
afterAll(() => steps.close());

/** A document has all records that stay. */
const read = (name: string) =>
  JSON.parse(readFileSync(join(steps.folder, 'documents', `${name}.json`), 'utf8')) as RollbackReport;

const key = 'Portage_Key';
const recordsOf = (environment: 'sandbox' | 'production', module: string) =>
  steps.state(environment)[module]?.records ?? [];
const emulated = (module: string): EmulatedModule => {
  const org = steps.emulator.admin.orgs.get(stored.engagement.destination.sandbox.orgId);
  const found = org?.modules.get(module);
  if (!found) throw new Error(`the org has no ${module}`);
  return found;
};

async function insert(module: string, values: JsonObject): Promise<string> {
  const [result] = await zoho.insert(module, [values]);
  if (!result?.ok) throw new Error(`${module}: ${result?.reason}`);
  return result.id;
}

/** Two accounts and an order with two lines, which have keys of the load. */
async function addEarlierRecords(): Promise<void> {
  for (const module of ['Accounts', 'Sales_Orders'] as const)
    await zoho.createFields(module, [{ label: 'Portage Key', dataType: 'text', length: 255, externalKey: true }]);
  const keysOf = (module: string) => recordsOf('production', module).map((one) => String(one[key]));
  const [first = '', second = ''] = keysOf('Accounts').filter((one) => one.includes(':billing_accounts:'));
  ids['restored'] = await insert('Accounts', {
    [key]: first,
    Account_Name: 'Before',
    Website: 'https://before.example',
  });
  ids['edited adopted'] = await insert('Accounts', { [key]: second, Account_Name: 'Before too' });
  const product = await insert('Products', { Product_Name: 'Own product' });
  ids['own account'] = await insert('Accounts', { Account_Name: 'Own account' });
  ids['order'] = await insert('Sales_Orders', {
    Account_Name: { id: ids['own account'] },
    [key]: keysOf('Sales_Orders')[0] ?? '',
    Subject: 'Own order',
    Ordered_Items: [1, 2, 3].map((Quantity) => ({ Product_Name: { id: product }, Quantity, List_Price: 7.5 })),
  });
}

/** Changes a record as another user than the one that loads, in the same second. */
async function edit(module: Module, id: string, values: JsonObject): Promise<void> {
  await zoho.update(module, [{ ...values, id }]);
  const record = emulated(module).records.get(id);
  const [, colleague] = steps.emulator.admin.orgs.get(stored.engagement.destination.sandbox.orgId)?.users ?? [];
  if (!record || !colleague) throw new Error('nothing to edit');
  record.modifiedBy = colleague.id;
}

async function changeByPeople(): Promise<void> {
  const own = (module: string) => {
    const known = new Set(before[module]?.records.map((one) => one['id']));
    return recordsOf('sandbox', module).filter((one) => !known.has(one['id']));
  };
  const contact = own('Contacts').find((one) => own('Accounts').some(({ id }) => id === one['Account_Name']));
  ids['edited contact'] = String(contact?.['id']);
  ids['its account'] = String(contact?.['Account_Name']);
  const parents = new Set(own('Accounts').map((one) => one['Parent_Account']));
  const others = own('Accounts').filter(({ id }) => id !== ids['its account'] && !parents.has(id));
  ids['account of a deal'] = String(others[0]?.['id']);
  ids['locked invoice'] = String(own('Invoices')[0]?.['id']);
  ids['deleted order'] = String(own('Sales_Orders').at(-1)?.['id']);
  await edit('Contacts', ids['edited contact'], { Description: 'Called on Monday' });
  await edit('Accounts', ids['edited adopted'] ?? '', { Phone: '+442071838750' });
  const account = { id: ids['account of a deal'] };
  ids['deal'] = await insert('Deals', { Deal_Name: 'Fibre', Stage: 'Qualification', Account_Name: account });
  await attachByPeople(others.slice(1).map(({ id }) => String(id)));
  const invoice = emulated('Invoices').records.get(ids['locked invoice']);
  if (invoice) invoice.lock = { id: '1', reason: 'audit', at: 0, by: '1' };
  await zoho.remove('Sales_Orders', [ids['deleted order']]);
}

/** People attach a note, a file, a task, a call and a meeting to records of the load, and quote one of its products. */
async function attachByPeople(accounts: string[]): Promise<void> {
  const [noted = '', filed = '', met = ''] = accounts;
  const org = steps.emulator.admin.orgs.get(stored.engagement.destination.sandbox.orgId)!;
  const caller = String(recordsOf('sandbox', 'Contacts').findLast(({ id }) => id !== ids['edited contact'])?.['id']);
  const order = recordsOf('sandbox', 'Sales_Orders').find((one) => one['id'] !== ids['order'])!;
  const inOrder = (order['$lines'] as JsonObject[]).map((line) => String(line['Product_Name']));
  const known = before['Products']?.records.map(({ id }) => id) ?? [];
  const product = recordsOf('sandbox', 'Products').find(
    ({ id }) => !inOrder.includes(String(id)) && !known.includes(id),
  )!;
  Object.assign(ids, { noted, filed, met, called: caller, tasked: String(order['id']), quoted: String(product['id']) });
  const note = { Parent_Id: { module: { api_name: 'Accounts' }, id: noted }, Note_Content: 'Ask for the contract' };
  ids['note'] = await insert('Notes', note);
  const task = { Subject: 'Send the SIM', What_Id: { id: String(order['id']) }, $se_module: 'Sales_Orders' };
  ids['task'] = await insert('Tasks', task);
  const call = { Subject: 'Hello', Call_Type: 'Inbound', Call_Start_Time: '2026-01-05T10:00:00+00:00' };
  ids['call'] = await insert('Calls', { ...call, Call_Duration: '05:00', Who_Id: { id: caller } });
  const [Start_DateTime, End_DateTime] = ['2026-01-06T10:00:00+00:00', '2026-01-06T11:00:00+00:00'];
  const meeting = { Event_Title: 'Visit', Start_DateTime, End_DateTime, What_Id: { id: met }, $se_module: 'Accounts' };
  ids['meeting'] = await insert('Events', meeting);
  const file = { name: 'contract.pdf', type: 'application/pdf', bytes: Buffer.from('x'), at: Date.now(), by: '1' };
  ids['file'] = '1';
  org.attachments.set(ids['file'], { ...file, id: ids['file'], module: 'Accounts', parent: filed });
  ids['quote'] = await insert('Quotes', {
    Subject: 'Own quote',
    Account_Name: { id: ids['own account'] ?? '' },
    Quoted_Items: [{ Product_Name: { id: String(product['id']) }, Quantity: 1, List_Price: 5 }],
  });
}

const reasonOf = (name: string) => report.left.find(({ zohoId }) => zohoId === ids[name])?.reason;

test('a record that people edited stays, and so does the record that it refers to', () => {
  expect(reasonOf('edited contact')).toBe('edited by people');
  expect(reasonOf('its account')).toMatch(/refers to it$/);
  expect(emulated('Contacts').records.get(ids['edited contact'] ?? '')?.values).toMatchObject({
    Description: 'Called on Monday',
    Account_Name: ids['its account'],
  });
});

test('a record to which a deal of the customer refers stays', () => {
  expect(reasonOf('account of a deal')).toBe('a record of others refers to it');
  expect(emulated('Deals').records.get(ids['deal'] ?? '')?.values['Account_Name']).toBe(ids['account of a deal']);
});

test.each([
  ['noted', 'people attached a note to it'],
  ['filed', 'people attached a file to it'],
  ['tasked', 'a task of people is about it'],
  ['called', 'a call of people is about it'],
  ['met', 'a meeting of people is about it'],
  ['quoted', 'a line of a record that stays names it'],
])('a record with something of people stays: %s', (name, reason) => {
  expect(reasonOf(name)).toBe(reason);
  const { left, notAsked } = read('rollback-preview-sandbox');
  expect(left.find(({ zohoId }) => zohoId === ids[name])?.reason).toBe(reason);
  expect(notAsked).toEqual([]);
});

test('an adopted record has its values from before, also those that were empty, and its lines', () => {
  const account = recordsOf('sandbox', 'Accounts').find(({ id }) => id === ids['restored']);
  expect(account).toMatchObject({ Account_Name: 'Before', Website: 'https://before.example', Billing_City: null });
  const order = recordsOf('sandbox', 'Sales_Orders').find(({ id }) => id === ids['order']);
  expect(order).toMatchObject({ Subject: 'Own order', Account_Name: ids['own account'] });
  expect((order?.['$lines'] as JsonObject[]).map((line) => line['Quantity'])).toEqual([1, 2, 3]);
});

test('an adopted record that people edited stays as they left it', () => {
  expect(reasonOf('edited adopted')).toBe('edited by people');
});

test('a deletion that Zoho refuses is listed with the reason, and the fields of its module stay', () => {
  expect(reasonOf('locked invoice')).toBe('Zoho refused to delete it: RECORD_LOCKED id');
  const invoices = report.fields.find(({ module }) => module === 'Invoices');
  expect(invoices?.kept.map(({ apiName }) => apiName)).toContain(key);
  expect(steps.state('sandbox')['Invoices']?.customFields).toContain('Open_Balance');
});

test('a record that people deleted before is counted', () => {
  expect(report.modules.find(({ module }) => module === 'Sales_Orders')).toMatchObject({ alreadyGone: 1 });
});

test('the preview said what the rollback did, except for the deletion that Zoho refused', () => {
  for (const { module, toDelete, toRestore, kept, alreadyGone } of preview.modules) {
    const done = report.modules.find((one) => one.module === module);
    const late = module === 'Invoices' ? 1 : 0;
    expect({ module, ...done }).toMatchObject({ module, restored: toRestore, alreadyGone });
    expect((done?.deleted ?? 0) + (done?.failed ?? 0) + (done?.kept ?? 0)).toBe(toDelete + kept);
    expect(done?.failed).toBe(late);
  }
  // An operator of this size has no meetings. E-mails are counted last, when it is known which went with their records.
  const others = stored.modules.filter((module) => !['Events', 'Emails'].includes(module)).reverse();
  expect(report.modules.map(({ module }) => module)).toEqual([...others, 'Emails']);
});

/** Without empty values, ids of lines and the order of fields, which a rollback can't give back. */
function plain(record: object): string {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => clean({ ...(item as object), id: null }));
    if (typeof value !== 'object' || value === null) return value;
    const isEmpty = (one: unknown) =>
      one === null || one === undefined || one === '' || (Array.isArray(one) && one.length === 0);
    const entries = Object.entries(value).filter(([, one]) => !isEmpty(one));
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, clean(one)]));
  };
  return JSON.stringify(clean(record));
}

test('the org equals its state before by content, except for the records that the report lists', () => {
  const listed = new Set([
    ...report.left.map(({ zohoId }) => zohoId),
    ...['deal', 'note', 'file', 'task', 'call', 'meeting', 'quote'].map((name) => ids[name]),
  ]);
  const now = steps.state('sandbox');
  for (const [module, { records, customFields }] of Object.entries(before)) {
    const other = ({ id }: Record<string, unknown>) => !listed.has(String(id));
    expect(now[module]?.records.filter(other).map(plain).sort()).toEqual(records.filter(other).map(plain).sort());
    const kept = report.fields.find((one) => one.module === module)?.kept.map(({ apiName }) => apiName) ?? [];
    // Of a standard pick list, values stay that a record still uses.
    const fields = kept.filter((name) => name !== 'Product_Category');
    expect(now[module]?.customFields.sort()).toEqual([...customFields, ...fields].sort());
  }
});

test('when the cause is removed, a second rollback deletes the rest that nobody changed, and then finds nothing to do', async () => {
  const invoice = emulated('Invoices').records.get(ids['locked invoice'] ?? '');
  if (invoice) invoice.lock = null;
  await zoho.remove('Deals', [ids['deal'] ?? '']);
  await steps.rollBack('sandbox');
  const second = read('rollback-sandbox');
  expect(second.left.map(({ zohoId }) => zohoId)).not.toContain(ids['locked invoice']);
  expect(second.left.map(({ zohoId }) => zohoId)).not.toContain(ids['account of a deal']);
  expect(recordsOf('sandbox', 'Invoices')).toEqual([]);
  await steps.rollBack('sandbox');
  const third = read('rollback-sandbox');
  expect(third.left).toEqual(second.left);
  expect(third.modules.reduce((sum, one) => sum + one.deleted + one.restored + one.failed, 0)).toBe(0);
});
