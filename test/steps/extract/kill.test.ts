import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startBulk } from '../../../emulators/bss/bulk/server.ts';
import { writeDelivery } from '../../../emulators/bss/files.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { startTmf } from '../../../emulators/bss/tmf/server.ts';
import { mulberry32 } from '../../../emulators/mulberry32.ts';
import { Manifest } from '../../../schemas/manifest.ts';
import { createTestDatabase } from '../../support/database.ts';

const script = fileURLToPath(new URL('../../support/extract-process.ts', import.meta.url));
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  folders.push(folder);
  return folder;
}
/** Number of complete files of an extraction: sealed parts, objects, the manifest. */
async function progress(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.filter((file) => /\.(csv|json)$/.test(file)).length;
}

/** A source to extract: its profile, its address or folder, and the rows of a part. */
type Source = [profile: string, address: string, rowsPerPart: string];

/** Runs an extraction and kills it after `killAfter` more files. Returns whether it finished. */
async function run([profile, address, rowsPerPart]: Source, folder: string, killAfter = Infinity): Promise<boolean> {
  const args = ['--import', 'tsx', script, profile, address, folder, rowsPerPart];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const state = { ended: false };
  void ended.then(() => (state.ended = true));
  const target = (await progress(folder)) + killAfter;
  while (!state.ended) {
    if ((await progress(folder)) >= target) child.kill('SIGKILL');
    await pause(1);
  }
  const [code] = await ended;
  return code === 0;
}
const manifestOf = async (folder: string) =>
  Manifest.parse(JSON.parse(await readFile(join(folder, 'demo/full-1/manifest.json'), 'utf8')));
const content = (manifest: Manifest) => manifest.objects.map(({ snapshots: _, ...object }) => object);

/** Extracts once without a kill and once with `wanted` kills at random points. Both manifests must be equal. */
async function surviveKills(source: Source, wanted: number): Promise<void> {
  const calmFolder = await newFolder();
  expect(await run(source, calmFolder)).toBe(true);
  const uninterrupted = await manifestOf(calmFolder);

  const draw = mulberry32(20261124);
  const folder = await newFolder();
  let kills = 0;
  for (; kills < wanted; kills += 1) {
    if (await run(source, folder, 1 + Math.floor(draw() * 4))) break;
  }
  expect(kills).toBe(wanted);
  // Parts that were sealed before a kill still exist after the next.
  expect(await progress(folder)).toBeGreaterThan(wanted);
  expect(await run(source, folder)).toBe(true);
  const manifest = await manifestOf(folder);
  expect(content(manifest)).toEqual(content(uninterrupted));
  expect(manifest.contentDigest).toBe(uninterrupted.contentDigest);
}

test('an extraction from a database that is killed at twenty random points has the same manifest as an uninterrupted one', async () => {
  const database = await createTestDatabase();
  await loadOperator({ connectionString: database.url, size: { accounts: 600 } });
  await surviveKills(['source.yml', database.url, '100'], 20);
  await database.drop();
});

const size = { accounts: 60 };
test('so has an extraction from files', async () => {
  const delivery = await newFolder();
  await writeDelivery(delivery, size);
  await surviveKills(['source-files.yml', delivery, '20'], 6);
});

test('so has an extraction from TM Forum APIs', async () => {
  const server = await startTmf({ size });
  await surviveKills(['source-tmf.yml', server.url, '20'], 6);
  await server.close();
});

test('so has an extraction from a vendor’s export, with a single job', async () => {
  const server = await startBulk({ size });
  await surviveKills(['source-bulk.yml', server.url, '20'], 6);
  // Both extractions have the same name, and therefore the same job.
  expect(server.jobs()).toBe(1);
  await server.close();
});
