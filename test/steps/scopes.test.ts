import { readFileSync } from 'node:fs';
import { isComplete } from '../../domain/rollback-report.ts';
import { lockHistory } from '../../steps/lock-history.ts';
import { checkEngagement } from '../../steps/preflight/preflight.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

/** The scopes that a reader of the document grants. */
const scopes = /^ZohoCRM\.[\w.,]+$/m
  .exec(readFileSync(new URL('../../docs/real-org.md', import.meta.url), 'utf8'))![0]
  .split(',');
let steps: StepsEngagement;
afterEach(() => steps.close());

test('an engagement needs no other scopes than the documented ones, from the preflight to the rollback', async () => {
  steps = await prepareSteps({ accounts: 40, scopes });
  const stored = await steps.open();
  const { checks } = await checkEngagement(steps.ports, stored);
  expect(checks.filter((one) => one.state === 'fail' || JSON.stringify(one).includes('SCOPE'))).toEqual([]);
  const { run } = await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
  for (const module of stored.modules)
    expect([module, await verifyModule(steps.ports, stored, { ...run, module }, never)]).toEqual([
      module,
      { agrees: true },
    ]);
  await lockHistory(steps.ports, stored, { engagement: 'demo', environment: 'sandbox' });
  const { report } = await steps.rollBack('sandbox');
  expect(isComplete(report)).toBe(true);
});

test('without the scope for files of e-mails, the load stops and names the scope that Zoho asks for', async () => {
  const without = scopes.filter((scope) => scope !== 'ZohoCRM.Files.CREATE');
  expect(without).toHaveLength(scopes.length - 1);
  steps = await prepareSteps({ accounts: 40, scopes: without });
  await steps.open();
  await expect(steps.load('sandbox', 'full', (await steps.extract('full-1')).name)).rejects.toMatchObject({
    code: 'OAUTH_SCOPE_MISMATCH',
  });
});
