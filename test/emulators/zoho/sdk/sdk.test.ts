import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { openEmulator, sandboxId, type Caller } from '../caller.ts';
import { sessionSteps } from './session.ts';

const script = join(import.meta.dirname, 'run-session.ts');

/** The outcome of each step: null if it succeeded, otherwise the error. */
async function runSession(client: string, zoho: Caller): Promise<Map<string, string | null>> {
  const { clientId, clientSecret, refreshToken } = zoho.sandbox;
  const access = { client, url: zoho.url, orgId: sandboxId, clientId, clientSecret, refreshToken };
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(access)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const outcomes = new Map<string, string | null>();
  for await (const line of createInterface({ input: child.stdout })) {
    const { name, error = null } = JSON.parse(line) as { name: string; error?: string };
    outcomes.set(name, error);
  }
  return outcomes;
}

describe.each(['typescript', 'nodejs'])("a session of Zoho's own client, %s", (client) => {
  let zoho: Caller;
  let outcomes: Map<string, string | null>;
  beforeAll(async () => {
    zoho = await openEmulator();
    outcomes = await runSession(client, zoho);
  });
  afterAll(() => zoho.close());

  test.each(sessionSteps.map((step) => step.name))('%s', (name) => {
    expect(outcomes.get(name)).toBeNull();
  });

  test('The whole session needs one access token', async () => {
    const { body } = await zoho.admin('GET', '/stats');
    expect(body).toMatchObject({ tokensIssued: 1 });
  });
});
