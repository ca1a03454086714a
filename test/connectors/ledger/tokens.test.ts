import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { createTokenStore } from '../../../connectors/ledger/tokens.ts';
import { createTestLedger } from '../../support/queue.ts';
import { eventually } from '../../support/eventually.ts';

let ledger: Ledger;
let url: string;
let close: () => Promise<void>;
beforeAll(async () => ({ ledger, url, close } = await createTestLedger()));
afterAll(() => close());
beforeEach(() => ledger.query('delete from access_token'));

const script = fileURLToPath(new URL('../../support/token-process.ts', import.meta.url));

interface TokenProcess {
  child: ChildProcess;
  lines: string[];
  /** Begins to ask. */
  go(): void;
  /** What it received. */
  end(): Promise<{ tokens: string[]; served: number; busy: number }>;
}

/** Starts a process that asks `callers` times at once; a refresh takes `refreshMs`. */
async function startProcess(callers: number, refreshMs: number): Promise<TokenProcess> {
  const args = ['--import', 'tsx', script, url, String(callers), String(refreshMs)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await eventually(() => lines.includes('ready') || undefined, 'the process');
  const received = () => lines.find((line) => line.startsWith('{'));
  return {
    child,
    lines,
    go: () => void child.stdin.write('go\n'),
    end: async () => JSON.parse(await eventually(received, 'its tokens')) as Awaited<ReturnType<TokenProcess['end']>>,
  };
}
const refreshes = (processes: TokenProcess[]) => processes.flatMap(({ lines }) => lines.filter((l) => l === 'refresh'));

test('200 callers in four processes, each with two connections, cause one refresh and share its token', async () => {
  const processes = await Promise.all(Array.from({ length: 4 }, () => startProcess(50, 400)));
  for (const one of processes) one.go();
  const ends = await Promise.all(processes.map((one) => one.end()));
  expect(refreshes(processes)).toHaveLength(1);
  expect(new Set(ends.flatMap(({ tokens }) => tokens)).size).toBe(1);
  expect(ends.map(({ served, busy }) => [served, busy <= 1])).toEqual(Array.from({ length: 4 }, () => [50, true]));
});

test('another process refreshes a token whose holder was killed during the refresh', async () => {
  const [dying, other] = await Promise.all([startProcess(1, 600_000), startProcess(50, 0)]);
  dying.go();
  await eventually(() => dying.lines.includes('refresh') || undefined, 'its refresh');
  other.go();
  dying.child.kill('SIGKILL');
  const began = Date.now();
  expect(await other.end()).toMatchObject({ served: 50, tokens: [`token of ${other.child.pid}`] });
  expect(Date.now() - began).toBeLessThan(5_000);
});

test('a holder keeps its lease during a refresh that takes longer than the lease', async () => {
  const processes = await Promise.all([startProcess(1, 5_000), startProcess(1, 5_000)]);
  for (const one of processes) one.go();
  const ends = await Promise.all(processes.map((one) => one.end()));
  expect(refreshes(processes)).toHaveLength(1);
  expect(ends[0]?.tokens).toEqual(ends[1]?.tokens);
});

const later = Date.now() + 3_600_000;
const fetchOf = (token: string) => () => Promise.resolve({ token, expiresAt: later });
const always = () => true;

test('thirty callers whose token Zoho rejected cause one refresh', async () => {
  const store = createTokenStore(ledger, 'a secret');
  await store.token('org', always, fetchOf('old'));
  let refreshed = 0;
  const fetch = () => {
    refreshed += 1;
    return Promise.resolve({ token: 'new', expiresAt: later });
  };
  const isNew = ({ token }: { token: string }) => token !== 'old';
  const entries = await Promise.all(Array.from({ length: 30 }, () => store.token('org', isNew, fetch)));
  expect(refreshed).toBe(1);
  expect(new Set(entries.map(({ token }) => token))).toEqual(new Set(['new']));
});

test('a caller with a rejected token does not get it from a refresh that began for others', async () => {
  const store = createTokenStore(ledger, 'a secret');
  await store.token('org', always, fetchOf('old'));
  const [old, fresh] = await Promise.all([
    store.token('org', always, fetchOf('unwanted')),
    store.token('org', ({ token }) => token !== 'old', fetchOf('new')),
  ]);
  expect([old.token, fresh.token]).toEqual(['old', 'new']);
});

test('a refresh that fails gives the lease back, and the next caller refreshes', async () => {
  const store = createTokenStore(ledger, 'a secret');
  await expect(store.token('org', always, () => Promise.reject(new Error('revoked')))).rejects.toThrow('revoked');
  const other = createTokenStore(ledger, 'a secret');
  expect(await other.token('org', always, fetchOf('new'))).toMatchObject({ token: 'new' });
});

test('a holder that lost its lease does not overwrite the later token', async () => {
  const [slow, quick] = [createTokenStore(ledger, 'a secret'), createTokenStore(ledger, 'a secret')];
  const ours = slow.token('org', always, async () => {
    await ledger.query(`update access_token set lease_until = null`);
    await quick.token('org', always, fetchOf('later'));
    return { token: 'ours', expiresAt: later };
  });
  await ours;
  expect(await quick.token('org', always, fetchOf('unwanted'))).toMatchObject({ token: 'later' });
});

test('a token that was stored with another client secret is not used', async () => {
  await createTokenStore(ledger, 'a secret').token('org', always, fetchOf('old'));
  const other = createTokenStore(ledger, 'another secret');
  expect(await other.token('org', always, fetchOf('new'))).toMatchObject({ token: 'new' });
});
