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
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'portage', name);
  const path = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    console.error(`Installing Python packages into ${folder} …`);
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(path, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { stdio: 'inherit' });
    execFileSync('touch', [join(folder, 'ready')]);
  }
  return path;
}
