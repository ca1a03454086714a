import { ConnectorError } from '../../connectors/error.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { readCredits } from '../../connectors/ledger/credits.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { eventually } from '../support/eventually.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
  steps.edit('engagement.yml', 'creditFloor: 1000', 'creditFloor: 40\n  creditRecheckSeconds: 1');
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

/** Until the time to look again, the last number of Zoho holds. */
function undefinedWithoutCredits(error: unknown): undefined {
  if (!(error instanceof ConnectorError) || error.kind !== 'credits') throw error;
}

test('a verification that runs out of credits behind a bulk read goes on with the same job', async () => {
  const staging = await steps.extract('full-2');
  const { run } = await steps.load('production', 'full', staging.name);
  const limits = steps.emulator.admin.limits.get(stored.engagement.destination.production.orgId);
  const verify = () => verifyModule(steps.ports, stored, { ...run, module: 'Invoices' }, never);
  limits?.configure({ creditsPerWindow: 100 });
  limits?.spend(20);
  await expect(verify()).rejects.toMatchObject({ kind: 'credits' });
  const paid = limits?.used() ?? 0;
  expect(paid).toBeGreaterThanOrEqual(70);
  limits?.configure({ creditsPerWindow: 200 });
  const verified = () => verify().catch(undefinedWithoutCredits);
  expect(await eventually(verified, 'the end of the verification')).toEqual({ agrees: true });
  expect(limits?.used()).toBeLessThan(50);
});
