import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { claimDirectory } from './claim.ts';
import { clusterDirectory, userForPostgres } from './postgres-files.ts';

/** What an example stack needs to go on with the data in its directory. It is written when all data is there. */
const KeptState = z.object({
  /** Size of the operator whose records are in the source's database, and how many rows it has. */
  size: z.string(),
  rows: z.number(),
  /** The fingerprints in the staged extractions are made with it. */
  fingerprintKey: z.string(),
  zohoPort: z.number(),
  /** When the stack was last started, in ISO 8601. */
  startedAt: z.string(),
});
export type KeptState = z.infer<typeof KeptState>;

const fileOf = (directory: string) => join(directory, 'state.json');

/** File of the emulated orgs, which the Zoho emulator writes when it ends. */
export const snapshotOf = (directory: string): string => join(directory, 'zoho.snapshot');

export interface StateOptions {
  /** Removes what is there. */
  fresh: boolean;
  size: string;
  log: (line: string) => void;
}

/**
 * Opens the directory of a stack: to go on with its data, or emptied.
 *
 * @returns what was kept; null for a new start
 * @throws {Error} if a stack is running there
 */
export function openState(directory: string, { fresh, size, log }: StateOptions): KeptState | null {
  mkdirSync(directory, { recursive: true });
  const release = claimDirectory(directory);
  release();
  const shown = relative(process.cwd(), directory) || '.';
  const kept = fresh ? null : readState(directory);
  if (kept?.size === size) {
    log(`Continues with the state in ${shown}, which was last started at ${kept.startedAt}.`);
    if (!isSnapshotNewerThan(kept.startedAt, directory))
      log(
        'The Zoho emulator did not end properly, so its orgs are older than the ledger, and loads may not agree. ' +
          'To start anew: npm run dev -- --fresh',
      );
    return kept;
  }
  const isUsed = existsSync(join(directory, 'postgres')) || existsSync(join(directory, 'temporal.db'));
  log(`Starts anew in ${shown}.${isUsed ? ' What an earlier start left there is removed.' : ''}`);
  rmSync(clusterDirectory(join(directory, 'postgres'), userForPostgres()), { recursive: true, force: true });
  rmSync(directory, { recursive: true });
  mkdirSync(directory, { recursive: true });
  return null;
}

export function writeState(directory: string, state: KeptState): void {
  writeFileSync(fileOf(directory), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

function readState(directory: string): KeptState | null {
  const file = fileOf(directory);
  return existsSync(file) ? (KeptState.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null) : null;
}

function isSnapshotNewerThan(startedAt: string, directory: string): boolean {
  const found = statSync(snapshotOf(directory), { throwIfNoEntry: false });
  return found !== undefined && found.mtimeMs > Date.parse(startedAt);
}
