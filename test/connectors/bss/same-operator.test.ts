import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse } from 'yaml';
import { createBulkSource } from '../../../connectors/bss/bulk.ts';
import { createFilesSource } from '../../../connectors/bss/files.ts';
import type { Source } from '../../../connectors/bss/port.ts';
import { createPostgresSource } from '../../../connectors/bss/postgres.ts';
import { createTmfSource } from '../../../connectors/bss/tmf.ts';
import { extractSource } from '../../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { digestDocuments, digestRecords } from '../../../bench/record-digest.ts';
import { readRows } from '../../../connectors/staging/rows.ts';
import { usualRates } from '../../../emulators/bss/defect-rates.ts';
import { startBulk } from '../../../emulators/bss/bulk/server.ts';
import { writeDelivery } from '../../../emulators/bss/files.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { startTmf } from '../../../emulators/bss/tmf/server.ts';
import { BulkProfile, FilesProfile, PostgresProfile, TmfProfile } from '../../../schemas/profile.ts';
import { extractedObjects } from '../../../schemas/terms.ts';
import { createTestDatabase } from '../../support/database.ts';

let folder: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const size = { accounts: 200, defects: usualRates, plantedIdentifiers: 1_500, identifierKeys: 2 };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  database = await createTestDatabase();
  await loadOperator({ connectionString: database.url, size });
  await writeDelivery(join(folder, 'delivery'), size);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const readProfile = async (name: string): Promise<unknown> =>
  parse(await readFile(new URL(`../../../examples/demo-operator/${name}`, import.meta.url), 'utf8'));

/** A digest of each object's records, and one of the bytes of all documents. */
async function digestsOf(source: Source, name: string): Promise<Record<string, string>> {
  const staging = createLocalStaging(folder);
  const signal = new AbortController().signal;
  const manifest = await extractSource({ source, staging, name, system: 'test', profileDigest: '', signal });
  const digests: Record<string, string> = {};
  for (const { object, path } of manifest.objects) digests[object] = await digestRecords(staging, path);
  digests['bytes'] = await digestDocuments(source, readRows(staging, `${name}/documents.csv`), 'document_id');
  await source.close();
  return digests;
}

let expected: Record<string, string>;
beforeAll(async () => {
  const postgres = createPostgresSource(PostgresProfile.parse(await readProfile('source.yml')), database.url);
  expected = await digestsOf(postgres, 'postgres');
  expect(Object.keys(expected)).toEqual([
    ...extractedObjects.filter((object) => !['contacts', 'payments'].includes(object)),
    'bytes',
  ]);
});

test('files give the same records as Postgres, including its defects', async () => {
  const delivery = join(folder, 'delivery');
  const files = createFilesSource(FilesProfile.parse(await readProfile('source-files.yml')), delivery);
  expect(await digestsOf(files, 'files')).toEqual(expected);
});

test.each(['source-tmf.yml', 'source-tmf-v5.yml'])('TM Forum APIs give the same records, read by %s', async (name) => {
  const server = await startTmf({ size });
  const profile = { ...((await readProfile(name)) as object), url: server.url };
  expect(await digestsOf(createTmfSource(TmfProfile.parse(profile)), name)).toEqual(expected);
  await server.close();
});

test('a vendor’s export gives the same records', async () => {
  const server = await startBulk({ size });
  const profile = BulkProfile.parse({ ...((await readProfile('source-bulk.yml')) as object), url: server.url });
  profile.export.everySeconds = 0.01;
  expect(await digestsOf(createBulkSource(profile), 'bulk')).toEqual(expected);
  expect(server.jobs()).toBe(1);
  await server.close();
});

test('files, TM Forum APIs and an export give the same credentials as Postgres, in spite of never', async () => {
  const columns = ['subscriber_no', 'imsi', 'ki', 'opc', 'algorithm', 'k4_index', 'sip_password', 'radius_secret'];
  const credentialsOf = async (source: Source): Promise<string[][]> => {
    const csv = await source.withSnapshot((snapshot) => text(snapshot.credentials!('aaa')));
    await source.close();
    const rows = parseCsv<Record<string, string>>(csv, { columns: true });
    return rows.map((row) => columns.map((column) => row[column] ?? '')).sort();
  };
  const postgres = PostgresProfile.parse(await readProfile('source.yml'));
  const wanted = await credentialsOf(createPostgresSource(postgres, database.url));
  expect(wanted.length).toBe(500);
  const files = FilesProfile.parse(await readProfile('source-files.yml'));
  expect(await credentialsOf(createFilesSource(files, join(folder, 'delivery')))).toEqual(wanted);
  const server = await startTmf({ size });
  for (const name of ['source-tmf.yml', 'source-tmf-v5.yml']) {
    const profile = TmfProfile.parse({ ...((await readProfile(name)) as object), url: server.url });
    expect(await credentialsOf(createTmfSource(profile))).toEqual(wanted);
  }
  await server.close();
  const vendor = await startBulk({ size });
  const bulk = BulkProfile.parse({ ...((await readProfile('source-bulk.yml')) as object), url: vendor.url });
  bulk.export.everySeconds = 0.01;
  expect(await credentialsOf(createBulkSource(bulk))).toEqual(wanted);
  await vendor.close();
});
