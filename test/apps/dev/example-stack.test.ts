import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readStatus } from '../../../apps/cli/engagement.ts';
import { startEngagement } from '../../../apps/cli/start-engagement.ts';
import { exampleFolder, startExampleStack } from '../../../apps/dev/example-stack.ts';
import { eventually } from '../../support/eventually.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'portage-example-'));
  chmodSync(directory, 0o711);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Starts the stack, uses it, and stops it; returns what it printed. */
async function withStack(use: (client: Client) => Promise<void>, options: { fresh?: boolean } = {}): Promise<string> {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const stack = await startExampleStack({ directory, operator: { size: '20' }, log, ...options });
  const connection = await Connection.connect({ address: stack.servers.temporalAddress });
  try {
    await use(new Client({ connection, namespace: stack.servers.namespace }));
  } finally {
    await connection.close();
    await stack.stop();
  }
  return lines.join('\n');
}

/** Waits until the engagement is at its first gate, and returns the digest of the evidence. */
const digestAtScope = (client: Client) =>
  eventually(async () => {
    const { gate } = await readStatus(client, 'demo').catch(() => ({ gate: null }));
    return gate?.digest;
  }, 'the gate scope');

test('a stack goes on with its engagements and its orgs after a restart, and forgets them only when asked to', async () => {
  let digest: string | undefined;
  const first = await withStack(async (client) => {
    await startEngagement(client, 'demo', join(exampleFolder, 'engagement.yml'));
    digest = await digestAtScope(client);
  });
  expect(first).toContain('Starts anew');

  const second = await withStack(async (client) => {
    expect(await digestAtScope(client)).toBe(digest);
  });
  expect(second).toContain('Continues with the state');
  expect(second).not.toContain('did not end properly');

  const third = await withStack(
    async (client) => {
      await expect(readStatus(client, 'demo')).rejects.toThrow('There is no engagement "demo"');
    },
    { fresh: true },
  );
  expect(third).toContain('What an earlier start left there is removed.');
});

test('an interruption takes effect while the data of a large operator is generated', async () => {
  const stopping = new AbortController();
  const progress: string[] = [];
  const starting = startExampleStack({
    directory,
    operator: { size: 'large' },
    signal: stopping.signal,
    showProgress(line) {
      progress.push(line);
      stopping.abort();
    },
  });
  await expect(starting).rejects.toThrow('This operation was aborted');
  expect(progress[0]).toMatch(/^Generating the demo operator: [\d,]+ of [\d,]+ records \(\d+ %\) · about .* left$/);
});
