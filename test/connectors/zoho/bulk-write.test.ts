import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectorError } from '../../../connectors/error.ts';
import { uploadUrlOf } from '../../../connectors/zoho/hosts.ts';
import type { BulkColumn, BulkResult, BulkWrite, BulkWriteJob, Zoho } from '../../../connectors/zoho/port.ts';
import type { ZohoEmulator } from '../../../emulators/zoho/server.ts';
import type { FaultRule } from '../../../emulators/zoho/faults.ts';
import { startZohoStub, zipOf, type StubAnswer } from '../../support/zoho-stub.ts';
import { openClient, openSandbox, startWatchedEmulator, whenOver } from '../../support/zoho-client.ts';

type Cells = (string | null)[];

let emulator: ZohoEmulator;
let temporary: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  emulator = await startWatchedEmulator({ manners: { bulkMs: 0 } });
  temporary = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await emulator.close();
  const left = await readdir(temporary);
  await rm(temporary, { recursive: true });
  expect(left).toEqual([]);
});

// eslint-disable-next-line @typescript-eslint/require-await -- rows come as an async iterable
async function* each(rows: Iterable<Cells>): AsyncGenerator<Cells> {
  yield* rows;
}
const columnsOf = (...names: string[]): BulkColumn[] => names.map((apiName) => ({ apiName }));
const accounts = (rows: Iterable<Cells>, changes: Partial<BulkWrite> = {}): BulkWrite => ({
  module: 'Accounts',
  operation: 'insert',
  columns: columnsOf('Portage_Key', 'Account_Name'),
  rows: each(rows),
  ...changes,
});

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A client of an org whose accounts have our key. */
async function openAccounts(scan: (records: unknown[]) => void = () => undefined): Promise<Zoho> {
  const zoho = openSandbox(emulator, { temporaryFolder: temporary, scan });
  await zoho.createFields('Accounts', [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  return zoho;
}

async function resultsOf(zoho: Zoho, write: BulkWrite): Promise<BulkResult[]> {
  const { jobId } = await zoho.startBulkWrite(write);
  return listed(zoho.bulkResult(await whenOver(() => zoho.bulkJob(jobId))));
}

const uploads = () => emulator.admin.log.filter((entry) => entry.path.endsWith('/upload'));
const spoil = (kind: FaultRule['kind'], path: string) =>
  emulator.admin.faults.set([{ kind, path, share: 1, count: 1 }]);

/** A client of a service whose job is over and whose result is this file. */
async function openResultOf(file: Buffer | StubAnswer, job: object = {}): Promise<{ zoho: Zoho; job: BulkWriteJob }> {
  const stub = await startZohoStub(({ path }) => {
    if (path.endsWith('.zip')) return Buffer.isBuffer(file) ? { body: file } : file;
    const resource = [{ status: 'COMPLETED', module: { api_name: 'Accounts' }, file: { status: 'COMPLETED' } }];
    return { body: { id: '1', status: 'COMPLETED', resource, result: { download_url: '/v7/crm/1.zip' }, ...job } };
  });
  closing.push(stub.close);
  const zoho = openClient(stub.url, { temporaryFolder: temporary });
  return { zoho, job: await zoho.bulkJob('1') };
}
const rowsOf = async (file: Buffer | StubAnswer, job: object = {}): Promise<BulkResult[]> => {
  const opened = await openResultOf(file, job);
  return listed(opened.zoho.bulkResult(opened.job));
};

test('a bulk insert carries texts of every kind unharmed', async () => {
  const zoho = await openAccounts();
  const texts = [
    'plain',
    'emoji 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿',
    'شركة الاتصالات العربية',
    'בזק ‏(ישראל)‎ ltd',
    'say "hi", they; said',
    'line\nbreak\r\nand another',
    '=1+1',
    '00420',
    '\ufeffafter a byte order mark',
  ];
  const results = await resultsOf(zoho, {
    ...accounts(texts.map((text, at) => [`billing_accounts:${at}`, `Account ${at}`, text])),
    columns: columnsOf('Portage_Key', 'Account_Name', 'Description'),
  });
  expect(results.map((one) => one.key)).toEqual(texts.map((_, at) => `billing_accounts:${at}`));
  const stored = await Promise.all(results.map((one) => zoho.read('Accounts', one.ok ? one.id : '')));
  expect(stored.map((record) => record?.['Description'])).toEqual(texts);
});

test('dates and times arrive as they were sent, whatever the default format and the zone of the user', async () => {
  const zoho = await openAccounts();
  await zoho.createFields('Accounts', [
    { label: 'Since', dataType: 'date' },
    { label: 'Seen', dataType: 'datetime' },
  ]);
  const columns: BulkColumn[] = [
    ...columnsOf('Portage_Key', 'Account_Name'),
    { apiName: 'Since', format: 'date' },
    { apiName: 'Seen', format: 'datetime' },
  ];
  const rows = [['k:1', 'One', '2024-03-04', '2024-07-01T10:00:00+05:30']];
  const [result] = await resultsOf(zoho, accounts(rows, { columns }));
  const record = await zoho.read('Accounts', result?.ok ? result.id : '');
  expect(record?.['Since']).toBe('2024-03-04');
  expect(Date.parse(String(record?.['Seen']))).toBe(Date.parse('2024-07-01T04:30:00Z'));
});

test('an order and its lines go in one job, held together by a column of the parent', async () => {
  const zoho = await openAccounts();
  await zoho.createFields('Sales_Orders', [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  await zoho.insert('Accounts', [{ Account_Name: 'Ann', Portage_Key: 'a:1' }]);
  const [product] = await zoho.insert('Products', [{ Product_Name: 'Plan' }]);
  const productId = product?.ok ? product.id : '';
  const results = await resultsOf(zoho, {
    module: 'Sales_Orders',
    operation: 'insert',
    columns: [...columnsOf('Portage_Key', 'Subject'), { apiName: 'Account_Name', findBy: 'Portage_Key' }],
    rows: each([
      ['orders:1', 'First', 'a:1'],
      ['orders:2', 'Second', 'a:1'],
    ]),
    child: {
      module: 'Ordered_Items',
      columns: [
        { apiName: 'Parent_Id', parentColumn: 'Portage_Key' },
        { apiName: 'Product_Name', findBy: 'id' },
        ...columnsOf('Quantity', 'List_Price'),
      ],
      rows: each([
        ['orders:1', productId, '2', '10.50'],
        ['orders:1', productId, '1', '4'],
        ['orders:2', productId, '3', '1'],
      ]),
    },
  });
  expect(results.map(({ module, key, ok }) => [module, key, ok])).toEqual([
    ['Sales_Orders', 'orders:1', true],
    ['Sales_Orders', 'orders:2', true],
    ['Ordered_Items', 'orders:1', true],
    ['Ordered_Items', 'orders:1', true],
    ['Ordered_Items', 'orders:2', true],
  ]);
  const order = await zoho.read('Sales_Orders', results[0]?.ok ? results[0].id : '');
  expect(order).toMatchObject({ Subject: 'First', Grand_Total: 25 });
});

test('a job says which rows were added, which updated, and whom a skipped one met', async () => {
  const zoho = await openAccounts();
  const [ann] = await resultsOf(zoho, accounts([['a:1', 'Ann']]));
  const annId = ann?.ok ? ann.id : '';
  const upserted = await resultsOf(
    zoho,
    accounts(
      [
        ['a:1', 'Anne'],
        ['a:2', 'Bob'],
      ],
      { operation: 'upsert', findBy: 'Portage_Key' },
    ),
  );
  expect(upserted).toEqual([
    { module: 'Accounts', key: 'a:1', ok: true, id: annId, action: 'updated' },
    { module: 'Accounts', key: 'a:2', ok: true, id: expect.stringMatching(/^\d+$/), action: 'added' },
  ]);
  const [again] = await resultsOf(zoho, accounts([['a:1', 'Ann']], { findBy: 'Portage_Key' }));
  expect(again).toEqual({
    module: 'Accounts',
    key: 'a:1',
    ok: false,
    action: 'skipped',
    code: 'DUPLICATE_DATA',
    reason: 'DUPLICATE_DATA Portage_Key',
    duplicateId: annId,
  });
});

test('an empty cell leaves the field of an updated record as it is', async () => {
  const zoho = await openAccounts();
  const columns = columnsOf('Portage_Key', 'Account_Name', 'Description');
  await resultsOf(zoho, accounts([['a:1', 'Ann', 'kept']], { columns }));
  const [result] = await resultsOf(
    zoho,
    accounts([['a:1', 'Anne', null]], { columns, operation: 'update', findBy: 'Portage_Key' }),
  );
  expect(await zoho.read('Accounts', result?.ok ? result.id : '')).toMatchObject({
    Account_Name: 'Anne',
    Description: 'kept',
  });
});

test('a started job is counted as 500 credits', async () => {
  const zoho = await openAccounts();
  const before = zoho.usage().credits;
  await zoho.startBulkWrite(accounts([['a:1', 'Ann']]));
  // The upload is one more, and so is the look at the org unless an earlier write took it.
  expect(zoho.usage().credits - before).toBeGreaterThanOrEqual(501);
  expect(zoho.usage().credits - before).toBeLessThanOrEqual(502);
});

test('25,001 rows are refused before anything is sent', async () => {
  const rows = Array.from({ length: 25_001 }, (_, at) => [`a:${at}`, 'Ann']);
  const refused = openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite(accounts(rows));
  await expect(refused).rejects.toMatchObject({ kind: 'configuration', message: /25,000 rows.*Nothing was sent/ });
  expect(emulator.admin.log).toEqual([]);
});

test('lines count as rows of the job', async () => {
  const orders = Array.from({ length: 12_500 }, (_, at): Cells => [`o:${at}`]);
  const lines = Array.from({ length: 12_501 }, (_, at): Cells => [`o:${at}`]);
  const write: BulkWrite = {
    module: 'Sales_Orders',
    operation: 'insert',
    columns: columnsOf('Portage_Key'),
    rows: each(orders),
    child: { module: 'Ordered_Items', columns: columnsOf('Parent_Id'), rows: each(lines) },
  };
  await expect(openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite(write)).rejects.toMatchObject({
    kind: 'configuration',
  });
  expect(emulator.admin.log).toEqual([]);
});

test('a file of more than 25 MB is given up while it is written', async () => {
  let made = 0;
  const rows = (function* () {
    for (; made < 25_000; made += 1) yield [`a:${made}`, randomBytes(3_000).toString('base64')];
  })();
  const refused = openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite(accounts(rows));
  await expect(refused).rejects.toMatchObject({ kind: 'configuration', message: /25 MB.*Nothing was sent/ });
  expect(made).toBeLessThan(12_000);
  expect(emulator.admin.log).toEqual([]);
});

test.each<[string, Partial<BulkWrite>, RegExp]>([
  ['no rows', { rows: each([]) }, /no rows/],
  ['an update without the field to match by', { operation: 'update' }, /field to match by/],
  ['a column twice', { columns: columnsOf('Account_Name', 'Account_Name') }, /one column twice/],
  ['201 columns', { columns: columnsOf(...Array.from({ length: 201 }, (_, at) => `F${at}`)) }, /200 columns/],
  ['a row with a cell too many', { rows: each([['a:1', 'Ann', 'unseen']]) }, /3 cells for 2 columns/],
  [
    'a child that points nowhere',
    { child: { module: 'Items', columns: [{ apiName: 'Parent_Id', parentColumn: 'No' }], rows: each([]) } },
    /points to No/,
  ],
])('a job with %s is refused before anything is sent', async (_, changes, message) => {
  const refused = openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite(
    accounts([['a:1', 'Ann']], changes),
  );
  await expect(refused).rejects.toMatchObject({ kind: 'configuration', message });
  expect(emulator.admin.log).toEqual([]);
});

test('the last scan sees every row before the file is uploaded', async () => {
  const seen: unknown[] = [];
  const zoho = await openAccounts((records) => {
    expect(uploads()).toEqual([]);
    seen.push(...records);
  });
  const rows = Array.from({ length: 250 }, (_, at): Cells => [`a:${at}`, at === 7 ? null : `Account ${at}`]);
  await zoho.startBulkWrite(accounts(rows));
  expect(seen).toEqual(rows.map(([key, name]) => ({ Portage_Key: key, Account_Name: name })));
  expect(uploads()).toHaveLength(1);
});

test('a leak in the last row keeps the whole file back', async () => {
  const zoho = openSandbox(emulator, {
    temporaryFolder: temporary,
    scan: (records) => {
      if (JSON.stringify(records).includes('leak')) throw new ConnectorError('leak', 'nothing was sent');
    },
  });
  const rows = Array.from({ length: 250 }, (_, at) => [`a:${at}`, at === 249 ? 'leak' : 'Ann']);
  await expect(zoho.startBulkWrite(accounts(rows))).rejects.toMatchObject({ kind: 'leak' });
  expect(emulator.admin.log).toEqual([]);
});

test('rows are written to disk as they are drawn, and never held in memory', async () => {
  const zoho = await openAccounts();
  let drawn = 0;
  let furthest = 0;
  const written = () =>
    readdirSync(temporary).flatMap((folder) =>
      readdirSync(join(temporary, folder)).map((file) => statSync(join(temporary, folder, file)).size),
    )[0] ?? 0;
  async function* rows(): AsyncGenerator<Cells> {
    for (let at = 0; at < 25_000; at += 1) {
      // Hexadecimal digits of chance pack to half their size, and to no less.
      yield [`a:${at}`, randomBytes(100).toString('hex')];
      drawn += 100;
      if (at % 500 === 0) furthest = Math.max(furthest, drawn - written());
      await Promise.resolve();
    }
  }
  const { rows: sent } = await zoho.startBulkWrite({ ...accounts([]), rows: rows() });
  expect(sent).toBe(25_000);
  expect(furthest).toBeGreaterThan(0);
  // 10,000 rows; all of them would be 2,500,000.
  expect(furthest).toBeLessThan(1_000_000);
});

test('a source that fails ends the job before it is sent, with its own error', async () => {
  async function* rows(): AsyncGenerator<Cells> {
    yield await Promise.resolve(['a:1', 'Ann']);
    throw new Error('the ledger is away');
  }
  const failed = openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite({
    ...accounts([]),
    rows: rows(),
  });
  await expect(failed).rejects.toThrow('the ledger is away');
  expect(emulator.admin.log).toEqual([]);
});

test('a cancelled job stops drawing rows', async () => {
  const reason = new Error('cancelled');
  const controller = new AbortController();
  let ended = false;
  async function* rows(): AsyncGenerator<Cells> {
    try {
      for (let at = 0; ; at += 1) {
        if (at === 1_000) controller.abort(reason);
        yield await Promise.resolve([`a:${at % 20_000}`, 'Ann']);
      }
    } finally {
      ended = true;
    }
  }
  const failed = openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite(
    { ...accounts([]), rows: rows() },
    controller.signal,
  );
  await expect(failed).rejects.toBe(reason);
  expect(ended).toBe(true);
  expect(emulator.admin.log).toEqual([]);
});

test('an upload whose answer is lost is harmless and tried again', async () => {
  const zoho = await openAccounts();
  spoil('reset-after-commit', '^/upload');
  await expect(zoho.startBulkWrite(accounts([['a:1', 'Ann']]))).rejects.toMatchObject({ kind: 'unavailable' });
});

test('a job whose answer is lost may have been started', async () => {
  const zoho = await openAccounts();
  spoil('reset-after-commit', '^/bulk/write');
  await expect(zoho.startBulkWrite(accounts([['a:1', 'Ann']]))).rejects.toMatchObject({ kind: 'unknown-outcome' });
});

test('a job is not started when Zoho has no credits left', async () => {
  const zoho = await openAccounts();
  spoil('status-429', '^/bulk/write');
  await expect(zoho.startBulkWrite(accounts([['a:1', 'Ann']]))).rejects.toMatchObject({ kind: 'rate-limited' });
});

test('a token that ends during the upload is renewed and the file sent again, whole', async () => {
  const zoho = await openAccounts();
  spoil('token-expiry', '^/upload');
  const results = await resultsOf(zoho, accounts([['a:1', 'Ann']]));
  expect(uploads().map((entry) => entry.status)).toEqual([401, 200]);
  expect(results).toHaveLength(1);
});

test('a result whose transfer breaks off is asked for again', async () => {
  const broken = rowsOf({ body: randomBytes(1_000), reset: true });
  await expect(broken).rejects.toMatchObject({ kind: 'unavailable' });
});

test.each([
  ['ADDED', 'added'],
  ['QUEUED', 'added'],
  ['INPROGRESS', 'running'],
  ['IN PROGRESS', 'running'],
  ['In_Progress', 'running'],
  ['COMPLETED', 'completed'],
  ['FAILED', 'failed'],
  ['FAILURE', 'failed'],
  ['SKIPPED', 'skipped'],
])('a job that Zoho calls %s is %s', async (status, state) => {
  const { job } = await openResultOf(Buffer.alloc(0), { status, result: null });
  expect(job).toMatchObject({ state, resultUrl: null });
});

test('a completed job with a skipped file counts as skipped', async () => {
  const counts = { added_count: 0, skipped_count: 3, updated_count: 0, total_count: 3 };
  const resource = [{ status: 'SKIPPED', module: { api_name: 'Accounts' }, file: { status: 'SKIPPED', ...counts } }];
  const { job } = await openResultOf(Buffer.alloc(0), { resource });
  expect(job.state).toBe('skipped');
  expect(job.files).toEqual([{ module: 'Accounts', state: 'skipped', added: 0, updated: 0, skipped: 3, total: 3 }]);
});

test('a byte order mark in a result is not part of the first column', async () => {
  const csv = '\ufeff"STATUS",Account_Name,STATUS,RECORD_ID,ERRORS\r\nk:1,"a ""b""\nc",added,55,\r\n';
  expect(await rowsOf(await zipOf({ 'Accounts-rows.csv': csv }))).toEqual([
    { module: 'Accounts', key: 'k:1', ok: true, id: '55', action: 'added' },
  ]);
});

test.each([
  ['MANDATORY_NOT_FOUND-Account_Name', 'MANDATORY_NOT_FOUND', 'MANDATORY_NOT_FOUND Account_Name'],
  [
    'MANDATORY_NOT_FOUND-Company,Last_Name:DUPLICATE_DATA-Email',
    'MANDATORY_NOT_FOUND',
    'MANDATORY_NOT_FOUND Company Last_Name; DUPLICATE_DATA Email',
  ],
  ['NOT_APPROVED', 'NOT_APPROVED', 'NOT_APPROVED'],
  ['INVALID_DATA-Owner.email', 'INVALID_DATA', 'INVALID_DATA Owner.email'],
  ['INVALID_DATA-+44 7700 900123', 'INVALID_DATA', 'INVALID_DATA'],
  ['the value ann@example.test is wrong', 'SKIPPED', 'SKIPPED'],
  ['', 'SKIPPED', 'SKIPPED'],
])('errors told as "%s" become a reason of codes and columns', async (errors, code, reason) => {
  const csv = `Portage_Key,STATUS,RECORD_ID,ERRORS\nk:1,skipped,,"${errors}"\n`;
  expect(await rowsOf(await zipOf({ 'a.csv': csv }))).toEqual([
    { module: 'Accounts', key: 'k:1', ok: false, action: 'skipped', code, reason },
  ]);
});

test('a row that was not reached is told as unprocessed', async () => {
  const csv = 'Portage_Key,STATUS,RECORD_ID,ERRORS\nk:1,unprocessed,,\n';
  expect(await rowsOf(await zipOf({ 'a.csv': csv }))).toMatchObject([{ ok: false, code: 'UNPROCESSED' }]);
});

test('a result on a foreign host is refused, and no token goes there', async () => {
  const foreign = await startZohoStub(() => ({ body: {} }));
  closing.push(foreign.close);
  for (const download_url of [
    `${foreign.url}/1.zip`,
    `//${new URL(foreign.url).host}/1.zip`,
    'https://zoho.com.evil/',
  ]) {
    const refused = rowsOf(await zipOf({ 'a.csv': '' }), { result: { download_url } });
    await expect(refused).rejects.toMatchObject({ kind: 'contract', message: /none of its hosts/ });
  }
  expect(foreign.requests).toEqual([]);
});

test('a redirect to a foreign host is not followed', async () => {
  const foreign = await startZohoStub(() => ({ body: {} }));
  closing.push(foreign.close);
  const redirect = { status: 302, headers: { Location: `${foreign.url}/1.zip` }, body: {} };
  await expect(rowsOf(redirect)).rejects.toMatchObject({ kind: 'contract' });
  expect(foreign.requests).toEqual([]);
});

test('a job without a result says so', async () => {
  await expect(rowsOf(Buffer.alloc(0), { status: 'FAILED', result: null })).rejects.toMatchObject({
    kind: 'not-found',
    message: /is failed and has no result file/,
  });
});

/** Overwrites a text or number wherever it stands, with one of the same length. */
function patched(zip: Buffer, from: Buffer, to: Buffer): Buffer {
  const copy = Buffer.from(zip);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) to.copy(copy, at);
  return copy;
}
const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

test.each<[string, () => Promise<Buffer>]>([
  ['is no zip', () => Promise.resolve(Buffer.from('<html>'))],
  ['holds more files than the job had', () => zipOf({ 'a.csv': 'a', 'b.csv': 'b' })],
  ['holds something else than CSV', () => zipOf({ 'a.exe': 'a' })],
  [
    'has a path that leads out',
    async () => patched(await zipOf({ 'aa/a.csv': 'a' }), Buffer.from('aa/a'), Buffer.from('../a')),
  ],
  [
    'claims to unpack to 3 GiB',
    async () => patched(await zipOf({ 'a.csv': 'x'.repeat(7_777) }), uint32(7_777), uint32(3 * 2 ** 30)),
  ],
  [
    'unpacks to more than it claims',
    async () => patched(await zipOf({ 'a.csv': 'x'.repeat(7_777) }), uint32(7_777), uint32(7)),
  ],
  ['has one endless row', () => zipOf({ 'a.csv': Buffer.alloc(5 * 2 ** 20, 'x') })],
  ['lacks the columns of a result', () => zipOf({ 'a.csv': 'Portage_Key,STATUS\nk:1,added\n' })],
  ['has a status that no document names', () => zipOf({ 'a.csv': 'K,STATUS,RECORD_ID,ERRORS\nk:1,lost,,\n' })],
  ['has an added row without an id', () => zipOf({ 'a.csv': 'K,STATUS,RECORD_ID,ERRORS\nk:1,added,,\n' })],
  ['has a broken quote', () => zipOf({ 'a.csv': 'K,STATUS,RECORD_ID,ERRORS\nsecret"x,added,1,\n' })],
])('a result that %s is refused without a word of its content', async (_, make) => {
  const refused = await rowsOf(await make()).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'contract' });
  expect(String(refused)).not.toMatch(/secret|xxx/);
});

test('a loop over a result that is left early leaves nothing on disk', async () => {
  const csv = `K,STATUS,RECORD_ID,ERRORS\n${'k:1,added,1,\n'.repeat(50_000)}`;
  const { zoho, job } = await openResultOf(await zipOf({ 'a.csv': csv }));
  for await (const row of zoho.bulkResult(job)) {
    expect(row.key).toBe('k:1');
    break;
  }
  expect(await readdir(temporary)).toEqual([]);
});

test.each([
  ['https://www.zohoapis.com', 'https://content.zohoapis.com'],
  ['https://sandbox.zohoapis.com.au', 'https://content.zohoapis.com.au'],
  ['https://www.zohoapis.ca', 'https://upload.zohocloud.ca'],
  ['https://www.zohoapis.sa', 'https://files.zoho.sa'],
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
  ['https://www.zohoapis.com.evil.test', 'https://www.zohoapis.com.evil.test'],
])('files of the service at %s are uploaded to %s', (apiUrl, uploadUrl) => {
  expect(uploadUrlOf(apiUrl)).toBe(uploadUrl);
});
