import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Claims a stack's directory for this process, because two servers on the same files would damage them. The claim of a
 * process that has ended is ignored.
 *
 * @returns a function that releases the directory
 * @throws {Error} with the id of the process that has claimed the directory
 */
export function claimDirectory(directory: string): () => void {
  const file = join(directory, 'stack.pid');
  const owner = runningOwner(file);
  if (owner !== undefined) {
    throw new Error(
      `A stack is already running in ${directory} (process ${owner}). Nothing was started. Stop that one first.`,
    );
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return () => rmSync(file, { force: true });
}

function runningOwner(file: string): number | undefined {
  try {
    const owner = Number(readFileSync(file, 'utf8'));
    process.kill(owner, 0);
    return owner;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EPERM') return Number(readFileSync(file, 'utf8'));
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
