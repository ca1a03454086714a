import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { unwatch, watch } from './watchdog.ts';

export interface ProcessOptions {
  /** Name of the log file, and prefix of the lines for `echo`. */
  name: string;
  command: string;
  args: readonly string[];
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The user to run as, for a program that refuses to run as root. */
  user?: { uid: number; gid: number } | undefined;
  logDirectory: string;
  /** Receives each line that the process writes, prefixed with its name. */
  echo?: ((line: string) => void) | undefined;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ProcessHandle {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Undefined while the process is running. */
  ended(): Exit | undefined;
  /** Signals the process and what it started. Does nothing if the process has ended. */
  kill(signal: NodeJS.Signals): void;
  /** Interrupts the process, and kills it after `graceMs`. Resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
  /**
   * The first line on stdout that is a JSON object. It is not logged, because it may contain credentials.
   *
   * @throws {Error} if the process ends or `timeoutMs` passes without one
   */
  readyLine(timeoutMs?: number): Promise<unknown>;
}

/**
 * Starts a program in a process group of its own, so that after Ctrl-C the processes stop in our order and not all at
 * once. Its output goes to `<logDirectory>/<name>.log`. It ends when this process ends, even if that is killed.
 *
 * @throws {Error} if the program can't be started
 */
export async function startProcess(options: ProcessOptions): Promise<ProcessHandle> {
  const { name, command, args, env, user, logDirectory, echo } = options;
  mkdirSync(logDirectory, { recursive: true });
  const logFile = join(logDirectory, `${name}.log`);
  const child = spawn(command, args, {
    ...user,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new Error(`${name}: ${basename(command)} can't be started: ${error.message}`)),
    );
  });
  const pid = child.pid as number;
  watch(pid);

  let end: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      unwatch(pid);
      end = { code, signal };
      resolve(end);
    });
  });

  const log = createWriteStream(logFile, { flags: 'a' });
  const write = (line: string): void => {
    log.write(`${line}\n`);
    echo?.(`${name} | ${line}`);
  };
  const ready = firstJsonLine(child.stdout, write);
  createInterface({ input: child.stderr }).on('line', write);
  child.once('close', () => log.end());

  const kill = (signal: NodeJS.Signals): void => {
    if (!end) signalGroup(pid, signal);
  };
  return {
    name,
    pid,
    logFile,
    exited,
    ended: () => end,
    kill,
    async stop(graceMs = 10_000) {
      kill('SIGINT');
      const force = setTimeout(() => kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
    async readyLine(timeoutMs = 60_000) {
      const settled = new AbortController();
      const late = delay(timeoutMs, undefined, { signal: settled.signal }).catch(() => undefined);
      const line = await Promise.race([ready, late]);
      settled.abort();
      if (line !== undefined) return line;
      // The output closes shortly before the end of the process is reported.
      if (!end) await Promise.race([exited, delay(500)]);
      const reason = end ? `it ended with ${end.code ?? end.signal}` : `nothing came within ${timeoutMs / 1000} s`;
      throw new Error(`${name} did not get ready: ${reason}. See ${logFile}.`);
    },
  };
}

/** Returns the first line that is a JSON object, undefined if there is none; `write` receives all other lines. */
function firstJsonLine(output: Readable, write: (line: string) => void): Promise<unknown> {
  return new Promise((resolve) => {
    let found = false;
    const lines = createInterface({ input: output });
    lines.on('line', (line) => {
      const value = found ? undefined : jsonObject(line);
      if (value === undefined) return write(line);
      found = true;
      resolve(value);
    });
    lines.on('close', () => resolve(undefined));
  });
}

function jsonObject(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
