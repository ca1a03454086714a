import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Environment } from '../../schemas/words.ts';
import { claimDirectory } from '../dev/claim.ts';
import { startProcess, type ProcessHandle } from '../dev/processes.ts';
import { startStack } from '../dev/stack.ts';
import { workerCommand } from '../dev/worker-command.ts';

/** What the demo plays on: the servers, the operator's data, a worker. */
export interface Stage {
  /** Absolute path of the engagement file. */
  engagementFile: string;
  /** Key of a record that the demo loads, whatever its size. */
  recordKey: string;
  address: string;
  namespace: string;
  uiUrl: string | undefined;
  /** Rejects if the worker or the emulator ends by itself, and never resolves. */
  broken: Promise<never>;
  /** Ends everything, the last started first. */
  stop(): Promise<void>;
}

export interface StageOptions {
  size: string;
  say(line: string): void;
  signal: AbortSignal;
  /** Emptied, then used for all that the stage keeps: a stage starts afresh, for the emulator forgets as well. */
  directory: string;
}

/** The emulator's ready line. */
const Emulator = z.object({
  accountsUrl: z.url(),
  apiUrl: z.url(),
  orgs: z.array(
    z.object({ environment: Environment, clientId: z.string(), clientSecret: z.string(), refreshToken: z.string() }),
  ),
});

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Node's arguments for a program of the project, run from its source. */
const source = (file: string, ...args: string[]) => ['--import', 'tsx', join(root, file), ...args];
export const demoDirectory = join(root, '.portage', 'demo');
export const devDirectory = join(root, '.portage', 'dev');

/**
 * Starts the stack, the emulators and a worker in a directory of their own.
 *
 * @throws {Error} if a part does not get ready, or another demo runs; nothing is left running
 */
export async function setStage({ size, say, signal, directory }: StageOptions): Promise<Stage> {
  wipe(directory);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    const stack = await startStack({ directory, log: say });
    running.push(stack);
    const run = async (name: string, args: string[], env: Record<string, string> = {}) => {
      signal.throwIfAborted();
      const command = { command: process.execPath, args };
      const started = await startProcess({ name, ...command, env, logDirectory: stack.logDirectory });
      running.push(started);
      return started;
    };
    const emulator = await run('zoho', source('emulators/zoho/main.ts', '--json'));
    const zoho = Emulator.parse(await ready(emulator));
    say(`Zoho CRM emulator at ${zoho.apiUrl}, with a sandbox and a production org`);

    const operator = await run(
      'operator',
      source('emulators/bss/main.ts', '--url', stack.sourceUrl, '--size', size, '--json'),
    );
    const { counts } = z.object({ counts: z.record(z.string(), z.number()) }).parse(await ready(operator));
    say(
      `The demo operator's BSS has ${Object.values(counts)
        .reduce((sum, one) => sum + one, 0)
        .toLocaleString('en')} rows`,
    );

    const worker = await run('worker', workerCommand, {
      TEMPORAL_ADDRESS: stack.temporalAddress,
      TEMPORAL_NAMESPACE: stack.namespace,
      PORTAGE_LEDGER_URL: stack.ledgerUrl,
      PORTAGE_SOURCE_URL: stack.sourceUrl,
      PORTAGE_STAGING: join(directory, 'staging'),
      ...zohoVariables(zoho),
    });
    await ready(worker);
    say(`A worker is ready; logs are in ${stack.logDirectory}`);
    return {
      engagementFile: join(root, 'examples/demo-operator/engagement.yml'),
      recordKey: 'subscribers:SUB-000001',
      address: stack.temporalAddress,
      namespace: stack.namespace,
      uiUrl: stack.temporalUiUrl,
      broken: Promise.race([whenEnded(worker), whenEnded(emulator)]),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function wipe(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const release = claimDirectory(directory);
  release();
  rmSync(directory, { recursive: true });
}

/** The variables that the demo's engagement file names. */
function zohoVariables({ accountsUrl, apiUrl, orgs }: z.infer<typeof Emulator>): Record<string, string> {
  const ofOrgs = orgs.flatMap(({ environment, clientId, clientSecret, refreshToken }) => {
    const name = `PORTAGE_ZOHO_${environment.toUpperCase()}`;
    return [
      [`${name}_CLIENT_ID`, clientId],
      [`${name}_CLIENT_SECRET`, clientSecret],
      [`${name}_REFRESH_TOKEN`, refreshToken],
    ];
  });
  return {
    PORTAGE_ZOHO_ACCOUNTS_URL: accountsUrl,
    PORTAGE_ZOHO_API_URL: apiUrl,
    ...(Object.fromEntries(ofOrgs) as Record<string, string>),
  };
}

/** The first line of JSON that a process writes; however long that takes, for a large operator takes minutes. */
function ready(started: ProcessHandle): Promise<unknown> {
  return Promise.race([started.readyLine(600_000), whenEnded(started)]);
}

async function whenEnded({ name, exited, logFile }: ProcessHandle): Promise<never> {
  const { code, signal } = await exited;
  throw new Error(`The ${name} ended by itself (${code ?? signal}). Its log: ${logFile}`);
}
