import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import type { TemporalConfig } from './config.ts';
import { freePort, onFreePort } from './ports.ts';
import { startProcess, type ProcessHandle } from './processes.ts';
import { untilReady } from './ready.ts';

export interface TemporalOptions {
  /** Path of the Temporal CLI. */
  cli: string;
  config: TemporalConfig;
  logDirectory: string;
  /** Without the web UI. */
  headless?: boolean;
  /** Any free ports instead of the usual ones. */
  anyPort?: boolean;
}

export interface TemporalServer {
  /** Such as `127.0.0.1:7233`. */
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly namespace: string;
  readonly pid: number;
  /** Starts the server again after `stop` or `kill`: same ports, same database file. Resolves when it is ready. */
  start(): Promise<void>;
  /** Shuts the server down. */
  stop(): Promise<void>;
  /** Kills the server, like a crash. Resolves when it has ended. */
  kill(): Promise<void>;
}

/**
 * Starts the real Temporal dev server that the configuration describes, and waits until its namespace and search
 * attributes can be used.
 *
 * @throws {Error} if the server does not get ready, with the path of the log file
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const { config, headless = false, anyPort = false } = options;
  mkdirSync(dirname(config.database.file), { recursive: true });
  const { port, uiPort, server } = await onFreePort(anyPort ? undefined : config.port, async (port) => {
    const uiPort = headless ? undefined : await freePort(anyPort ? undefined : config.uiPort);
    return { port, uiPort, server: await launch(options, port, uiPort) };
  });

  let running = server;
  return {
    address: `127.0.0.1:${port}`,
    uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
    namespace: config.namespace,
    get pid() {
      return running.pid;
    },
    async start() {
      running = await launch(options, port, uiPort);
    },
    stop: () => running.stop(),
    async kill() {
      running.kill('SIGKILL');
      await running.exited;
    },
  };
}

async function launch(options: TemporalOptions, port: number, uiPort: number | undefined): Promise<ProcessHandle> {
  const { cli, config, logDirectory } = options;
  const server = await startProcess({
    name: 'temporal',
    command: cli,
    args: serverArguments(config, port, uiPort),
    logDirectory,
  });
  await untilReady(server, () => namespaceIsUsable(`127.0.0.1:${port}`, config));
  return server;
}

function serverArguments(config: TemporalConfig, port: number, uiPort: number | undefined): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string | number | boolean>>): string[] =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', config.namespace],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    ...['--log-level', 'warn', '--db-filename', config.database.file],
    ...pairs('--sqlite-pragma', config.database.pragmas),
    ...pairs('--search-attribute', config.searchAttributes),
    ...pairs('--dynamic-config-value', config.dynamicConfig),
  ];
}

/** `temporal.api.enums.v1.IndexedValueType`. */
const indexedValueTypes = { Text: 1, Keyword: 2, Int: 3, Double: 4, Bool: 5, Datetime: 6, KeywordList: 7 } as const;

async function namespaceIsUsable(address: string, { namespace, searchAttributes }: TemporalConfig): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(searchAttributes).filter(([name]) => !(name in (customAttributes ?? {})));
    if (missing.length > 0) {
      // The server adds those of its command line to a new database only.
      const added = Object.fromEntries(missing.map(([name, type]) => [name, indexedValueTypes[type]]));
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: added });
      throw new Error(`search attributes ${missing.map(([name]) => name).join(', ')} are missing so far`);
    }
    await connection.workflowService.countWorkflowExecutions({ namespace, query: `Engagement = 'none'` });
  } finally {
    await connection.close();
  }
}
