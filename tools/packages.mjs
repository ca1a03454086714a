import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Installs the packages of package-lock.json when they are missing or differ from what is installed.
 *
 * @param {{ root: string, log: (line: string) => void }} options
 */
export async function installPackages({ root, log }) {
  if (!packagesAreStale(root)) return;
  await withLock(join(root, '.portage', 'install.lock'), log, async () => {
    if (!packagesAreStale(root)) return;
    log('installing the locked packages (npm ci), about half a minute');
    const started = Date.now();
    await npmCi(root);
    log(`packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
  });
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

/** @param {string} root */
function npmCi(root) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      // npm's own output goes to stderr: stdout belongs to the program that is prepared.
      const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        cwd: root,
        stdio: ['ignore', 2, 2],
      });
      npm.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
      npm.on('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`npm ci failed (exit code ${code}). What it said is above; nothing else was done.`));
      });
    })
  );
}
