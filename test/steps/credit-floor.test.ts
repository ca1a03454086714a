import type { StoredEngagement } from '../../steps/ports.ts';
import { readCredits } from '../../connectors/ledger/credits.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  steps.edit('engagement.yml', 'creditFloor: 1000', 'creditFloor: 40');
  stored = await steps.open();
});
afterAll(() => steps.close());

test('verification and rollback stop before the credit floor, and say when they go on', async () => {
  const staging = await steps.extract('full-1');
  const { run } = await steps.load('sandbox', 'full', staging.name);
  // A run is verified before it is closed.
  await steps.ports.ledger.query(`update run set state = 'open' where name = 'full-1'`);
  const limits = steps.emulator.admin.limits.get(stored.engagement.destination.sandbox.orgId);
  limits?.configure({ creditsPerWindow: 100 });
  limits?.spend(58);
  const untilFloor = async () => {
    for (const module of stored.modules) await verifyModule(steps.ports, stored, { ...run, module }, never);
  };
  await expect(untilFloor()).rejects.toMatchObject({
    kind: 'credits',
    message: expect.stringMatching(/40 for its users.*goes on at \d{4}-\d\d-\d\d \d\d:\d\d UTC/),
    retryAfterMs: expect.any(Number),
  });
  expect(limits?.used()).toBe(60);
  const [sandbox, production] = await readCredits(steps.ports.ledger, stored.engagement);
  expect(sandbox).toMatchObject({ environment: 'sandbox', left: { credits: 40, saidAt: expect.stringMatching(/Z$/) } });
  expect(production).toEqual({ environment: 'production', used: [], left: null });
  await expect(steps.rollBack('sandbox')).rejects.toMatchObject({ kind: 'credits' });
  expect(limits?.used()).toBe(60);
});
