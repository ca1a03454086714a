import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Environment } from '../../schemas/terms.ts';
import { writeApproverKeys, type ApproverKeys } from './approver-keys.ts';
import { openState, snapshotOf, writeState } from './kept-state.ts';
import { generationProgress } from './operator.ts';
import { writeNetworkKey } from './network-key.ts';
import type { OwnEngagement } from './own-engagement.ts';
import { freePort } from './ports.ts';
import { startProcess, type ProcessHandle } from './processes.ts';
import { startStack, type Stack } from './stack.ts';
import { builtWorkerCommand, workerCommand, workerEnvironment } from './worker-command.ts';

export interface ExampleStackOptions {
  /**
   * Where everything is kept, on the usual ports and with Temporal's web UI. The next start in the same directory goes on
   * with it. Without it: a temporary folder, any free ports and no web UI.
   */
  directory?: string;
  /** Removes what is in the directory first. */
  fresh?: boolean;
  operator: OperatorOptions;
  /** This engagement in place of the demo's: with orgs and people of its own, and no generated records. */
  own?: OwnEngagement | undefined;
  /** Starts the console too, with an identity provider for the demo's people. */
  console?: boolean;
  /** Receives one line for each part that has started. */
  log?: (line: string) => void;
  /** Receives a line about the progress of a part that takes long, in place of the one before. */
  showProgress?: (line: string) => void;
  /** Runs the worker from `dist/`, as in production. */
  built?: boolean;
  /** Stops the start at once. */
  signal?: AbortSignal;
}

/** The operator whose records are migrated. */
export interface OperatorOptions {
  /** `small`, `medium`, `large` or a number of billing accounts. */
  size: string;
  /** How many network identifiers are hidden in other fields, instead of the usual number for the size. */
  plantedIdentifiers?: number | undefined;
  /** File for the answer key: one planted defect per line, as JSON. */
  answers?: string;
  /** Folder that gets the same records as files, for `source-files.yml`. */
  delivery?: string | undefined;
}

/** Everything that the engagement in `examples/demo-operator/` needs: servers, emulators, the operator's data, a worker. */
export interface ExampleStack {
  /** Temporal and Postgres. */
  servers: Stack;
  /** Base URL of the Zoho emulator. */
  zohoUrl: string;
  /** Address of the console, if it was started. */
  consoleUrl: string | undefined;
  /** The keys that the demo's people sign with. */
  keys: ApproverKeys;
  /** The worker that was started last. */
  worker(): ProcessHandle;
  /** Starts another worker in place of one that has ended, on these servers or on its own; it may not be ready yet. */
  startWorker(on?: Stack): Promise<void>;
  /** Rejects when the worker or the Zoho emulator ends without being asked to; never resolves. */
  unexpectedEnd(): Promise<never>;
  /** Stops everything, the last started first. */
  stop(): Promise<void>;
}

