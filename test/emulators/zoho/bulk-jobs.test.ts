import { setTimeout as pause } from 'node:timers/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'csv-parse/sync';
import { fromBuffer } from 'yauzl';
import { buffer } from 'node:stream/consumers';
import { zipOf } from '../../support/zoho-stub.ts';
import { idsOf, oneOf, openEmulator, rowsOf, sandboxId, type Caller, type Reply } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
beforeEach(async () => {
  now = Date.UTC(2026, 0, 5);
  zoho = await openEmulator({ clock: () => now, behaviour: { bulkMs: 0 } });
  const key = { field_label: 'Portage Key', data_type: 'text', external: { type: 'org', show: true } };
  for (const module of ['Accounts', 'Sales_Orders'])
    await zoho.call('POST', `/settings/fields?module=${module}`, { fields: [key] });
});
afterEach(() => zoho.close());

async function upload(files: Record<string, string | Buffer>, headers: Record<string, string> = {}): Promise<Reply> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await zipOf(files))]), 'rows.zip');
  return zoho.call('POST', '/upload', form, { feature: 'bulk-write', 'X-CRM-ORG': sandboxId, ...headers });
}
const fileId = async (files: Record<string, string | Buffer>) =>
  ((await upload(files)).body as { details: { file_id: string } }).details.file_id;

const map = (...names: string[]) => names.map((api_name, index) => ({ api_name, index }));
const accounts = (file_id: string, more: object = {}) => ({
  type: 'data',
  module: { api_name: 'Accounts' },
  file_id,
  file_names: ['Accounts.csv'],
  field_mappings: map('Portage_Key', 'Account_Name'),
  ...more,
});
const write = (operation: string, resource: object[], more: object = {}) =>
  zoho.call('POST', '/bulk/write', { operation, resource, ...more });

interface Job {
  status: string;
  resource: { status: string; file: Record<string, unknown> }[];
  result?: { download_url: string };
}
async function done(id: string): Promise<Job> {
  for (;;) {
    const job = (await zoho.call('GET', `/bulk/write/${id}`)).body as Job;
    if (job.status === 'COMPLETED' || job.status === 'FAILED') return job;
    await pause(5);
  }
}
const jobId = (reply: Reply) => (reply.body as { details: { id: string } }).details.id;

/** The CSV files of a zip, as rows of cells. */
const unzipped = (zip: Buffer): Promise<Record<string, string[][]>> =>
  new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, opened) => {
      if (error) return reject(error);
      const files: Record<string, string[][]> = {};
      opened.on('entry', (entry: { fileName: string }) => {
        opened.openReadStream(entry as never, (failed, content) => {
          if (failed) return reject(failed);
          void buffer(content).then((bytes) => {
            files[entry.fileName] = parse(bytes.toString(), { relax_column_count: true });
            opened.readEntry();
          });
        });
      });
      opened.on('end', () => resolve(files));
      opened.readEntry();
    });
  });
async function get(path: string): Promise<Reply> {
  const { token } = (await zoho.admin('POST', '/token', { environment: 'sandbox' })).body as { token: string };
  const answer = await fetch(`${zoho.url}${path}`, { headers: { Authorization: `Zoho-oauthtoken ${token}` } });
  const body = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, body, headers: answer.headers };
}
async function resultOf(job: Job): Promise<Record<string, string[][]>> {
  return unzipped((await get(job.result?.download_url ?? '')).body as Buffer);
}

test('the result of a job has the outcome of each row after its first columns', async () => {
  const csv = 'key,name\na:1,North\na:2,\na:1,Twin\n';
  const id = await fileId({ 'Accounts.csv': csv });
  const job = await done(jobId(await write('insert', [accounts(id)])));
  expect(job.resource[0]?.file).toMatchObject({ added_count: 1, skipped_count: 2, total_count: 3 });
  const [header, ...rows] = Object.values(await resultOf(job))[0] ?? [];
  expect(header).toEqual(['Portage_Key', 'Account_Name', 'STATUS', 'RECORD_ID', 'ERRORS']);
  expect(rows).toEqual([
    ['a:1', 'North', 'added', expect.stringMatching(/^\d{19}$/), ''],
    ['a:2', '', 'skipped', '', expect.stringContaining('MANDATORY_NOT_FOUND')],
    ['a:1', 'Twin', 'skipped', rows[0]?.[3], expect.stringContaining('DUPLICATE_DATA')],
  ]);
});

