import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess, type ProcessHandle } from '../../apps/dev/processes.ts';
import { workerCommand } from '../../apps/dev/worker-command.ts';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';

let folder: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const servers: Server[] = [];
const processes: ProcessHandle[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portage-start-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const one of processes) await one.stop(0);
  for (const server of servers) server.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server on this port that hands every connection on to another one, or never answers. */
async function listen(port: number, target: { port: number } | null): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (!target) return;
    const other = connect(target.port, '127.0.0.1');
    other.on('error', () => socket.destroy());
    socket.pipe(other).pipe(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function startWorker(ledgerPort: number, temporalPort: number) {
  const url = Object.assign(new URL(database.url), { hostname: '127.0.0.1', port: String(ledgerPort) });
  const name = `worker-${processes.length + 1}`;
  const lines: string[] = [];
  const worker = await startProcess({
    name,
    command: process.execPath,
    args: workerCommand,
    env: { PORTAGE_LEDGER_URL: url.href, TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`, PORTAGE_STAGING: folder },
    logDirectory: folder,
    echo: (line) => lines.push(line),
  });
  processes.push(worker);
  const printed = (text: string | RegExp) =>
    eventually(() => lines.join('\n').match(text) ?? undefined, String(text), 60_000);
  return { worker, printed };
}

/** Milliseconds from a signal to the end of the process, and its exit code. */
async function endAfter(worker: ProcessHandle, signal: NodeJS.Signals) {
  const began = Date.now();
  worker.kill(signal);
  const { code } = await worker.exited;
  return { code, ms: Date.now() - began };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a worker that waits for the ledger tries again, and ends on %s',
  async (signal) => {
    const { worker, printed } = await startWorker(await closedPort(), await closedPort());
    await printed(/ECONNREFUSED[^]*ECONNREFUSED/);
    expect(worker.ended()).toBeUndefined();
    const { code, ms } = await endAfter(worker, signal);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(5_000);
  },
);

test('a worker ends while it waits for a ledger that accepts connections and does not answer', async () => {
  const { worker, printed } = await startWorker(await listen(0, null), await closedPort());
  await printed("the ledger can't be reached");
  expect(await endAfter(worker, 'SIGTERM')).toMatchObject({ code: 0 });
});

test('a worker goes on when the ledger comes up, and then waits for Temporal in the same way', async () => {
  const ledgerPort = await closedPort();
  const { worker, printed } = await startWorker(ledgerPort, await closedPort());
  await printed("the ledger can't be reached");
  await listen(ledgerPort, { port: Number(new URL(database.url).port) });
  await printed(/Temporal can't be reached[^]*Temporal can't be reached/);
  const { code, ms } = await endAfter(worker, 'SIGTERM');
  expect(code).toBe(0);
  expect(ms).toBeLessThan(5_000);
});

test('a worker ends while it waits for a Temporal that accepts connections and does not answer', async () => {
  const { worker, printed } = await startWorker(Number(new URL(database.url).port), await listen(0, null));
  await printed("Temporal can't be reached");
  const { code, ms } = await endAfter(worker, 'SIGTERM');
  expect(code).toBe(0);
  expect(ms).toBeLessThan(5_000);
});
