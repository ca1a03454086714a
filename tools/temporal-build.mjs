import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { duration } from './progress.mjs';

const cliPackage = 'github.com/temporalio/cli/cmd/temporal';
/**
 * Memory that must be free before the Go compiler may collect its garbage less often. It then needs a fifth less time,
 * and up to 1.5 GB in one process instead of 0.7 GB.
 */
const ampleMemory = 4 * 2 ** 30;

/**
 * Builds the Temporal CLI from the pinned module to `target`: with empty Go caches about five minutes of CPU time.
 * What the module leaves out is listed in tools/temporal/go.mod.
 *
 * @param {{ version: string, target: string, progress: import('./progress.mjs').Progress, moduleDirectory: string,
 *   env: NodeJS.ProcessEnv, signal?: AbortSignal | undefined }} options
 * @throws {Error} when Go is missing or the build fails, with the last messages of Go
 */
export async function buildTemporal({ version, target, progress, moduleDirectory, env, signal }) {
  const started = Date.now();
  const speed = process.availableMemory() > ampleMemory ? { GOGC: '400' } : {};
  /** @param {string[]} args @param {(line: string) => void} onLine */
  const go = (args, onLine) =>
    runGo(args, { cwd: moduleDirectory, env: { ...speed, ...env, CGO_ENABLED: '0' }, onLine, signal });
  /** @param {string} doing */
  const show = (doing) => progress.show('temporal', `building the Temporal CLI: ${doing}`);

  progress.log(`building the Temporal CLI ${version} with Go; later runs find it in the cache`);
  show('starting');
  let modules = 0;
  let packages = 0;
  await go(['list', '-mod=readonly', '-deps', cliPackage], (line) => {
    if (line.startsWith('go: downloading')) modules += 1;
    else if (line !== 'unsafe') packages += 1;
    show(`${modules} Go modules downloaded`);
  });
  let compiled = 0;
  const linkFlags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  const build = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-v', '-o', target];
  show(`compiling ${packages} Go packages`);
  // The linker strips what the compiler would write for debuggers, so the compiler need not write it.
  await go([...build, '-gcflags=all=-dwarf=false', '-ldflags', linkFlags, cliPackage], (line) => {
    if (!line.startsWith('go: ')) compiled += 1;
    show(`${compiled} of at most ${packages} Go packages compiled`);
  });
  progress.log(`Temporal CLI built in ${duration(Date.now() - started)}`);
}

/**
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, onLine: (line: string) => void, signal?: AbortSignal | undefined }} options
 */
function runGo(args, { cwd, env, onLine, signal }) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const child = spawn('go', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], signal });
      /** @type {string[]} */
      const lastLines = [];
      createInterface({ input: child.stdout }).on('line', onLine);
      createInterface({ input: child.stderr }).on('line', (line) => {
        lastLines.push(line);
        if (lastLines.length > 3) lastLines.shift();
        onLine(line);
      });
      child.on('error', () => {
        if (!signal?.aborted) reject(new Error('Go is not installed, so the Temporal CLI cannot be built'));
      });
      child.on('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`Go could not build the Temporal CLI: ${lastLines.join(' / ')}`));
      });
    })
  );
}
