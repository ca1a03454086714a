import { portage, type Ran } from '../apps/cli/portage.ts';
import { hasEnded, type EngagementStatus } from '../../schemas/engagement.ts';
import { prepareEngagement, type TestEngagement } from '../support/engagement.ts';
import { eventually } from '../support/eventually.ts';

/** An engagement that is cancelled with the command line during the load of production, and rolled back afterwards. */
let engagement: TestEngagement;
beforeAll(async () => {
  engagement = await prepareEngagement({ accounts: 100 });
  engagement.edit('engagement.yml', 'lanes: 10', 'lanes: 1');
  await engagement.start();
  await engagement.signUntil('production');
  await engagement.admin('POST', 'latency', { ms: 200 });
  await engagement.sign();
});
afterAll(() => engagement.close(), 60_000);

const asAda = ['--as', 'ada@northwind.example', '--role', 'admin'];
const run = (...args: string[]): Promise<Ran> =>
  portage(args, {
    TEMPORAL_ADDRESS: engagement.servers.temporalAddress,
    TEMPORAL_NAMESPACE: engagement.servers.namespace,
  });
const address = () => `TEMPORAL_ADDRESS=${engagement.servers.temporalAddress}`;
/** Number of records in production by module, as Zoho has them. */
async function inZoho(): Promise<Record<string, number>> {
  const state = await engagement.state('production');
  const counts = Object.entries(state).map(([module, { records }]) => [module, records.length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

test('a preview says what would end and what would stay, and changes nothing', async () => {
  await eventually(async () => ((await inZoho())['Invoices'] ? true : undefined), 'the first invoices', 60_000);
  await engagement.admin('POST', 'latency', { ms: 5_000 });
  const progress = /^progress +production full-1 · [\w, ]+ [\d,]+ of [\d,]+ \(\d+ %\) · about .* left$/m;
  await eventually(
    async () => progress.test((await run('status', 'demo')).stdout) || undefined,
    'the progress of the load',
    60_000,
  );
  const { code, stdout, stderr } = await run('cancel', 'demo', '--preview');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^production +Accounts +\d+ +0$/m);
  expect(stderr).toContain('Nothing was changed yet.');
  expect(hasEnded(await engagement.status())).toBe(false);
});

test('without a person, without a confirmation, or by the operator, nothing is cancelled', async () => {
  expect(await run('cancel', 'demo', '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Give --as EMAIL and --role ROLE.'),
  });
  expect(await run('cancel', 'demo', ...asAda)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  const refused = await run('cancel', 'demo', '--as', 'fay@northwind.example', '--role', 'finance', '--yes');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Allowed roles: admin.') });
  expect(hasEnded(await engagement.status())).toBe(false);
});

test('a cancelled engagement has booked exactly what is in Zoho, and lists it', async () => {
  const { code, stdout } = await run('cancel', 'demo', ...asAda, '--yes');
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('cancelled: cancelled on request'),
  });
  const { state, staying = [] } = await engagement.status();
  const booked = staying.filter(({ environment }) => environment === 'production');
  expect(state).toBe('cancelled');
  expect(Object.fromEntries(booked.map(({ module, created, changed }) => [module, created + changed]))).toEqual(
    await inZoho(),
  );
});

test('after it, status, report, trace and the audit still answer', async () => {
  const shown = await run('status', 'demo');
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/^state +cancelled$/m);
  expect((await run('report', 'demo')).code).toBe(0);
  const [account] = (await engagement.state('production'))['Accounts']?.records ?? [];
  const key = String(account?.['Portage_Key']).split(':').slice(1).join(':');
  expect((await run('trace', 'demo', key)).stdout).toContain('production');
  expect((await run('audit', 'verify', 'demo')).stdout).toContain('cancel request');
  const again = await run('cancel', 'demo', ...asAda, '--yes');
  expect(again.stderr).toContain(`See the result: ${address()} portage report demo`);
});

test('it can be rolled back, and status then shows what the rollback left instead of the old counts', async () => {
  await engagement.admin('POST', 'latency', { ms: 0 });
  const { code } = await run('rollback', 'demo', 'production', ...asAda, '--yes');
  expect(code).toBe(0);
  expect(await inZoho()).toEqual({});
  const { rollbacks } = JSON.parse((await run('status', 'demo', '--json')).stdout) as EngagementStatus;
  const production = rollbacks?.find(({ environment }) => environment === 'production');
  expect(production?.modules.every(({ deleted, kept, failed }) => deleted > 0 && kept + failed === 0)).toBe(true);
  const { stdout, stderr } = await run('status', 'demo');
  expect(stdout).toContain('production, rolled back (full-1):');
  expect(stdout).not.toContain('extracted');
  expect(stdout).not.toMatch(/^production +full-1/m);
  expect(stderr).toContain('The rollback is complete');
});
