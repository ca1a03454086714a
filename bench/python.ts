import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Python with the packages of a file, for comparisons with tools of others. The first call needs the network; packages go into
 * ~/.cache/portage.
 * @param name of the comparison
 * @param requirements path of the file with pinned packages
 * @returns path of the interpreter
 */
export function pythonWith(name: string, requirements: string): string {
  const folder = join(homedir(), '.cache/portage/bench', name);
  const path = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(path, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { stdio: 'inherit' });
    execFileSync('touch', [join(folder, 'ready')]);
  }
  return path;
}
