import type { ZohoOptions } from '../../../connectors/zoho/client.ts';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BulkColumn, BulkResult, BulkWrite, Zoho } from '../../../connectors/zoho/port.ts';
import type { ZohoEmulator } from '../../../emulators/zoho/server.ts';
import type { FaultRule } from '../../../emulators/zoho/faults.ts';
import { startWatchedEmulator } from '../../emulators/zoho/shapes.ts';
import { listed, openSandbox, whenOver } from '../../support/zoho-client.ts';

type Cells = (string | null)[];

let emulator: ZohoEmulator;
let temporary: string;

beforeEach(async () => {
  emulator = await startWatchedEmulator({ behaviour: { bulkMs: 0 } });
  temporary = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(async () => {
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

/** A client of an org whose accounts have our key field. */
async function openAccounts(scan: ZohoOptions['scan'] = () => []): Promise<Zoho> {
  const zoho = openSandbox(emulator, { temporaryFolder: temporary, scan });
  await zoho.createFields('Accounts', [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
  return zoho;
}

async function resultsOf(zoho: Zoho, write: BulkWrite): Promise<BulkResult[]> {
  const { jobId } = await zoho.startBulkWrite(write);
  return listed(zoho.bulkResult(await whenOver(() => zoho.bulkJob(jobId))));
}

const uploads = () => emulator.admin.log.filter((entry) => entry.path.endsWith('/upload'));
const setFault = (kind: FaultRule['kind'], path: string) =>
  emulator.admin.faults.set([{ kind, path, share: 1, count: 1 }]);

test('a bulk insert stores texts of every kind unchanged', async () => {
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

test("dates and times are stored correctly, whatever the default format and the user's time zone", async () => {
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

test('an order and its lines are written in one job, and a column of the parent connects them', async () => {
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

test('the result says which rows were added, updated or skipped, with the id of the existing record', async () => {
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

test('an empty cell leaves the field of an updated record unchanged', async () => {
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

test('starting a job is counted as 500 credits', async () => {
  const zoho = await openAccounts();
  const before = zoho.usage().credits;
  await zoho.startBulkWrite(accounts([['a:1', 'Ann']]));
  // The upload costs one more, and so does the check of the org, unless an earlier write has done it.
  expect(zoho.usage().credits - before).toBeGreaterThanOrEqual(501);
  expect(zoho.usage().credits - before).toBeLessThanOrEqual(502);
});

test('a job with 25,001 rows is rejected before anything is sent', async () => {
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

test('writing a file stops when it exceeds 25 MB', async () => {
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
  ['a column twice', { columns: columnsOf('Account_Name', 'Account_Name') }, /the same column twice/],
  ['201 columns', { columns: columnsOf(...Array.from({ length: 201 }, (_, at) => `F${at}`)) }, /200 columns/],
  ['a row with too many cells', { rows: each([['a:1', 'Ann', 'unseen']]) }, /3 cells for 2 columns/],
  [
    'a child that refers to a missing column',
    { child: { module: 'Items', columns: [{ apiName: 'Parent_Id', parentColumn: 'No' }], rows: each([]) } },
    /refers to No/,
  ],
])('a job with %s is rejected before anything is sent', async (_, changes, message) => {
  const refused = openSandbox(emulator, { temporaryFolder: temporary }).startBulkWrite(
    accounts([['a:1', 'Ann']], changes),
  );
  await expect(refused).rejects.toMatchObject({ kind: 'configuration', message });
  expect(emulator.admin.log).toEqual([]);
});

test('the last scan checks every row before the file is uploaded', async () => {
  const seen: unknown[] = [];
  const zoho = await openAccounts((records) => {
    expect(uploads()).toEqual([]);
    seen.push(...records);
    return [];
  });
  const rows = Array.from({ length: 250 }, (_, at): Cells => [`a:${at}`, at === 7 ? null : `Account ${at}`]);
  seen.length = 0;
  await zoho.startBulkWrite(accounts(rows));
  expect(seen).toEqual(rows.map(([key, name]) => ({ Portage_Key: key, Account_Name: name })));
  expect(uploads()).toHaveLength(1);
});

test('a leak in the last row stops the upload of the whole file', async () => {
  const zoho = openSandbox(emulator, {
    temporaryFolder: temporary,
    scan: (records) =>
      records.flatMap(({ Account_Name }, record) =>
        Account_Name === 'leak' ? [{ record, field: 'Account_Name', rule: 'label' }] : [],
      ),
  });
  const rows = Array.from({ length: 250 }, (_, at) => [`a:${at}`, at === 249 ? 'leak' : 'Ann']);
  await expect(zoho.startBulkWrite(accounts(rows))).rejects.toMatchObject({ kind: 'leak' });
  expect(emulator.admin.log).toEqual([]);
});

test('rows are written to disk while they arrive, and are not kept in memory', async () => {
  const zoho = await openAccounts();
  let drawn = 0;
  let furthest = 0;
  const written = () =>
    readdirSync(temporary).flatMap((folder) =>
      readdirSync(join(temporary, folder)).map((file) => statSync(join(temporary, folder, file)).size),
    )[0] ?? 0;
  async function* rows(): AsyncGenerator<Cells> {
    for (let at = 0; at < 25_000; at += 1) {
      // Random hexadecimal digits compress to half their size.
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

test('a job fails with the error of its rows before anything is sent', async () => {
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

test('a cancelled job stops reading rows', async () => {
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

test('an upload with a lost response is harmless, and makes Zoho unavailable, so that it is repeated', async () => {
  const zoho = await openAccounts();
  setFault('reset-after-commit', '^/upload');
  await expect(zoho.startBulkWrite(accounts([['a:1', 'Ann']]))).rejects.toMatchObject({ kind: 'unavailable' });
});

test('the outcome is unknown when the response to the start of a job is lost', async () => {
  const zoho = await openAccounts();
  setFault('reset-after-commit', '^/bulk/write');
  await expect(zoho.startBulkWrite(accounts([['a:1', 'Ann']]))).rejects.toMatchObject({ kind: 'unknown-outcome' });
});

test('a job is not started when Zoho has no credits left', async () => {
  const zoho = await openAccounts();
  setFault('status-429', '^/bulk/write');
  await expect(zoho.startBulkWrite(accounts([['a:1', 'Ann']]))).rejects.toMatchObject({ kind: 'rate-limited' });
});

test('a token that expires during the upload is renewed, and the whole file is sent again', async () => {
  const zoho = await openAccounts();
  setFault('token-expiry', '^/upload');
  const results = await resultsOf(zoho, accounts([['a:1', 'Ann']]));
  expect(uploads().map((entry) => entry.status)).toEqual([401, 200]);
  expect(results).toHaveLength(1);
});
