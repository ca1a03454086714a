import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Claims a stack's directory for this process: two servers on the same files would spoil them. The claim of a process
 * that is gone is void.
 *
 * @returns gives the directory free again
 * @throws {Error} naming the process that holds the directory
 */
export function claimDirectory(directory: string): () => void {
  const file = join(directory, 'stack.pid');
  const owner = aliveOwner(file);
  if (owner !== undefined) {
    throw new Error(
      `A stack is running in ${directory} already (process ${owner}). Nothing was started. Stop that one first.`,
    );
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return () => rmSync(file, { force: true });
}

function aliveOwner(file: string): number | undefined {
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
