import { execFileSync, type StdioOptions } from 'node:child_process';
import { workerEnvironment, workerOptions } from '../apps/dev/worker-command.ts';

/** Runs a script that is measured, with the heap limits and the environment of `npm run worker`. Returns what it printed. */
export const runAsWorker = (args: string[], stdio: StdioOptions = 'pipe'): Buffer | null =>
  execFileSync(process.execPath, [...workerOptions, ...args], { stdio, env: { ...process.env, ...workerEnvironment } });
