import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { withLock } from './lock.mjs';
import { buildTemporal } from './temporal-build.mjs';
import { downloadTemporal } from './temporal-download.mjs';

const run = promisify(execFile);
/** The oldest CLI on PATH that is taken: 1.4 knows every flag that the local stack passes. */
const oldestMinor = 4;

/** @typedef {{ version: string, moduleDirectory: string, log: (line: string) => void, env?: NodeJS.ProcessEnv, downloadUrl?: string }} Wanted */

/**
 * The CLI version that temporal-dev.yml names.
 *
 * @param {string} root
 * @returns {string}
 */
export function readPinnedVersion(root) {
  return parse(readFileSync(join(root, 'temporal-dev.yml'), 'utf8')).temporal.version;
}

/**
 * Finds or makes a Temporal CLI, in this order: `TEMPORAL_CLI`, `temporal` on PATH, the cache of an earlier run,
 * the official download, a build with Go.
 *
 * @param {Wanted} wanted
 * @returns {Promise<string>} path of an executable that was seen to run
 * @throws {Error} with one sentence that lists the ways, when none is open
 */
export async function obtainTemporal(wanted) {
  const { version, moduleDirectory, log, env = process.env } = wanted;
  if (env['TEMPORAL_CLI']) return fromEnvironment(env['TEMPORAL_CLI'], log);
  const onPath = await fromPath(env, log);
  if (onPath) return onPath;

  const directory = join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'portage', 'temporal', version);
  const cached = join(directory, 'temporal');
  if (await versionOf(cached)) return cached;
  return withLock(join(directory, 'making.lock'), log, async () => {
    if (await versionOf(cached)) return cached;
    mkdirSync(directory, { recursive: true });
    const fresh = join(directory, `temporal.${process.pid}`);
    try {
      await firstThatWorks(fresh, log, [
        () => downloadTemporal({ version, target: fresh, log, url: wanted.downloadUrl }),
        () => buildTemporal({ version, target: fresh, log, moduleDirectory, env }),
      ]);
      renameSync(fresh, cached);
    } finally {
      rmSync(fresh, { force: true });
    }
    log(`Temporal CLI ${version} is kept in ${cached}`);
    return cached;
  });
}

/**
 * @param {string} target
 * @param {(line: string) => void} log
 * @param {(() => Promise<void>)[]} ways
 */
async function firstThatWorks(target, log, ways) {
  for (const way of ways) {
    try {
      await way();
      if (await versionOf(target)) return;
      log('the Temporal CLI that came of it does not run on this machine');
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    'No Temporal CLI was found or could be made: install it so that `temporal` is on PATH, or name the file in ' +
      'TEMPORAL_CLI, or allow HTTPS to temporal.download, or install Go 1.26.4 or newer.',
  );
}

/**
 * @param {string} path
 * @param {(line: string) => void} log
 */
async function fromEnvironment(path, log) {
  const version = await versionOf(path);
  if (!version) throw new Error(`TEMPORAL_CLI names ${path}, which is not a Temporal CLI that runs. Mend or unset it.`);
  log(`Temporal CLI ${version} from TEMPORAL_CLI`);
  return path;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} log
 */
async function fromPath(env, log) {
  for (const directory of (env['PATH'] ?? '').split(delimiter)) {
    const candidate = join(directory, 'temporal');
    const version = directory && existsSync(candidate) ? await versionOf(candidate) : undefined;
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === 1 && Number(minor) >= oldestMinor) {
      log(`Temporal CLI ${version} from PATH (${candidate})`);
      return candidate;
    }
    log(`${candidate} is version ${version}; 1.${oldestMinor} or a newer 1.x is needed, so it is passed over`);
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
