import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { readStackConfig } from '../../../apps/dev/config.ts';
import { startStack, type Stack } from '../../../apps/dev/stack.ts';
import { startTemporal } from '../../../apps/dev/temporal.ts';
import { eventually } from '../../support/eventually.ts';

const stackProgram = fileURLToPath(new URL('../../support/run-stack.ts', import.meta.url));
const launcher = fileURLToPath(new URL('../../../tools/run.mjs', import.meta.url));

/** A folder that the user who runs Postgres can also enter. */
function openDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'portage-stack-'));
  chmodSync(directory, 0o711);
  return directory;
}

const hasEnded = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

async function countRuns(stack: Stack): Promise<number> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    const client = new Client({ connection, namespace: stack.namespace });
    return (await client.workflow.count(`Gate = 'scope' AND Engagement = 'none'`)).count;
  } finally {
    await connection.close();
  }
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
const databaseOf = (url: string) => run(url, 'SELECT current_database() AS name');

describe('a stack', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ ephemeral: true, headless: true });
  });
  afterAll(() => stack.stop());

  test('has the search attributes of temporal-dev.yml', async () => {
    expect(await countRuns(stack)).toBe(0);
  });

  test('has a database for the ledger and one for the source', async () => {
    expect(await databaseOf(stack.ledgerUrl)).toEqual([{ name: 'portage' }]);
    expect(await databaseOf(stack.sourceUrl)).toEqual([{ name: 'bss' }]);
  });

  test('has a Temporal server that restarts at the same address after a crash', async () => {
    const before = stack.temporal.pid;
    await stack.temporal.kill();
    await stack.temporal.start();
    expect(stack.temporal.pid).not.toBe(before);
    expect(await countRuns(stack)).toBe(0);
  });

  test('has a Postgres that restarts at the same address after a stop', async () => {
    await stack.postgres.stop();
    await expect(databaseOf(stack.ledgerUrl)).rejects.toThrow();
    await stack.postgres.start();
    expect(await databaseOf(stack.ledgerUrl)).toEqual([{ name: 'portage' }]);
  });

  test('refuses a directory in which another stack runs', async () => {
    await expect(startStack({ directory: stack.directory })).rejects.toThrow(/A stack is already running in /);
  });
});

test('an ephemeral stack leaves neither a process nor a file', async () => {
  const stack = await startStack({ ephemeral: true, headless: true });
  const pids = [stack.temporal.pid, stack.postgres.pid];
  await stack.stop();
  expect(pids.map(hasEnded)).toEqual([true, true]);
  expect(existsSync(stack.directory)).toBe(false);
});

test('a stack can be started again with its data', async () => {
  const directory = openDirectory();
  const keep = async <T>(use: (stack: Stack) => Promise<T>) => {
    const stack = await startStack({ directory, headless: true });
    return use(stack).finally(() => stack.stop());
  };
  try {
    await keep((stack) => run(stack.ledgerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer'));
    expect(await keep((stack) => run(stack.ledgerUrl, 'SELECT answer FROM kept'))).toEqual([{ answer: 42 }]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a Temporal database of an earlier version gets the search attributes that are new', async () => {
  const directory = openDirectory();
  const { temporal: config } = readStackConfig();
  const database = { ...config.database, file: join(directory, 'temporal.db') };
  const { WaitsFor: _, ...earlier } = config.searchAttributes;
  try {
    for (const searchAttributes of [earlier, config.searchAttributes]) {
      const server = await startTemporal({
        cli: process.env['TEMPORAL_CLI'] ?? '',
        config: { ...config, database, searchAttributes },
        logDirectory: directory,
        ...{ headless: true, anyPort: true },
      });
      await server.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a free port is used instead of one that is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const directory = openDirectory();
  const { temporal: config } = readStackConfig();
  const database = { ...config.database, file: join(directory, 'temporal.db') };
  const server = await startTemporal({
    cli: process.env['TEMPORAL_CLI'] ?? '',
    config: { ...config, port, uiPort: port, database },
    logDirectory: directory,
  });
  try {
    expect(server.address).not.toBe(`127.0.0.1:${port}`);
    expect((await fetch(server.uiUrl ?? '')).ok).toBe(true);
  } finally {
    await server.stop();
    other.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

describe('nothing is left running', () => {
  let directory: string;
  beforeEach(() => {
    directory = openDirectory();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Starts a process that runs a stack, and returns the process ids of its servers. */
  async function runStack(...args: string[]): Promise<{ child: ChildProcess; pids: number[] }> {
    const child = spawn(process.execPath, [...args, '--import', 'tsx', stackProgram, directory], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    for await (const line of createInterface({ input: child.stdout })) {
      return { child, pids: JSON.parse(line) as number[] };
    }
    throw new Error('The process that runs the stack ended.');
  }

  test.each([
    ['is killed', 'SIGKILL'],
    ['ends with an error', 'SIGUSR2'],
  ] as const)('when the process that started it %s', async (_, signal) => {
    const { child, pids } = await runStack();
    expect(pids.map(hasEnded)).toEqual([false, false]);
    child.kill(signal);
    await eventually(() => Promise.resolve(pids.every(hasEnded) || undefined), 'the servers to end', 20_000);
  });

  test('after Ctrl-C, which the launcher passes on before it ends with the exit code of its program', async () => {
    const { child, pids } = await runStack(launcher);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([3, null]);
    expect(pids.map(hasEnded)).toEqual([true, true]);
  });
});
