import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEngagement } from '../../steps/ports.ts';
import { checkEngagement, preflight } from '../../steps/preflight/preflight.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  stored = await steps.open();
});
afterAll(() => steps.close());
afterEach(() => steps.emulator.admin.faults.set([]));

const setFault = (kind: 'status-500' | 'status-429' | 'reset-before-commit', path: string, count: number) =>
  steps.emulator.admin.faults.set([{ kind, path, share: 1, count }]);

test.each(['status-500', 'status-429', 'reset-before-commit'] as const)(
  'a preflight that gets %s once is repeated, and does not end the engagement',
  async (kind) => {
    setFault(kind, '^/(org|users)', 1);
    await expect(preflight(steps.ports, stored)).rejects.toMatchObject({
      kind: 'server-error',
      message: expect.stringMatching(/is repeated.*sandbox\.(org|users)/s),
    });
    expect(existsSync(join(steps.folder, 'documents', 'preflight.md'))).toBe(false);
    expect((await preflight(steps.ports, stored)).passed).toBeGreaterThan(5);
    rmSync(join(steps.folder, 'documents'), { recursive: true });
  },
);

test('a question about the preflight lists a check that could not be made as failed', async () => {
  setFault('status-500', '^/users', 1);
  const { checks } = await checkEngagement(steps.ports, stored);
  expect(checks.filter(({ state }) => state === 'fail')).toMatchObject([{ id: 'sandbox.users', isPassing: true }]);
});