test('an upsert updates records with the same key and adds the others', async () => {
  const [north = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'Old', Portage_Key: 'a:1' }]));
  const id = await fileId({ 'Accounts.csv': 'key,name\na:1,North\na:2,South\n' });
  const job = await done(jobId(await write('upsert', [accounts(id, { find_by: 'Portage_Key' })])));
  expect(job.resource[0]?.file).toMatchObject({ added_count: 1, updated_count: 1 });
  expect(oneOf(await zoho.call('GET', `/Accounts/${north}`))).toMatchObject({ Account_Name: 'North' });
});

test('an empty cell clears a field, unless empty cells are ignored', async () => {
  const [north = ''] = idsOf(
    await zoho.insert('Accounts', [{ Account_Name: 'North', Portage_Key: 'a:1', Website: 'n.example' }]),
  );
  const website = async () => oneOf(await zoho.call('GET', `/Accounts/${north}`))?.['Website'];
  const run = async (more: { ignore_empty?: boolean }) => {
    const id = await fileId({ 'Accounts.csv': 'key,site\na:1,\n' });
    const site = { find_by: 'Portage_Key', field_mappings: map('Portage_Key', 'Website') };
    await done(jobId(await write('update', [accounts(id, { ...site, ...more })])));
  };
  await run({ ignore_empty: true });
  expect(await website()).toBe('n.example');
  await run({});
  expect(await website()).toBeNull();
});

test('dates are read with the month first by default', async () => {
  const date = { field_label: 'Since', data_type: 'date' };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [date] });
  const id = await fileId({ 'Accounts.csv': 'key,name,a\na:1,North,02/03/2024\na:2,South,2024-03-02\n' });
  const field_mappings = map('Portage_Key', 'Account_Name', 'Since');
  const job = await done(jobId(await write('insert', [accounts(id, { field_mappings })])));
  const [, first, second] = Object.values(await resultOf(job))[0] ?? [];
  expect(oneOf(await zoho.call('GET', `/Accounts/${first?.[4]}`))).toMatchObject({ Since: '2024-02-03' });
  expect(second).toEqual(['a:2', 'South', '2024-03-02', 'skipped', '', 'INVALID_DATA-Since']);
});

test('lookups are found by a unique field of their target module', async () => {
  await zoho.insert('Accounts', [{ Account_Name: 'North', Portage_Key: 'a:1' }]);
  const id = await fileId({ 'c.csv': 'name,account\nDoe,a:1\nRoe,a:2\n' });
  const field_mappings = [
    { api_name: 'Last_Name', index: 0 },
    { api_name: 'Account_Name', index: 1, find_by: 'Portage_Key' },
  ];
  const resource = {
    type: 'data',
    module: { api_name: 'Contacts' },
    file_id: id,
    file_names: ['c.csv'],
    field_mappings,
  };
  const job = await done(jobId(await write('insert', [resource])));
  const rows = Object.values(await resultOf(job))[0] ?? [];
  expect(rows.slice(1).map((row) => [row[0], row[2], row[4]])).toEqual([
    ['Doe', 'added', ''],
    ['Roe', 'skipped', 'INVALID_DATA-Account_Name'],
  ]);
});

