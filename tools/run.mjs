import { spawn } from 'node:child_process';
import { prepare } from './prepare.mjs';

/** Prepares the machine, then runs Node with the given arguments and ends with its exit code. */
try {
  const { temporalCli } = await prepare();
  const env = { ...process.env, TEMPORAL_CLI: temporalCli };
  const child = spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
} catch (error) {
  process.stderr.write(`prepare: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
