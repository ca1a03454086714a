import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.mjs';
import { buildTemporal } from './temporal-build.mjs';
import { downloadTemporal } from './temporal-download.mjs';

const run = promisify(execFile);
/** The oldest CLI on PATH that is used: 1.4 has every flag that the local stack passes. */
const oldestMinor = 4;

/**
 * @typedef {object} Wanted
 * @property {string} version such as `1.8.2`
 * @property {string} moduleDirectory the folder of the Go module that pins the CLI
 * @property {import('./progress.mjs').Progress} progress
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [downloadUrl]
 * @property {AbortSignal} [signal]
 */

/**
 * The CLI version that tools/temporal/go.mod pins. It is read from there, and not from temporal-dev.yml, because the YAML
 * parser may not be installed yet.
 *
 * @param {string} moduleDirectory
 * @returns {string}
 */
export function readPinnedVersion(moduleDirectory) {
  const file = join(moduleDirectory, 'go.mod');
  const version = /^\s+github\.com\/temporalio\/cli v(\d+\.\d+\.\d+)\b/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (!version) throw new Error(`${file} does not name a version of github.com/temporalio/cli`);
  return version;
}

/**
 * Finds or makes a Temporal CLI, in this order: `TEMPORAL_CLI`, `temporal` on PATH, the cache of an earlier run,
 * the official download, a build with Go.
 *
 * @param {Wanted} wanted
 * @returns {Promise<string>} path of an executable that has been run once
 * @throws {Error} with one sentence that lists the ways, when none of them works
 */
export async function obtainTemporal(wanted) {
  const { version, progress, env = process.env, signal } = wanted;
  if (env['TEMPORAL_CLI']) return fromEnvironment(env['TEMPORAL_CLI'], progress);
  const onPath = await fromPath(env, progress);
  if (onPath) return onPath;

  const directory = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'portage', 'temporal', version);
  const cached = join(directory, 'temporal');
  if (await versionOf(cached)) return cached;
  const onWait = () => progress.show('temporal', 'waiting for another run that makes the Temporal CLI');
  try {
    return await withLock(join(directory, 'making.lock'), { onWait, signal }, async () => {
      if (await versionOf(cached)) return cached;
      await make(wanted, env, cached);
      progress.log(`Temporal CLI ${version} is kept in ${cached}`);
      return cached;
    });
  } finally {
    progress.end('temporal');
  }
}

/**
 * @param {Wanted} wanted
 * @param {NodeJS.ProcessEnv} env
 * @param {string} cached where the finished file belongs
 */
async function make({ version, moduleDirectory, progress, downloadUrl, signal }, env, cached) {
  const target = `${cached}.${process.pid}`;
  const ways = [
    () => downloadTemporal({ version, target, progress, url: downloadUrl, signal }),
    () => buildTemporal({ version, target, progress, moduleDirectory, env, signal }),
  ];
  mkdirSync(dirname(cached), { recursive: true });
  try {
    for (const way of ways) {
      try {
        await way();
        if (await versionOf(target)) return renameSync(target, cached);
        progress.log('the new Temporal CLI does not run on this machine');
      } catch (error) {
        signal?.throwIfAborted();
        progress.log(error instanceof Error ? error.message : String(error));
      }
    }
  } finally {
    rmSync(target, { force: true });
  }
  throw new Error(
    'No Temporal CLI was found or could be made: install it so that `temporal` is on PATH, or name the file in ' +
      'TEMPORAL_CLI, or allow HTTPS to temporal.download, or install Go 1.26.4 or newer.',
  );
}

/**
 * @param {string} path
 * @param {import('./progress.mjs').Progress} progress
 */
async function fromEnvironment(path, progress) {
  const version = await versionOf(path);
  if (!version)
    throw new Error(`TEMPORAL_CLI names ${path}, which is not a Temporal CLI that runs. Correct or unset it.`);
  progress.log(`Temporal CLI ${version} from TEMPORAL_CLI`);
  return path;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.mjs').Progress} progress
 */
async function fromPath(env, progress) {
  for (const directory of (env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(directory, 'temporal');
    const version = directory && existsSync(candidate) ? await versionOf(candidate) : undefined;
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === 1 && Number(minor) >= oldestMinor) {
      progress.log(`Temporal CLI ${version} from PATH (${candidate})`);
      return candidate;
    }
    progress.log(`${candidate} is version ${version}; 1.${oldestMinor} or a newer 1.x is needed, so it is not used`);
  }
  return undefined;
}

/**
 * @param {string} path
 * @returns {Promise<string | undefined>} such as `1.8.2`; undefined if the file isn't a Temporal CLI that runs
 */
async function versionOf(path) {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 20_000 });
    return /^temporal version (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
