import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { teams } from '../../domain/handoff/teams.ts';
import { handOff } from '../../steps/handoff/hand-off.ts';
import { join } from 'node:path';
import { listAudit } from '../../connectors/ledger/audit.ts';
import { listDocuments } from '../../connectors/ledger/documents.ts';
import pg from 'pg';
import type { FollowedStep } from '../../schemas/cutover.ts';
import { describeCutover } from '../../steps/cutover.ts';
import { judgeDryRun, writeDryRun } from '../../steps/dry-run.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { lockHistory } from '../../steps/lock-history.ts';
import { checkQuiet } from '../../steps/quiet-check.ts';
import { removeLocks } from '../../steps/rollback/locks.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 5 });
  await change(`update bss.billing_account set holder_name = 'test', balance = 12.50
    where account_no = (select max(account_no) from bss.billing_account)`);
  stored = await steps.open();
  await steps.load('sandbox', 'full', (await steps.extract('full-1')).name);
});
afterAll(() => steps.close());

async function change(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: steps.sourceUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}
const message = (id: string, by: string, closed: string | null = null) => ({
  ...{ engagement: 'demo', id, received: [{ by }], at: '2026-11-28T09:00:00.000Z', closed },
});
const judge = (...args: Parameters<typeof message>) => judgeDryRun(steps.ports, stored, message(...args));

const namesAt = async (gate: 'rehearsal' | 'freeze') => {
  const { documents } = await gatherEvidence(steps.ports, stored, { gate, run: null, staging: null, why: null });
  return documents.map(({ name }) => name);
};

test('the handoff of a dry run is apart from that of the cutover, about the sandbox, and without credentials', async () => {
  await handOff(steps.ports, stored, { environment: 'sandbox' });
  const folder = join(steps.folder, 'documents');
  expect(teams.filter((team) => existsSync(join(folder, team)))).toEqual([]);
  const cover = readFileSync(join(folder, 'dry-run', 'admin', 'cover.md'), 'utf8');
  expect(cover).toContain('This is a dry run of the cutover, in the sandbox.');
  expect(cover).toContain('what the migration created in the sandbox');
  expect(readFileSync(join(folder, 'dry-run', 'network', 'cover.md'), 'utf8')).toContain('credentials were not read');
  expect(readdirSync(join(folder, 'dry-run', 'network')).filter((name) => name.includes('credential'))).toEqual([]);
  const documents = await listDocuments(steps.ports.ledger, 'demo');
  const handedOff = documents.filter(({ kind }) => kind === 'handoff' || kind === 'dry-run-handoff');
  expect(handedOff.every(({ name, gates }) => name.startsWith('dry-run/') && gates.length === 0)).toBe(true);
  expect(handedOff.map(({ name }) => name)).toContain('dry-run/handoff.json');
});

test('finance sees how much of the balances belongs to accounts that are not in Zoho', () => {
  const folder = join(steps.folder, 'documents', 'dry-run', 'finance');
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'balances.csv')), { columns: true });
  const excluded = rows.filter(({ in_zoho }) => in_zoho === 'excluded').map(({ balance }) => Number(balance));
  const sum = excluded.reduce((total, balance) => total + balance, 0).toFixed(2);
  expect(excluded).toContain(12.5);
  const cover = readFileSync(join(folder, 'cover.md'), 'utf8');
  expect(cover).toContain(`| GBP | no: excluded | ${excluded.length} | ${sum} |`);
  expect(cover).toContain(`| GBP | all | ${rows.length} |`);
});

test('a delta and locks of the sandbox are tried, and taken back by the rollback of the rehearsal', async () => {
  const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
  expect(await checkQuiet(steps.ports, stored, { engagement: 'demo', watch: 0 }, never)).toEqual({ next: 'deltas' });
  const names = (await listDocuments(steps.ports.ledger, 'demo')).map(({ name }) => name);
  expect(names).not.toContain('quiet-check.md');
  await change(`update bss.billing_account set credit_limit = credit_limit + 1 where account_no = 'BA-000001'`);
  const { run } = await steps.load('sandbox', 'delta', (await steps.extract('dry-run-1')).name);
  const verified = await verifyModule(steps.ports, stored, { ...run, module: 'Accounts' }, never);
  expect(verified).toEqual({ agrees: true });
  expect(await lockHistory(steps.ports, stored, sandbox)).toEqual({ problem: null });
  expect(readFileSync(join(steps.folder, 'documents', 'read-only-history-sandbox.md'), 'utf8')).toContain('sandbox');
  expect((await removeLocks(steps.ports, stored, sandbox)).removed).toBe(2);
});

test('the plan shows the minutes of the dry run beside the expected ones, and none for what was skipped', async () => {
  expect((await describeCutover(steps.ports, stored)).dryRunAt).toBeNull();
  const took: FollowedStep[] = [
    {
      id: 'extraction',
      expectedMinutes: null,
      state: 'done',
      started: '2026-11-28T09:00:00.000Z',
      ended: '2026-11-28T09:03:30.000Z',
    },
    { id: 'delta', expectedMinutes: null, state: 'skipped', started: null, ended: null },
  ];
  await writeDryRun(steps.ports, stored, { engagement: 'demo', steps: took, remark: 'Invoices is not locked.' });
  const plan = await describeCutover(steps.ports, stored);
  const minutes = Object.fromEntries(plan.steps.map((step) => [step.id, step.measuredMinutes]));
  expect(minutes).toMatchObject({ extraction: 3.5, delta: null });
  expect(plan.dryRunAt).toMatch(/^\d{4}-/);
  const text = readFileSync(join(steps.folder, 'documents', 'dry-run.md'), 'utf8');
  expect(text).toMatch(/Nothing was frozen[^]*Invoices is not locked\.[^]*\| Extraction \| done \|/);
});

test('a dry run is evidence of its own rehearsal and of the freeze, and no longer after another rehearsal', async () => {
  expect(await namesAt('rehearsal')).toContain('dry-run.md');
  const { report } = await steps.rollBack('sandbox');
  expect(report.runs).toEqual(['full-1', 'delta-1']);
  expect(report.modules.every(({ toDelete, kept, failed }) => toDelete + kept + failed === 0)).toBe(true);
  expect(await namesAt('freeze')).toContain('dry-run.md');
  await steps.load('sandbox', 'full', 'demo/full-1');
  expect(await namesAt('rehearsal')).not.toContain('dry-run.md');
  expect(await namesAt('freeze')).not.toContain('dry-run.md');
  expect((await describeCutover(steps.ports, stored)).dryRunAt).toBeNull();
});

test('the operator and approvers may ask for a dry run, and a repeated request is booked once', async () => {
  expect(await judge('1', 'olga@portage.example')).toEqual({ counted: true });
  expect(await judge('1', 'olga@portage.example')).toEqual({ counted: true });
  expect(await judge('2', 'eve@elsewhere.example')).toMatchObject({ counted: false });
  expect(await judge('3', 'ada@northwind.example', 'Gate rehearsal is already decided.')).toEqual({
    ...{ counted: false, why: 'Gate rehearsal is already decided. Nothing was changed.' },
  });
  expect(await judgeDryRun(steps.ports, stored, { ...message('4', ''), received: [{}] })).toMatchObject({
    counted: false,
  });
  const audit = await listAudit(steps.ports.ledger, 'demo');
  expect(audit.filter(({ what }) => what === 'dry run of the cutover requested')).toHaveLength(1);
});
