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
import { random } from '../../../emulators/zoho/faults.ts';
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
/** Number of complete files of an extraction: sealed parts, complete objects, the manifest. */
async function progress(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.filter((file) => /\.(csv|json)$/.test(file)).length;
}

/** A source to extract: its profile, its location, and the number of rows per part. */
type Source = [profile: string, location: string, rowsPerPart: string];

/** Runs an extraction, and kills it when it has written `killAfter` more files. Returns whether it completed. */
async function run([profile, location, rowsPerPart]: Source, folder: string, killAfter = Infinity): Promise<boolean> {
  const own = ['--import', 'tsx', script, profile, location, folder, rowsPerPart];
  const child = spawn(process.execPath, own, { stdio: 'inherit' });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const state = { over: false };
  void ended.then(() => (state.over = true));
  const target = (await progress(folder)) + killAfter;
  while (!state.over) {
    if ((await progress(folder)) >= target) child.kill('SIGKILL');
    await pause(1);
  }
  const [code] = await ended;
  return code === 0;
}
const manifestOf = async (folder: string) =>
  Manifest.parse(JSON.parse(await readFile(join(folder, 'demo/full-1/manifest.json'), 'utf8')));
const content = (manifest: Manifest) => manifest.objects.map(({ snapshots: _, ...object }) => object);

/** Extracts once without kills and once with kills at random points. Both manifests must be the same. */
async function expectSurvival(source: Source, wantedKills: number): Promise<void> {
  const calmFolder = await newFolder();
  expect(await run(source, calmFolder)).toBe(true);
  const uninterrupted = await manifestOf(calmFolder);

  const draw = random(20261124);
  const folder = await newFolder();
  let kills = 0;
  for (; kills < wantedKills; kills += 1) {
    if (await run(source, folder, 1 + Math.floor(draw() * 4))) break;
  }
  expect(kills).toBe(wantedKills);
  // Files that were sealed before a kill are kept after the next kill.
  expect(await progress(folder)).toBeGreaterThan(wantedKills);
  expect(await run(source, folder)).toBe(true);
  const manifest = await manifestOf(folder);
  expect(content(manifest)).toEqual(content(uninterrupted));
  expect(manifest.contentDigest).toBe(uninterrupted.contentDigest);
}

test('an extraction from a database that is killed at twenty random points gives the same manifest as one without kills', async () => {
  const database = await createTestDatabase();
  await loadOperator({ connectionString: database.url, scale: { accounts: 400 } });
  await expectSurvival(['source.yml', database.url, '100'], 20);
  await database.drop();
}, 180_000);

const size = { accounts: 60 };
test('an extraction from files that is killed at random points gives the same manifest as one without kills', async () => {
  const delivery = await newFolder();
  await writeDelivery(delivery, size);
  await expectSurvival(['source-files.yml', delivery, '20'], 6);
}, 60_000);

test('an extraction from TM Forum APIs that is killed at random points gives the same manifest as one without kills', async () => {
  const server = await startTmf({ size });
  await expectSurvival(['source-tmf.yml', server.url, '20'], 6);
  await server.close();
}, 120_000);

test('an extraction from a bulk export that is killed at random points continues with the same job, and gives the same manifest as one without kills', async () => {
  const server = await startBulk({ size });
  await expectSurvival(['source-bulk.yml', server.url, '20'], 6);
  // The extraction without kills has the same name, so it uses the same job.
  expect(server.jobs()).toBe(1);
  await server.close();
}, 120_000);
