import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const cliPackage = 'github.com/temporalio/cli/cmd/temporal';

/**
 * Builds the Temporal CLI from the pinned module to `target`: about four minutes on two cores with empty Go caches.
 *
 * @param {{ version: string, target: string, log: (line: string) => void, moduleDirectory: string, env: NodeJS.ProcessEnv }} options
 * @throws {Error} when Go is missing or the build fails, with Go's last words
 */
export async function buildTemporal({ version, target, log, moduleDirectory, env }) {
  const started = Date.now();
  let doing = 'starting';
  const ticker = setInterval(() => log(`${doing}, ${elapsed(started)}`), 5_000);
  /** @param {string[]} args @param {(line: string) => void} onLine */
  const go = (args, onLine) => runGo(args, { cwd: moduleDirectory, env: { ...env, CGO_ENABLED: '0' }, onLine });
  try {
    log(`building the Temporal CLI ${version} with Go; about four minutes the first time, never again after that`);
    let modules = 0;
    let packages = 0;
    await go(['list', '-mod=readonly', '-deps', cliPackage], (line) => {
      if (line.startsWith('go: downloading')) modules += 1;
      else packages += 1;
      doing = `downloading Go modules, ${modules} so far`;
    });
    let compiled = 0;
    const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
    const build = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-v', '-ldflags', flags, '-o', target];
    doing = `compiling ${packages} Go packages`;
    await go([...build, cliPackage], (line) => {
      if (!line.startsWith('go: ')) compiled += 1;
      doing = `compiling, ${compiled} of at most ${packages} Go packages`;
    });
    log(`built in ${elapsed(started)}`);
  } finally {
    clearInterval(ticker);
  }
}

/**
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, onLine: (line: string) => void }} options
 */
function runGo(args, { cwd, env, onLine }) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const child = spawn('go', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      /** @type {string[]} */
      const lastWords = [];
      createInterface({ input: child.stdout }).on('line', onLine);
      createInterface({ input: child.stderr }).on('line', (line) => {
        lastWords.push(line);
        if (lastWords.length > 3) lastWords.shift();
        onLine(line);
      });
      child.on('error', () => reject(new Error('Go is not installed, so the Temporal CLI cannot be built')));
      child.on('close', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`Go could not build the Temporal CLI: ${lastWords.join(' / ')}`));
      });
    })
  );
}

/** @param {number} since */
function elapsed(since) {
  const seconds = Math.round((Date.now() - since) / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
