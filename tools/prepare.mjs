import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './packages.mjs';
import { Progress } from './progress.mjs';
import { obtainTemporal, readPinnedVersion } from './temporal-cli.mjs';
import { together } from './together.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Makes a fresh clone ready to run: at the same time it installs the locked packages if they are missing or stale, and
 * obtains the Temporal CLI of the version that tools/temporal/go.mod pins. Shows its progress on stderr.
 * Writes into node_modules, `.portage/` and the user's cache folder only. Nothing here needs an installed package.
 *
 * @param {{ temporal?: boolean }} [options] `temporal: false` leaves the Temporal CLI out
 * @returns {Promise<{ temporalCli: string | undefined }>} the path of a Temporal CLI that has been run once
 */
export async function prepare({ temporal = true } = {}) {
  const progress = new Progress(process.stderr);
  const moduleDirectory = join(root, 'tools', 'temporal');
  const version = readPinnedVersion(moduleDirectory);
  const [, temporalCli] = await together(
    (signal) => installPackages({ root, progress, signal }),
    (signal) =>
      temporal ? obtainTemporal({ version, moduleDirectory, progress, signal }) : Promise.resolve(undefined),
  );
  return { temporalCli };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const { temporalCli } = await prepare({ temporal: !process.argv.includes('--no-temporal') });
    if (temporalCli) process.stdout.write(`${temporalCli}\n`);
  } catch (error) {
    process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
