import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { createBulkSource } from '../../../connectors/bss/bulk.ts';
import { extractSource } from '../../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { startBulk, type BulkBehaviour, type BulkServer } from '../../../emulators/bss/bulk/server.ts';
import type { Manifest } from '../../../schemas/manifest.ts';
import { BulkProfile } from '../../../schemas/profile.ts';
import { zipOf } from '../../support/delivery.ts';

const text = await readFile(new URL('../../../examples/demo-operator/source-bulk.yml', import.meta.url), 'utf8');
const complete = BulkProfile.parse({ ...(parse(text) as object), url: 'http://127.0.0.1:1' });
complete.export.everySeconds = 0.01;

let folder: string;
let server: BulkServer;
const start = async (behaviour: Partial<BulkBehaviour> = {}): Promise<void> => {
  server = await startBulk({ size: { accounts: 40 }, behaviour });
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function extract(profile: Partial<BulkProfile> = {}, signal = new AbortController().signal): Promise<Manifest> {
  const source = createBulkSource({ ...complete, url: server.url, ...profile });
  const staging = createLocalStaging(folder);
  return extractSource({ source, staging, name: 'demo/full-1', system: 'test', profileDigest: '', signal });
}
const rowsOf = ({ objects }: Manifest) => Object.fromEntries(objects.map(({ object, rows }) => [object, rows]));
const allRows = {
  billing_accounts: 40,
  subscribers: 100,
  notes: 5,
  interactions: 10,
  documents: 4,
  service_plans: 60,
  product_catalog: 60,
  suppliers: 3,
  bundle_components: 18,
  orders: 164,
  invoices: 240,
};

test('links that expire after a few downloads are requested again', async () => {
  await start({ linkFetches: 3 });
  expect(rowsOf(await extract())).toEqual(allRows);
});

test.each([
  ['statuses of a gateway', [504, 500, 500, 500, 500, 502, 502, 502, 502, 503, 503, 503, 503]],
  ['a page of a gateway instead of JSON', [200, 200]],
  ['a limit of requests', [429, 429, 429, 429]],
])('%s are waited out while a job is polled', async (_, polls) => {
  await start({ gateway: { polls, downloads: [] } });
  expect(rowsOf(await extract())).toEqual(allRows);
  expect(server.jobs()).toBe(1);
});

test('a job that is polled in vain for too long is waited for again later', async () => {
  await start({ gateway: { polls: Array.from({ length: 1_000 }, () => 200), downloads: [] } });
  const settings = { ...complete.export, longestMinutes: 0.01 };
  await expect(extract({ export: settings })).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/is not ready after 0\.01 minutes/),
  });
});

test('a download that a gateway refuses is fetched again later, and is no reason to give up', async () => {
  await start({ gateway: { polls: [], downloads: [504, 504, 504, 504] } });
  await expect(extract()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(rowsOf(await extract())).toEqual(allRows);
});

test('links that are always expired end with an error, not with an endless loop', async () => {
  await start({ linkFetches: 0 });
  await expect(extract()).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringContaining('returns links to accounts.jsonl.gz that are expired at once'),
  });
});

test('a failed job is submitted again a few times', async () => {
  await start({ failing: 2 });
  expect(rowsOf(await extract())).toEqual(allRows);
  expect(server.jobs()).toBe(3);
});

test('a job that fails each time is reported', async () => {
  await start({ failing: 9 });
  await expect(extract()).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringContaining('failed 3 times'),
  });
});

test('an extraction that was interrupted while the job ran continues with the same job', async () => {
  await start({ polls: 20 });
  const interruption = new AbortController();
  const first = extract({}, interruption.signal);
  while (server.jobs() === 0) await new Promise((resolve) => setImmediate(resolve));
  interruption.abort();
  await expect(first).rejects.toThrow();
  const manifest = await extract();
  expect(rowsOf(manifest)).toEqual(allRows);
  expect(server.jobs()).toBe(1);
  expect(manifest.snapshot).toBe('EXP-1');
});

test.each<[string, Partial<BulkBehaviour>, RegExp]>([
  ['another checksum', { corrupt: true }, /sent \d+ bytes of accounts\.jsonl\.gz, but announced \d+/],
  [
    'more rows than there are',
    { extraRows: 1 },
    /billing_accounts: the source counts 41 rows, but the staged file has 40/,
  ],
  [
    'a host that is not allowed',
    { linkHost: 'https://elsewhere.example' },
    /accounts\.jsonl\.gz of the export is at elsewhere\.example, which is not allowed/,
  ],
])('a server that announces %s is rejected', async (_, behaviour, message) => {
  await start(behaviour);
  await expect(extract()).rejects.toThrow(message);
});

test('a file name with a path is rejected before anything is written', async () => {
  await start({ files: { '../../escape.jsonl': Buffer.from('{}\n') } });
  await expect(extract()).rejects.toThrow(
    /returns no list of files as the profile describes it, or invalid file names/,
  );
});

test('a file that unpacks to more than the limit ends the extraction', async () => {
  await start({ files: { 'accounts.jsonl.gz': gzipSync(Buffer.alloc(50_000_000)) } });
  await expect(extract({ mostBytes: 1_000_000 })).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringContaining(
      "accounts.jsonl.gz of the export can't be unpacked: it has more than 1,000,000 bytes",
    ),
  });
});

test('a file that is not the archive that its name says is reported', async () => {
  await start({ files: { 'accounts.jsonl.zip': Buffer.from('no zip') } });
  await expect(extract()).rejects.toThrow(/accounts\.jsonl\.zip of the export can't be unpacked/);
});

describe('an archive with several files', () => {
  const accounts = {
    ...{ key: 'account_no', files: 'export.zip/accounts-*.jsonl', format: 'jsonl', fields: { account_no: 'no' } },
  };
  const { objects } = BulkProfile.parse({ ...complete, objects: { billing_accounts: accounts } });
  const reading = { objects, handoff: {}, identifiers: {}, credentials: {}, buckets: undefined };

  test('is read by the names in it', async () => {
    const files = { 'accounts-1.jsonl': '{"no":"A1"}\n', 'accounts-2.jsonl': '{"no":"A2"}\n', 'other.txt': '?' };
    await start({ files: { 'export.zip': await zipOf(files) } });
    expect(rowsOf(await extract(reading))).toEqual({ billing_accounts: 2 });
  });

  test('that the profile does not name is reported with how its files are named', async () => {
    await start({ files: { 'accounts.jsonl.zip': await zipOf({ 'a.jsonl': '{}', 'b.jsonl': '{}' }) } });
    await expect(extract(reading)).rejects.toThrow(
      /it does not have exactly one file\. Files in an archive are named in the profile as accounts\.jsonl\.zip\//,
    );
  });

  test.each([
    [
      'is damaged',
      () => Promise.resolve(Buffer.from('no zip')),
      /export\.zip of the export can't be unpacked: it is damaged/,
    ],
    ['has a file that is too large', () => zipOf({ 'accounts-1.jsonl': ' '.repeat(2_000) }), /more than 1,000 bytes/],
    ['lacks the file', () => zipOf({ 'plans.jsonl': '{}' }), /has no file export\.zip\/accounts-\*\.jsonl/],
  ])('that %s is reported', async (_, content, message) => {
    await start({ files: { 'export.zip': await content() } });
    await expect(extract({ ...reading, mostBytes: 1_000 })).rejects.toThrow(message);
  });
});
