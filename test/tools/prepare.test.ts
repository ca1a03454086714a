import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const tools = fileURLToPath(new URL('../../tools', import.meta.url));

/** A clone without packages, on a machine that has only the commands in `bin/`. */
let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'portage-clone-'));
  cpSync(tools, join(clone, 'tools'), { recursive: true });
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ type: 'module' }));
  const packages = { '': {}, 'node_modules/zod': { version: '4.6.7' } };
  writeFileSync(join(clone, 'package-lock.json'), JSON.stringify({ packages }));
  mkdirSync(join(clone, 'bin'));
});
afterEach(() => rmSync(clone, { recursive: true }));

function command(name: string, ...lines: string[]): string {
  const file = join(clone, 'bin', name);
  writeFileSync(file, ['#!/bin/sh', 'PATH=/usr/bin:/bin', `cd "${clone}"`, ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}
/** Waits for a file, 20 seconds at most, so that nothing is left running when the test fails. */
const until = (file: string) => `n=0; until [ -e ${file} ]; do n=$((n+1)); [ $n -lt 400 ] || exit 1; sleep 0.05; done`;
const prepare = () => run(process.execPath, ['tools/prepare.mjs'], { cwd: clone, env: { PATH: join(clone, 'bin') } });

test('packages and the Temporal CLI are obtained at the same time, without any package installed before', async () => {
  command('npm', 'touch npm-runs', until('temporal-runs'));
  const cli = command('temporal', 'touch temporal-runs', until('npm-runs'), 'echo temporal version 1.8.2');
  const { stdout, stderr } = await prepare();
  expect(stdout).toBe(`${cli}\n`);
  expect(stderr.split('\n')).toEqual(
    expect.arrayContaining([
      'prepare: installing the locked packages (npm ci)',
      `prepare: Temporal CLI 1.8.2 from PATH (${cli})`,
    ]),
  );
});

test('a failed npm ci is reported with the messages of npm, and the next run can install', async () => {
  command('npm', 'echo the cache is broken >&2', 'exit 1');
  command('temporal', 'echo temporal version 1.8.2');
  const failure = (await prepare().catch((error: unknown) => error)) as { stderr: string; code: number };
  expect(failure.code).toBe(1);
  expect(failure.stderr).toContain('prepare: npm: the cache is broken\n');
  expect(failure.stderr).toContain('prepare: npm ci failed (exit code 1). Its messages are above.\n');
  expect(existsSync(join(clone, '.portage/install.lock'))).toBe(false);
});