test('a callback is sent when the job has ended', async () => {
  const received = new Promise<unknown>((resolve) => {
    const server = createServer((request, response) => {
      void buffer(request).then((body) => {
        response.end();
        server.close();
        resolve(JSON.parse(body.toString()));
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/done`;
      void fileId({ 'Accounts.csv': 'key,name\na:1,North\n' }).then((id) =>
        write('insert', [accounts(id)], { callback: { url, method: 'post' } }),
      );
    });
  });
  expect(await received).toMatchObject({ operation: 'insert', state: 'COMPLETED' });
});

test.each<[string, (file: string) => [string, object[], object?], string]>([
  ['without an operation', (file) => ['', [accounts(file)]], 'MANDATORY_NOT_FOUND'],
  [
    'of a module without bulk jobs',
    (file) => ['insert', [accounts(file, { module: { api_name: 'Notes' } })]],
    'MODULE_NOT_AVAILABLE',
  ],
  ['of an unknown file', () => ['insert', [accounts('1')]], 'INVALID_FILE_ID'],
  [
    'of a CSV that is not in the zip',
    (file) => ['insert', [accounts(file, { file_names: ['b.csv'] })]],
    'FILE_NOT_FOUND',
  ],
  [
    'with an unknown field',
    (file) => ['insert', [accounts(file, { field_mappings: map('Nonsense', 'Account_Name') })]],
    'INVALID_FIELD',
  ],
  [
    'with a missing column',
    (file) => ['insert', [accounts(file, { field_mappings: [{ api_name: 'Account_Name', index: 9 }] })]],
    'COLUMN_INDEX_NOT_FOUND',
  ],
  [
    'without a mandatory field',
    (file) => ['insert', [accounts(file, { field_mappings: map('Portage_Key') })]],
    'MANDATORY_FIELDS_NOT_MAPPED',
  ],
  ['that updates without find_by', (file) => ['update', [accounts(file)]], 'MANDATORY_NOT_FOUND'],
  [
    'with a callback to another host',
    (file) => ['insert', [accounts(file)], { callback: { url: 'http://zoho.example', method: 'post' } }],
    'INVALID_CALLBACK_URL',
  ],
])('a job %s is rejected', async (_, body, code) => {
  const [operation, resource, more] = body(await fileId({ 'Accounts.csv': 'key,name\na:1,North\n' }));
  expect(await write(operation, resource, more)).toMatchObject({ status: 400, body: { code, status: 'error' } });
});

test('more than 25,000 rows are rejected', async () => {
  const csv = `key,name\n${Array.from({ length: 25_001 }, (_, at) => `a:${at},Account`).join('\n')}\n`;
  expect((await write('insert', [accounts(await fileId({ 'Accounts.csv': csv }))])).body).toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
});

test.each([
  [{ feature: 'other' }, 'MANDATORY_NOT_FOUND'],
  [{ 'X-CRM-ORG': '1' }, 'INVALID_DATA'],
])('an upload with headers %j is rejected', async (headers, code) => {
  expect((await upload({ 'a.csv': 'a' }, headers)).body).toMatchObject({ code });
});

test('an upload that is not a zip is rejected', async () => {
  const form = new FormData();
  form.append('file', new Blob(['key,name']), 'rows.zip');
  const reply = await zoho.call('POST', '/upload', form, { feature: 'bulk-write', 'X-CRM-ORG': sandboxId });
  expect(reply.body).toMatchObject({ code: 'INVALID_FILE_FORMAT' });
});

test('the state of a job changes from added to in progress to completed', async () => {
  await zoho.admin('POST', '/behaviour', { bulkMs: 8_000 });
  const id = jobId(await write('insert', [accounts(await fileId({ 'Accounts.csv': 'key,name\na:1,North\n' }))]));
  const states: string[] = [];
  for (let look = 0; look < 2; look += 1) {
    states.push(((await zoho.call('GET', `/bulk/write/${id}`)).body as Job).status);
    now += 4_500;
  }
  expect([...states, (await done(id)).status]).toEqual(['ADDED', 'INPROGRESS', 'COMPLETED']);
});

test('a failed job has no result and writes nothing', async () => {
  await zoho.admin('POST', '/faults', [{ kind: 'job-failure', path: 'bulk/write', share: 1, count: 1 }]);
  const job = await done(
    jobId(await write('insert', [accounts(await fileId({ 'Accounts.csv': 'key,name\na:1,North\n' }))])),
  );
  expect(job).toMatchObject({ status: 'FAILED' });
  expect(job).not.toHaveProperty('result');
  expect((await zoho.call('GET', '/Accounts?fields=id')).status).toBe(204);
});

test('a fault leaves rows of a job unprocessed, and the result lists them', async () => {
  await zoho.admin('POST', '/faults', [{ kind: 'job-partial', path: 'bulk/write', share: 1, count: 1, rows: 0.5 }]);
  const csv = `key,name\n${Array.from({ length: 40 }, (_, at) => `a:${at},Account ${at}`).join('\n')}\n`;
  const job = await done(jobId(await write('insert', [accounts(await fileId({ 'Accounts.csv': csv }))])));
  const rows = (Object.values(await resultOf(job))[0] ?? []).slice(1);
  const stored = rowsOf(await zoho.call('GET', '/Accounts?fields=id'));
  const added = rows.filter((row) => row[2] === 'added');
  expect(new Set(rows.map((row) => row[2]))).toEqual(new Set(['added', 'unprocessed']));
  expect(stored).toHaveLength(added.length);
});

test('a result is available for seven days', async () => {
  const job = await done(
    jobId(await write('insert', [accounts(await fileId({ 'Accounts.csv': 'key,name\na:1,North\n' }))])),
  );
  now += 7 * 86_400_000 + 1;
  const { status, body } = await get(job.result?.download_url ?? '');
  expect([status, JSON.parse(String(body))]).toMatchObject([404, { code: 'RESOURCE_NOT_FOUND' }]);
});

const read = (query: object) => zoho.call('POST', '/bulk/read', { query }, { 'Content-Type': 'application/json' });
interface ReadJob {
  state: string;
  result?: { count: number; more_records: boolean; download_url: string };
}
async function readDone(reply: Reply): Promise<ReadJob> {
  const [id] = idsOf(reply);
  for (;;) {
    const job = (rowsOf(await zoho.call('GET', `/bulk/read/${id}`))[0] ?? {}) as unknown as ReadJob;
    if (job.state === 'COMPLETED' || job.state === 'FAILURE') return job;
    await pause(5);
  }
}

test('a bulk read exports the fields of the records that meet its criteria', async () => {
  await zoho.insert('Accounts', [
    { Account_Name: 'North', Portage_Key: 'a:1' },
    { Account_Name: 'South, "Ltd"', Portage_Key: 'a:2' },
    { Account_Name: 'Own' },
  ]);
  const criteria = { field: { api_name: 'Portage_Key' }, comparator: 'starts_with', value: 'a:' };
  const fields = ['id', 'Account_Name'];
  const job = await readDone(await read({ module: { api_name: 'Accounts' }, fields, criteria, page: 1 }));
  expect(job.result).toMatchObject({ count: 2, more_records: false });
  const rows = Object.values(await resultOf(job as unknown as Job))[0] ?? [];
  expect(rows.map((row) => row[1])).toEqual(['Account_Name', 'North', 'South, "Ltd"']);
});

test('a bulk read of lines exports those that meet its criteria, with values of their products', async () => {
  const [account = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }]));
  const products = [
    { Product_Name: 'SIM', Product_Code: 'S' },
    { Product_Name: 'Router', Product_Code: 'R' },
  ];
  const [sim = '', router = ''] = idsOf(await zoho.insert('Products', products));
  const line = (id: string, Quantity: number) => ({ Product_Name: { id }, Quantity, List_Price: 1 });
  const Ordered_Items = [line(sim, 1), line(router, 2), line(router, 5)];
  await zoho.insert('Sales_Orders', [{ Subject: 'One', Account_Name: { id: account }, Ordered_Items }]);
  const criteria = { field: { api_name: 'Quantity' }, comparator: 'less_than', value: 5 };
  const fields = ['Quantity', 'Product_Name.Product_Code'];
  const job = await readDone(await read({ module: { api_name: 'Ordered_Items' }, fields, criteria, page: 1 }));
  expect(job.result).toMatchObject({ count: 2 });
  expect(Object.values(await resultOf(job as unknown as Job))[0]).toEqual([fields, ['1', 'S'], ['2', 'R']]);
});

test('a bulk read of a view exports the records of the view', async () => {
  const { users } = (await zoho.call('GET', '/users')).body as { users: { id: string }[] };
  const names = ['Own', 'Other'].map((Account_Name, place) => ({ Account_Name, Owner: { id: users[place]?.id } }));
  await zoho.insert('Accounts', names);
  const views = (await zoho.call('GET', '/settings/custom_views?module=Accounts')).body as {
    custom_views: { id: string; system_name: string }[];
  };
  const cvid = views.custom_views.find((view) => view.system_name === 'MYVIEWS')?.id;
  const job = await readDone(await read({ module: { api_name: 'Accounts' }, fields: ['Account_Name'], cvid }));
  expect(Object.values(await resultOf(job as unknown as Job))[0]).toEqual([['Account_Name'], ['Own']]);
});

test.each([
  ['an unknown field', { module: { api_name: 'Ordered_Items' }, fields: ['Colour'] }, 400],
  ['an unknown view', { module: { api_name: 'Accounts' }, fields: ['id'], cvid: '1' }, 400],
])('a bulk read of %s is rejected', async (_, query, status) => {
  expect((await read(query)).status).toBe(status);
});

test('a bulk read as a calendar answers that it is not imitated', async () => {
  const json = { 'Content-Type': 'application/json' };
  const body = { query: { module: { api_name: 'Events' }, fields: ['id'] }, file_type: 'ics' };
  expect(await zoho.call('POST', '/bulk/read', body, json)).toMatchObject({
    status: 501,
    body: { code: 'NOT_SUPPORTED' },
  });
});

test('the result of a read can be downloaded ten times in a minute, and for a day', async () => {
  const job = await readDone(await read({ module: { api_name: 'Accounts' }, fields: ['id'], page: 1 }));
  const url = job.result?.download_url ?? '';
  const statuses: number[] = [];
  for (let times = 0; times < 11; times += 1) statuses.push((await get(url)).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
  now += 86_400_001;
  expect((await get(url)).status).toBe(404);
});

test('a read of a module without bulk jobs, or without the content type JSON, is rejected', async () => {
  expect((await read({ module: { api_name: 'Notes' } })).body).toMatchObject({ code: 'INVALID_DATA' });
  expect((await zoho.call('POST', '/bulk/read', { query: {} })).status).toBe(415);
});

/** An order with two lines in the emulator's files of a job. */
const orderFiles = {
  'orders.csv': 'key,subject,account\no:1,First,a:1\n',
  'lines.csv': 'order,product,quantity,price\no:1,SKU,2,10\no:1,SKU,1,5\n',
};
async function orderResources(): Promise<object[]> {
  const file_id = await fileId(orderFiles);
  const data = { type: 'data', file_id, ignore_empty: true };
  const account = { api_name: 'Account_Name', index: 2, find_by: 'Portage_Key' };
  const line = [
    { api_name: 'Parent_Id', index: 0, parent_column_index: 0 },
    { api_name: 'Product_Name', index: 1, find_by: 'Product_Name' },
    { api_name: 'Quantity', index: 2 },
    { api_name: 'List_Price', index: 3 },
  ];
  return [
    {
      ...{ ...data, module: { api_name: 'Sales_Orders' }, file_names: ['orders.csv'], find_by: 'Portage_Key' },
      field_mappings: [...map('Portage_Key', 'Subject'), account],
    },
    { ...data, module: { api_name: 'Ordered_Items' }, file_names: ['lines.csv'], field_mappings: line },
  ];
}
const upsertOrders = async () => {
  const job = await done(jobId(await write('upsert', await orderResources())));
  return { files: job.resource.map((one) => one.file), result: await resultOf(job) };
};

test('a second upsert of the same orders reports the lines that it adds again', async () => {
  await zoho.insert('Accounts', [{ Account_Name: 'North', Portage_Key: 'a:1' }]);
  await zoho.insert('Products', [{ Product_Name: 'SKU' }]);
  const first = await upsertOrders();
  const second = await upsertOrders();
  expect(first.files).toMatchObject([{ added_count: 1 }, { added_count: 2, skipped_count: 0 }]);
  expect(second.files).toMatchObject([{ updated_count: 1 }, { added_count: 2, skipped_count: 0 }]);
  const [id = ''] = rowsOf(await zoho.call('GET', '/Sales_Orders?fields=id')).map((row) => String(row['id']));
  const order = oneOf(await zoho.call('GET', `/Sales_Orders/${id}`)) as { Ordered_Items: { id: string }[] };
  expect(order).toMatchObject({ Grand_Total: 50 });
  const reported = [first, second].flatMap(({ result }) => (result['Ordered_Items-lines.csv'] ?? []).slice(1));
  expect(reported.map((row) => row[4])).toEqual(order.Ordered_Items.map((line) => line.id));
});

test('lines of an order that a fault leaves unprocessed are unprocessed too', async () => {
  await zoho.insert('Accounts', [{ Account_Name: 'North', Portage_Key: 'a:1' }]);
  await zoho.insert('Products', [{ Product_Name: 'SKU' }]);
  await zoho.admin('POST', '/faults', [{ kind: 'job-partial', path: 'bulk/write', share: 1, count: 1, rows: 1 }]);
  const { result } = await upsertOrders();
  const statuses = (result['Ordered_Items-lines.csv'] ?? []).slice(1).map((row) => row[3]);
  expect(statuses).toEqual(['unprocessed', 'unprocessed']);
});

test('two modules that do not belong together are rejected in one job', async () => {
  const id = await fileId({ 'Accounts.csv': 'key,name\na:1,North\n', 'c.csv': 'name\nDoe\n' });
  const contacts = {
    ...{ type: 'data', module: { api_name: 'Contacts' }, file_id: id, file_names: ['c.csv'] },
    field_mappings: map('Last_Name'),
  };
  expect(await write('insert', [accounts(id), contacts])).toMatchObject({
    status: 400,
    body: { code: 'COEXISTENCE_NOT_ALLOWED', details: { json_path: '$.resource[1].module' } },
  });
  expect((await zoho.call('GET', '/Accounts?fields=id')).status).toBe(204);
});
