import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openSource } from '../../../connectors/bss/open.ts';
import { startBulk } from '../../../emulators/bss/bulk/server.ts';
import { writeDelivery } from '../../../emulators/bss/files.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { startTmf } from '../../../emulators/bss/tmf/server.ts';
import { SourceProfile } from '../../../schemas/profile.ts';
import { createTestDatabase } from '../../support/database.ts';

const size = { accounts: 20 };
let folder: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  database = await createTestDatabase();
  await Promise.all([loadOperator({ connectionString: database.url, size }), writeDelivery(folder, size)]);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

/** All identifiers that a profile of the demo operator reads, sorted. */
async function identifiersOf(profile: string, variables: Record<string, string>): Promise<string[]> {
  Object.assign(process.env, variables);
  const text = await readFile(new URL(`../../../examples/demo-operator/${profile}`, import.meta.url), 'utf8');
  const source = openSource(SourceProfile.parse(parse(text)), folder);
  try {
    return await source.withSnapshot(async (snapshot) => {
      const found = new Set<string>();
      for await (const { kind, value } of snapshot.identifiers()) found.add(`${kind} ${value}`);
      return [...found].sort();
    });
  } finally {
    await source.close();
  }
}

test('a database, files, TM Forum APIs and an export have the same identifiers', async () => {
  const tmf = await startTmf({ size });
  const bulk = await startBulk({ size });
  try {
    const fromDatabase = await identifiersOf('source.yml', { PORTAGE_SOURCE_URL: database.url });
    expect(new Set(fromDatabase.map((one) => one.split(' ')[0]))).toEqual(
      new Set(['imsi', 'iccid', 'eid', 'imei', 'mac', 'key', 'ip', 'apn']),
    );
    expect(await identifiersOf('source-files.yml', { PORTAGE_SOURCE_FOLDER: folder })).toEqual(fromDatabase);
    expect(await identifiersOf('source-tmf.yml', { PORTAGE_SOURCE_URL: tmf.url })).toEqual(fromDatabase);
    expect(await identifiersOf('source-tmf-v5.yml', { PORTAGE_SOURCE_URL: tmf.url })).toEqual(fromDatabase);
    expect(await identifiersOf('source-bulk.yml', { PORTAGE_SOURCE_URL: bulk.url })).toEqual(fromDatabase);
  } finally {
    await tmf.close();
    await bulk.close();
  }
});
