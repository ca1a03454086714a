import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discover } from '../../steps/discover.ts';
import { closeEngagement, describeEngagement } from '../../steps/final-report.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { handOff } from '../../steps/handoff/hand-off.ts';
import { isComplete } from '../../domain/rollback-report.ts';
import type { VerifyReport } from '../../schemas/report.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { preflight } from '../../steps/preflight/preflight.ts';
import { proposeMapping } from '../../steps/propose-mapping.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { contentOf } from '../support/compare.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let before: ReturnType<typeof contentOf>;

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  stored = await steps.open();
  before = contentOf(steps.state('sandbox'));
});
afterAll(() => steps.close());

const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
const document = (name: string) => readFileSync(join(steps.folder, 'documents', name), 'utf8');

test('preflight passes and writes its document', async () => {
  expect((await preflight(steps.ports, stored)).passed).toBeGreaterThan(5);
  expect(document('preflight.md')).toMatch(/^None of .* failed\./m);
});

test('preflight fails with what to fix when an owner is not a user of the org', async () => {
  const owners = { ...stored.owners, default: 'nobody@northwind.example' };
  await expect(preflight(steps.ports, { ...stored, owners })).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/No record was written.*sandbox\.users/s),
  });
});

test('discovery counts what moves and writes the scope document', async () => {
  const { rows } = await discover(steps.ports, stored);
  expect(rows).toBeGreaterThan(100);
  expect(document('scope.md')).toContain('billing_accounts');
});

test('the proposal names the modules in load order', async () => {
  const { modules } = await proposeMapping(steps.ports, {
    engagement: 'demo',
    file: join(steps.folder, 'engagement.yml'),
  });
  expect(modules).toEqual([
    ...['Accounts', 'Contacts', 'Products', 'Vendors', 'Sales_Orders', 'Purchase_Orders', 'Invoices'],
    ...['Calls', 'Events', 'Notes', 'Emails', 'Bundle_Components', 'Attachments'],
  ]);
});

test('the proposal says what will be changed in both orgs, and it is evidence of the gate mapping', async () => {
  const plan = document('schema-plan.md');
  expect(plan).toMatch(/- sandbox: \d+ fields to create/);
  expect(plan).toMatch(/- production: \d+ fields to create/);
  expect(plan).toContain('| Accounts | Segment | create a pick list with the values Consumer, SME, Corporate |');
  const gate = { gate: 'mapping', run: null, staging: null, why: null } as const;
  const { documents } = await gatherEvidence(steps.ports, stored, gate);
  expect(documents.map(({ name }) => name)).toEqual(expect.arrayContaining(['schema-plan.json', 'schema-plan.md']));
});

test('a sandbox is loaded, reconciled and verified', async () => {
  const staging = await steps.extract('full-1');
  const { run, reports } = await steps.load('sandbox', 'full', staging.name);
  expect(reports.map(({ module, gaps }) => [module, gaps])).toEqual(stored.modules.map((module) => [module, []]));
  for (const module of stored.modules)
    expect(await verifyModule(steps.ports, stored, { ...run, module }, never)).toEqual({ agrees: true });
  const verification = readFileSync(join(steps.folder, 'documents', 'verification-sandbox-full-1.json'), 'utf8');
  const { modules } = JSON.parse(verification) as VerifyReport;
  const compared = new Map(modules.map((one) => [one.module, one.compared]));
  expect(compared).toEqual(new Map(reports.map(({ module, outcomes }) => [module, outcomes.created])));
});

test('the evidence of the rehearsal holds the documents of its own run', async () => {
  const run = { ...sandbox, run: 'full-1' };
  const { documents } = await gatherEvidence(steps.ports, stored, {
    gate: 'rehearsal',
    run,
    staging: null,
    why: null,
  });
  const names = documents.map(({ name }) => name);
  expect(names).toContain('verification-sandbox-full-1.md');
  expect(names).toContain('reconciliation-sandbox-full-1-Accounts.md');
  const later = { ...sandbox, run: 'full-2' };
  const other = await gatherEvidence(steps.ports, stored, {
    gate: 'rehearsal',
    run: later,
    staging: null,
    why: null,
  });
  expect(other.documents).toEqual([]);
});

test('the handoff counts what a CRM cannot hold', async () => {
  await handOff(steps.ports, stored);
  expect(document('handoff.md')).toContain('ocs_buckets');
});

test('the final report says that the identity closed and the run is verified', async () => {
  expect(await describeEngagement(steps.ports, stored)).toMatchObject({ identityClosed: true, verified: true });
  const { documents } = await closeEngagement(steps.ports, stored);
  expect(documents.map(({ name }) => name)).toContain('final-report.md');
});

test('a rollback removes what the load created and nothing else', async () => {
  const { preview, report } = await steps.rollBack('sandbox');
  expect(preview.modules.map(({ module }) => module)).toEqual(
    // An operator of this size has no meetings. E-mails go with their records, and are settled after them.
    [...stored.modules.filter((module) => !['Events', 'Emails'].includes(module)).reverse(), 'Emails'],
  );
  expect(isComplete(report)).toBe(true);
  expect(contentOf(steps.state('sandbox'))).toEqual(before);
});