const ZohoEmulator = z.object({
  accountsUrl: z.url(),
  apiUrl: z.url(),
  orgs: z.array(
    z.object({
      ...{ environment: Environment, clientId: z.string(), clientSecret: z.string(), refreshToken: z.string() },
      userTokens: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
const IdentityProvider = z.object({ issuer: z.url() });
const Operator = z.object({ counts: z.record(z.string(), z.number()) });

const root = fileURLToPath(new URL('../..', import.meta.url));
export const exampleFolder = join(root, 'examples/demo-operator');
/** The console and the identity provider for development. If a port is in use, another one is taken. */
const usualPorts = { console: 8480, identity: 8481 } as const;
/** The engagement file names an issuer, also where no console runs. */
const noIssuer = 'http://127.0.0.1:8481';
/** A large operator takes minutes to generate. */
const readyWithinMs = 600_000;

/**
 * Starts the example stack and waits until its worker is ready.
 *
 * @throws {Error} if a part does not get ready, or another stack runs in the same directory; nothing is left running
 */
export async function startExampleStack(options: ExampleStackOptions): Promise<ExampleStack> {
  const { directory, operator, own, built = false, log = () => {}, showProgress, signal } = options;
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    const kept =
      directory === undefined
        ? null
        : openState(directory, { fresh: options.fresh ?? false, size: operator.size, log });
    const servers = await startStack(
      directory === undefined ? { ephemeral: true, headless: true } : { directory, log },
    );
    running.push(servers);
    const start = async (
      name: string,
      args: readonly string[],
      { env = {}, echo }: { env?: Record<string, string>; echo?: (line: string) => void } = {},
    ) => {
      signal?.throwIfAborted();
      const { logDirectory } = servers;
      const started = await startProcess({ name, command: process.execPath, args, env, logDirectory, echo });
      running.push(started);
      return started;
    };
    const ready = (one: ProcessHandle) => unlessAborted(one.readyLine(readyWithinMs), signal);

    const zohoPort = await freePort(kept?.zohoPort);
    const snapshot = directory === undefined ? [] : ['--snapshot', snapshotOf(directory)];
    // Loads of these sizes need more credits than the demo's five users give.
    const addOns = ['medium', 'large'].includes(operator.size) ? ['--add-ons'] : [];
    const written = (name: string, value: unknown): string => {
      const file = join(servers.directory, name);
      writeFileSync(file, JSON.stringify(value));
      return file;
    };
    const seed = own ? ['--seed', written('orgs.json', own.orgs)] : [];
    const emulatorArgs = ['--json', '--port', String(zohoPort), ...addOns, ...snapshot, ...seed];
    const emulator = await start('zoho', fromSource('emulators/zoho/main.ts', ...emulatorArgs));
    const zoho = ZohoEmulator.parse(await ready(emulator));
    log(`Zoho CRM emulator at ${zoho.apiUrl}, with a sandbox and a production org`);

    const generate = async (): Promise<number> => {
      const startedAt = Date.now();
      const echo = (line: string) => {
        const progress = generationProgress(line, Date.now() - startedAt);
        if (progress) showProgress?.(progress);
      };
      const generator = await start('operator', generatorCommand(servers.sourceUrl, operator), { echo });
      const { counts } = Operator.parse(await ready(generator));
      return Object.values(counts).reduce((sum, one) => sum + one, 0);
    };
    const rows = kept?.rows ?? (own ? 0 : await generate());
    if (!own) log(`The demo operator's BSS has ${rows.toLocaleString('en')} rows`);

    const console = options.console ? await freeConsole() : null;
    const identity =
      console &&
      (await start(
        'identity',
        await identityCommand(servers.directory, console, own && written('people.json', own.people)),
      ));
    const issuer = identity ? IdentityProvider.parse(await ready(identity)).issuer : noIssuer;

    const keys = await writeApproverKeys(own?.file ?? join(exampleFolder, 'engagement.yml'), servers.directory);
    const fingerprintKey = kept?.fingerprintKey ?? randomBytes(32).toString('base64');
    if (directory !== undefined) {
      const startedAt = new Date().toISOString();
      writeState(directory, { size: operator.size, rows, fingerprintKey, zohoPort, startedAt });
    }
    const environment = {
      ...workerEnvironment,
      // An own source is where the person who started this says, in variables that the worker inherits.
      ...(own ? {} : { PORTAGE_SOURCE_URL: servers.sourceUrl }),
      ...keys.variables,
      ...(await writeNetworkKey(servers.directory)).variables,
      PORTAGE_IDENTITY_ISSUER: issuer,
      ...zohoVariables(zoho),
      ...own?.variables({ ...zoho, issuer }),
      PORTAGE_FINGERPRINT_KEY: fingerprintKey,
    };
    const startWorker = (on = servers) =>
      start('worker', built ? builtWorkerCommand : workerCommand, {
        env: { ...environment, ...workerVariables(on, operator) },
      });
    let worker = await startWorker();
    await ready(worker);
    log(`A worker is ready; logs are in ${servers.logDirectory}`);
    if (console) {
      const env = { ...consoleVariables(servers, console), PORTAGE_CONSOLE_ISSUER: issuer };
      await ready(await start('console', fromSource('apps/console/main.ts'), { env }));
      log(`The console is at ${console.origin}`);
    }
    return {
      servers,
      zohoUrl: zoho.apiUrl,
      consoleUrl: console?.origin,
      keys,
      worker: () => worker,
      async startWorker(on) {
        worker = await startWorker(on);
      },
      unexpectedEnd: () => Promise.race([failWhenEnded(worker), failWhenEnded(emulator)]),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for `work`, but not longer than until the signal is aborted: then it throws the signal's reason. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  // The part that is not waited for any longer is stopped.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Node's arguments for a program of the project that is run from its source. */
function fromSource(file: string, ...args: string[]): string[] {
  return ['--import', 'tsx', join(root, file), ...args];
}

function generatorCommand(sourceUrl: string, operator: OperatorOptions): string[] {
  const { size, plantedIdentifiers, answers, delivery } = operator;
  return fromSource(
    'emulators/bss/main.ts',
    ...['--json', '--url', sourceUrl, '--size', size],
    ...(plantedIdentifiers === undefined ? [] : ['--planted', String(plantedIdentifiers)]),
    ...(answers === undefined ? [] : ['--answers', answers]),
    ...(delivery === undefined ? [] : ['--delivery', delivery]),
  );
}

interface ConsolePlace {
  origin: string;
  port: number;
}

/** Browsers don't separate cookies by port, so the console and the identity provider have different host names. */
async function freeConsole(): Promise<ConsolePlace> {
  const port = await freePort(usualPorts.console);
  return { port, origin: `http://localhost:${port}` };
}

const identityCommand = async (
  directory: string,
  { origin }: ConsolePlace,
  people: string | undefined,
): Promise<string[]> =>
  fromSource(
    'emulators/identity/main.ts',
    ...[
      '--json',
      '--port',
      String(await freePort(usualPorts.identity)),
      '--keys',
      join(directory, 'identity-keys.json'),
    ],
    ...['--redirect', `${origin}/sign-in/callback`],
    ...(people === undefined ? [] : ['--people', people]),
  );

function consoleVariables(servers: Stack, { origin, port }: ConsolePlace): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_NAMESPACE: servers.namespace,
    PORTAGE_LEDGER_URL: servers.ledgerUrl,
    PORTAGE_CONSOLE_ORIGIN: origin,
    PORTAGE_CONSOLE_LISTEN: `127.0.0.1:${port}`,
    ...(servers.temporalUiUrl === undefined ? {} : { PORTAGE_TEMPORAL_UI: servers.temporalUiUrl }),
  };
}

function workerVariables(servers: Stack, { delivery }: OperatorOptions): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: servers.temporalAddress,
    TEMPORAL_NAMESPACE: servers.namespace,
    PORTAGE_LEDGER_URL: servers.ledgerUrl,
    PORTAGE_STAGING: join(servers.directory, 'staging'),
    PORTAGE_DOCUMENTS: join(servers.directory, 'documents'),
    ...(delivery === undefined ? {} : { PORTAGE_SOURCE_FOLDER: delivery }),
  };
}

/** The variables that the example's engagement file names. */
function zohoVariables({ accountsUrl, apiUrl, orgs }: z.infer<typeof ZohoEmulator>): Record<string, string> {
  const ofOrgs = orgs.flatMap(({ environment, clientId, clientSecret, refreshToken, userTokens }) => {
    const name = `PORTAGE_ZOHO_${environment.toUpperCase()}`;
    return [
      [`${name}_CLIENT_ID`, clientId],
      [`${name}_CLIENT_SECRET`, clientSecret],
      [`${name}_REFRESH_TOKEN`, refreshToken],
      ...Object.values(userTokens).map((token) => [`${name}_CHECK_REFRESH_TOKEN`, token]),
    ];
  });
  return {
    PORTAGE_ZOHO_ACCOUNTS_URL: accountsUrl,
    PORTAGE_ZOHO_API_URL: apiUrl,
    ...(Object.fromEntries(ofOrgs) as Record<string, string>),
  };
}

async function failWhenEnded({ name, exited, logFile }: ProcessHandle): Promise<never> {
  const { code, signal } = await exited;
  throw new Error(`The ${name} ended by itself (${code ?? signal}). Its log: ${logFile}`);
}
