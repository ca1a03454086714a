import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { random } from '../../../emulators/zoho/faults.ts';
import { loadOperator } from '../../../emulators/bss/postgres.ts';
import { Manifest } from '../../../schemas/manifest.ts';
import { createTestDatabase } from '../../support/database.ts';

const script = fileURLToPath(new URL('../../support/extract-process.ts', import.meta.url));
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const folders: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  await loadOperator({ connectionString: database.url, scale: { accounts: 400 } });
}, 60_000);
afterAll(async () => {
  await database.drop();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  folders.push(folder);
  return folder;
}
/** Files of an extraction that are complete: sealed parts, whole objects, the manifest. */
async function progress(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.filter((file) => /\.(csv|json)$/.test(file)).length;
}

/** Runs an extraction; kills it once so many more files are there. Says whether it came to its end. */
async function run(folder: string, killAfter = Infinity): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, database.url, folder, '100'], { stdio: 'inherit' });
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

test('an extraction that is killed at twenty random points ends with the manifest of an undisturbed one', async () => {
  const calm = await newFolder();
  expect(await run(calm)).toBe(true);
  const undisturbed = await manifestOf(calm);

  const draw = random(20261124);
  const folder = await newFolder();
  let kills = 0;
  for (; kills < 20; kills += 1) {
    if (await run(folder, 1 + Math.floor(draw() * 4))) break;
  }
  expect(kills).toBe(20);
  // What was sealed before a kill is still there after the next.
  expect(await progress(folder)).toBeGreaterThan(20);
  expect(await run(folder)).toBe(true);
  const manifest = await manifestOf(folder);
  expect(content(manifest)).toEqual(content(undisturbed));
  expect(manifest.contentDigest).toBe(undisturbed.contentDigest);
}, 180_000);
