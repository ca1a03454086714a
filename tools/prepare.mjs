import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Makes a fresh clone ready to run: installs the locked packages when they are missing or stale and obtains the
 * Temporal CLI that temporal-dev.yml names. Says on stderr what it does and how far it is.
 * Writes into node_modules, `.portage/` and the user's cache folder only.
 *
 * @param {{ temporal?: boolean }} [options] `temporal: false` leaves the Temporal CLI out
 * @returns {Promise<{ temporalCli: string | undefined }>} the path of a Temporal CLI that was seen to run
 */
export async function prepare({ temporal = true } = {}) {
  await installPackages({ root, log });
  if (!temporal) return { temporalCli: undefined };
  // Imported late: it reads temporal-dev.yml with a package that was perhaps installed only now.
  const { obtainTemporal, readPinnedVersion } = await import('./temporal-cli.mjs');
  const version = readPinnedVersion(root);
  return { temporalCli: await obtainTemporal({ version, moduleDirectory: `${root}/tools/temporal`, log }) };
}

/** @param {string} line */
function log(line) {
  process.stderr.write(`prepare: ${line}\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { temporalCli } = await prepare({ temporal: !process.argv.includes('--no-temporal') });
    if (temporalCli) process.stdout.write(`${temporalCli}\n`);
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
