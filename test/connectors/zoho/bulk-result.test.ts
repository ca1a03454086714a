import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadUrlOf } from '../../../connectors/zoho/hosts.ts';
import type { BulkResult, BulkWriteJob, Zoho } from '../../../connectors/zoho/port.ts';
import { listed, openClient } from '../../support/zoho-client.ts';
import { startZohoStub, zipOf, type StubAnswer } from '../../support/zoho-stub.ts';

let temporary: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  const left = await readdir(temporary);
  await rm(temporary, { recursive: true });
  expect(left).toEqual([]);
});

/** A client of a service with a finished job that has this result file. */
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

test('an interrupted download of a result makes Zoho unavailable, so that it is repeated', async () => {
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
])('the state %s of Zoho becomes %s', async (status, state) => {
  const { job } = await openResultOf(Buffer.alloc(0), { status, result: null });
  expect(job).toMatchObject({ state, resultUrl: null });
});

test('a completed job with a skipped file has the state skipped', async () => {
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
])('the errors "%s" become a reason with codes and columns only', async (errors, code, reason) => {
  const csv = `Portage_Key,STATUS,RECORD_ID,ERRORS\nk:1,skipped,,"${errors}"\n`;
  expect(await rowsOf(await zipOf({ 'a.csv': csv }))).toEqual([
    { module: 'Accounts', key: 'k:1', ok: false, action: 'skipped', code, reason },
  ]);
});

test('a row that Zoho did not reach is reported as unprocessed', async () => {
  const csv = 'Portage_Key,STATUS,RECORD_ID,ERRORS\nk:1,unprocessed,,\n';
  expect(await rowsOf(await zipOf({ 'a.csv': csv }))).toMatchObject([{ ok: false, code: 'UNPROCESSED' }]);
});

test('a result on a foreign host is rejected, and no token is sent there', async () => {
  const foreign = await startZohoStub(() => ({ body: {} }));
  closing.push(foreign.close);
  for (const download_url of [
    `${foreign.url}/1.zip`,
    `//${new URL(foreign.url).host}/1.zip`,
    'https://zoho.com.evil/',
  ]) {
    const refused = rowsOf(await zipOf({ 'a.csv': '' }), { result: { download_url } });
    await expect(refused).rejects.toMatchObject({ kind: 'contract', message: /not a Zoho host/ });
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

test('the error for a job without a result names the state of the job', async () => {
  await expect(rowsOf(Buffer.alloc(0), { status: 'FAILED', result: null })).rejects.toMatchObject({
    kind: 'not-found',
    message: /has the state failed and no result file/,
  });
});

/** Replaces all occurrences of some bytes with other bytes of the same length. */
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
  ['is not a zip file', () => Promise.resolve(Buffer.from('<html>'))],
  ['has more files than the job', () => zipOf({ 'a.csv': 'a', 'b.csv': 'b' })],
  ['has a file that is not a CSV file', () => zipOf({ 'a.exe': 'a' })],
  [
    'has a path outside its folder',
    async () => patched(await zipOf({ 'aa/a.csv': 'a' }), Buffer.from('aa/a'), Buffer.from('../a')),
  ],
  [
    'claims to unpack to 3 GiB',
    async () => patched(await zipOf({ 'a.csv': 'x'.repeat(7_777) }), uint32(7_777), uint32(3 * 2 ** 30)),
  ],
  [
    'unpacks to more bytes than it claims',
    async () => patched(await zipOf({ 'a.csv': 'x'.repeat(7_777) }), uint32(7_777), uint32(7)),
  ],
  ['has one endless row', () => zipOf({ 'a.csv': Buffer.alloc(5 * 2 ** 20, 'x') })],
  ['has no result columns', () => zipOf({ 'a.csv': 'Portage_Key,STATUS\nk:1,added\n' })],
  ['has an undocumented status', () => zipOf({ 'a.csv': 'K,STATUS,RECORD_ID,ERRORS\nk:1,lost,,\n' })],
  ['has an added row without an id', () => zipOf({ 'a.csv': 'K,STATUS,RECORD_ID,ERRORS\nk:1,added,,\n' })],
  ['has a broken quote', () => zipOf({ 'a.csv': 'K,STATUS,RECORD_ID,ERRORS\nsecret"x,added,1,\n' })],
])('a result that %s is rejected without quoting its content', async (_, make) => {
  const refused = await rowsOf(await make()).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'contract' });
  expect(String(refused)).not.toMatch(/secret|xxx/);
});

test('no file stays on disk when a loop over a result ends early', async () => {
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
