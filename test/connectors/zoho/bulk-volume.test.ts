import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { BulkColumn, BulkResult, BulkWrite, Zoho } from '../../../connectors/zoho/port.ts';
import type { ZohoEmulator } from '../../../emulators/zoho/server.ts';
import { startWatchedEmulator } from '../../emulators/zoho/shapes.ts';
import { listed, openSandbox, whenOver } from '../../support/zoho-client.ts';

let emulator: ZohoEmulator;
let zoho: Zoho;
let temporaryFolder: string;
beforeEach(async () => {
  temporaryFolder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  emulator = await startWatchedEmulator({ behaviour: { bulkMs: 0 } });
  zoho = openSandbox(emulator, { temporaryFolder });
  await zoho.createFields('Contacts', [{ label: 'Portage Key', dataType: 'text', length: 100, externalKey: true }]);
});
afterEach(async () => {
  await emulator.close();
  const left = await readdir(temporaryFolder);
  await rm(temporaryFolder, { recursive: true });
  expect(left).toEqual([]);
});

type Cells = (string | null)[];
const columns: BulkColumn[] = ['Portage_Key', 'Last_Name', 'Description'].map((apiName) => ({ apiName }));
const contacts = (rows: Iterable<Cells>): BulkWrite => ({
  module: 'Contacts',
  operation: 'upsert',
  findBy: 'Portage_Key',
  columns,
  // eslint-disable-next-line @typescript-eslint/require-await -- rows come as an async iterable
  rows: (async function* () {
    yield* rows;
  })(),
});

async function written(rows: Iterable<Cells>): Promise<BulkResult[]> {
  const { jobId } = await zoho.startBulkWrite(contacts(rows));
  const job = await whenOver(() => zoho.bulkJob(jobId));
  return listed(zoho.bulkResult(job));
}

async function* readAll(fields: string[]): AsyncGenerator<Record<string, string>> {
  for (let pageToken: string | undefined; ;) {
    const { jobId } = await zoho.startBulkRead({ module: 'Contacts', fields, ...(pageToken ? { pageToken } : {}) });
    const job = await whenOver(() => zoho.bulkReadJob(jobId));
    const folder = await mkdtemp(join(tmpdir(), 'portage-read-'));
    await zoho.bulkReadFile(job, join(folder, 'rows.csv'));
    const content = await readFile(join(folder, 'rows.csv'));
    await rm(folder, { recursive: true });
    yield* parse<Record<string, string>>(content, { columns: true });
    if (job.nextPageToken === null) return;
    pageToken = job.nextPageToken;
  }
}

test('25,000 rows are written in one job and read in one job', async () => {
  const rows = Array.from({ length: 25_000 }, (_, at): Cells => [`subscribers:${at}`, `Doe ${at}`, null]);
  const results = await written(rows);
  expect(results).toHaveLength(25_000);
  expect(results.every((one) => one.ok && one.action === 'added')).toBe(true);
  const names = new Map<string, string>();
  for await (const row of readAll(['Portage_Key', 'Last_Name']))
    names.set(row['Portage_Key'] ?? '', row['Last_Name'] ?? '');
  expect(names).toEqual(new Map(rows.map(([key, name]) => [key ?? '', name ?? ''])));
});

test('a row with a field of 300 KB is rejected with the name of the field, and the other rows are written', async () => {
  const results = await written([
    ['subscribers:1', 'Doe', 'short'],
    ['subscribers:2', 'Roe', 'ü'.repeat(150_000)],
    ['subscribers:3', 'Poe', 'x'.repeat(32_000)],
  ]);
  expect(results.map(({ key, ok }) => [key, ok])).toEqual([
    ['subscribers:1', true],
    ['subscribers:2', false],
    ['subscribers:3', true],
  ]);
  expect(results[1]).toMatchObject({ action: 'skipped', reason: 'INVALID_DATA Description' });
  const [refused] = await zoho.insert('Contacts', [{ Last_Name: 'Roe', Description: 'ü'.repeat(150_000) }]);
  expect(refused).toMatchObject({ ok: false, reason: 'INVALID_DATA Description (maximum_length 32000)' });
});

test('a bulk read returns texts of every kind unchanged', async () => {
  const texts = [
    'emoji 👩‍👩‍👧‍👦',
    'شركة الاتصالات',
    'בזק (ישראל)',
    'say "hi", they; said',
    'line\nbreak\r\nagain',
    '\ufeffmark',
    ' space ',
  ];
  await written(texts.map((text, at) => [`subscribers:${at}`, 'Doe', text]));
  const read = new Map<string, string>();
  for await (const row of readAll(['Portage_Key', 'Description']))
    read.set(row['Portage_Key'] ?? '', row['Description'] ?? '');
  expect([...read.entries()].sort().map(([, text]) => text)).toEqual(texts);
});

test('the result of a partial job says which rows must be sent again', async () => {
  emulator.admin.faults.set([{ kind: 'job-partial', path: 'bulk/write', share: 1, count: 1, rows: 0.3 }]);
  const rows = Array.from({ length: 200 }, (_, at): Cells => [`subscribers:${at}`, `Doe ${at}`, null]);
  const left = new Set((await written(rows)).filter((one) => !one.ok).map((one) => one.key));
  expect(left.size).toBeGreaterThan(0);
  const again = await written(rows.filter(([key]) => left.has(key ?? '')));
  expect(again.every((one) => one.ok)).toBe(true);
  expect(await zoho.count('Contacts')).toBe(200);
});

test('a failed job has no result and writes no record', async () => {
  emulator.admin.faults.set([{ kind: 'job-failure', path: 'bulk/write', share: 1, count: 1 }]);
  await expect(written([['subscribers:1', 'Doe', null]])).rejects.toMatchObject({ kind: 'not-found' });
  expect(await zoho.count('Contacts')).toBe(0);
});
