import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withLock } from './lock.mjs';
import { duration } from './progress.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */
/** @typedef {{ root: string, progress: import('./progress.mjs').Progress, signal?: AbortSignal | undefined }} Options */

/**
 * Installs the packages of package-lock.json if they are missing or differ from what is installed.
 *
 * @param {Options} options
 * @throws {Error} when npm is missing or fails, or when the signal stops the installation
 */
export async function installPackages({ root, progress, signal }) {
  if (!packagesAreStale(root)) return;
  const onWait = () => progress.show('packages', 'waiting for another run that installs the packages');
  try {
    await withLock(join(root, '.portage', 'install.lock'), { onWait, signal }, async () => {
      if (!packagesAreStale(root)) return;
      progress.log('installing the locked packages (npm ci)');
      progress.show('packages', 'installing packages');
      const started = Date.now();
      await npmCi({ root, progress, signal });
      progress.log(`packages installed in ${duration(Date.now() - started)}`);
    });
  } finally {
    progress.end('packages');
  }
}

/**
 * Compares package-lock.json with the copy that npm leaves in node_modules as the last step of an installation,
 * so that an interrupted installation counts as stale. Optional packages of other platforms may be missing.
 *
 * @param {string} root
 */
export function packagesAreStale(root) {
  const copy = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(copy)) return true;
  const installed = lockedPackages(copy);
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  delete wanted[''];
  return Object.entries(wanted).some(([path, entry]) => {
    const found = installed[path];
    if (!found) return !entry.optional && !entry.devOptional;
    return found.version !== entry.version || found.integrity !== entry.integrity;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** @param {Options} options */
function npmCi({ root, progress, signal }) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
        signal,
      });
      createInterface({ input: npm.stderr }).on('line', (line) => progress.log(`npm: ${line}`));
      npm.on('error', (error) => {
        if (!signal?.aborted) reject(new Error(`npm could not be started: ${error.message}`));
      });
      npm.on('close', (code) => {
        if (code === 0) resolve();
        else if (signal?.aborted) reject(new Error('npm ci was stopped'));
        else reject(new Error(`npm ci failed (exit code ${code}). Its messages are above.`));
      });
    })
  );
}
