import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectorError } from '../../../connectors/error.ts';
import { bookSchemaChanges, listSchemaChanges } from '../../../connectors/ledger/schema-changes.ts';
import type { Ports, StoredEngagement } from '../../../steps/ports.ts';
import { answerInquiry } from '../../../steps/answer-inquiry.ts';
import { gatherEvidence } from '../../../steps/gather-evidence.ts';
import { judgeCancelRequest, judgeSignOff } from '../../../steps/judge-message.ts';
import { closeEnvironment } from '../../../steps/rollback/close.ts';
import { previewRollback } from '../../../steps/rollback/rollback.ts';
import { applyApproved } from '../../../steps/schema/apply-approved.ts';
import { measureSchema } from '../../../steps/schema/measure.ts';
import { describeSchema, writeSchemaPlan } from '../../../steps/schema/plan.ts';
import type { Gate } from '../../../schemas/terms.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** The schema outside a load: the plan, what was measured before gates, and changes that people order by hand. */
let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 3 });
  stored = await steps.open();
  await writeSchemaPlan(steps.ports, stored);
});
afterAll(() => steps.close());
afterEach(() => steps.emulator.admin.faults.set([]));

const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
const production = { engagement: 'demo', environment: 'production' } as const;
const gateRef = (gate: Gate) => ({ gate, run: null, staging: null, why: null });
const evidence = (gate: Gate) => gatherEvidence(steps.ports, stored, gateRef(gate));
const orgOf = (environment: 'sandbox' | 'production') =>
  steps.emulator.admin.orgs.get(stored.engagement.destination[environment].orgId)!;
const customFields = (environment: 'sandbox' | 'production') =>
  Object.values(steps.state(environment)).flatMap((module) => module.customFields);

async function sign(gate: Gate, decision = 'approved') {
  const { digest, roles } = await evidence(gate);
  const [person] = stored.engagement.gates.approvers.filter(({ role }) => roles.includes(role));
  const signOff = { gate, decision, by: person?.email, role: person?.role, digest };
  const { verdict } = await judgeSignOff(steps.ports, stored, {
    ...{ engagement: 'demo', id: `${gate}-${decision}-${digest}`, received: [signOff], at: new Date().toISOString() },
    ...{ open: gateRef(gate), closed: 'No gate is open.' },
  });
  expect(verdict).toMatchObject({ counted: true });
}

test('the plan and the question about an org change nothing in it', async () => {
  const plan = await describeSchema(steps.ports, stored, sandbox);
  expect(plan).toMatchObject({ environment: 'sandbox', conflicts: [], added: 0, lost: [] });
  expect(plan.steps.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['Accounts.Portage_Key', 'Accounts.Segment', 'Products.Product_Category.values']),
  );
  expect(await answerInquiry(steps.ports, { about: 'schema', ...sandbox }, never)).toEqual(plan);
  expect(customFields('sandbox')).toEqual([]);
});

test('no org is changed before its gate is approved', async () => {
  for (const ref of [sandbox, production])
    await expect(applyApproved(steps.ports, stored, ref)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(/^The gate \w+ is not approved\. .*Nothing was changed in/),
    });
  await sign('mapping', 'changes-requested');
  await expect(applyApproved(steps.ports, stored, sandbox)).rejects.toThrow('The gate mapping is not approved.');
  expect(customFields('sandbox')).toEqual([]);
});

test('the sandbox is changed after the gate mapping, also if an answer is lost, and production is not', async () => {
  await sign('mapping');
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'POST', path: '^/settings/fields', share: 1, count: 1 },
  ]);
  await expect(applyApproved(steps.ports, stored, sandbox)).rejects.toMatchObject({ kind: 'unknown-outcome' });
  // A rollback would wait for it, also without a run.
  expect((await closeEnvironment(steps.ports, stored, sandbox)).quietAt).not.toBeNull();
  await applyApproved(steps.ports, stored, sandbox);
  const changes = await listSchemaChanges(steps.ports.ledger, sandbox);
  expect(changes.every(({ fieldId }) => fieldId !== null)).toBe(true);
  expect(changes.filter(({ value }) => value === '')).toHaveLength(customFields('sandbox').length);
  expect(await applyApproved(steps.ports, stored, sandbox)).toEqual({ created: 0, refused: [] });
  expect(await describeSchema(steps.ports, stored, sandbox)).toMatchObject({ steps: [], lost: [], conflicts: [] });
  await expect(applyApproved(steps.ports, stored, production)).rejects.toThrow('The gate production is not approved.');
  expect(customFields('production')).toEqual([]);
});

test('an approval holds for the mapping that was signed only', async () => {
  await expect(applyApproved(steps.ports, { ...stored, mappingDigest: 'other' }, sandbox)).rejects.toThrow(
    'The mapping has changed since the gate mapping was approved.',
  );
});

test('the gate production says how the plan for production has changed since the gate mapping', async () => {
  expect((await evidence('production')).summary).toContain('The schema of production was not measured');
  const before = await measureSchema(steps.ports, stored, production);
  expect(before.text).toMatch(
    /^The schema plan for production is the one of the gate mapping: \d+ changes, 0 conflicts\.$/,
  );
  const { digest, summary } = await evidence('production');
  expect(summary).toContain(before.text);

  orgOf('production').modules.get('Accounts')!.fields.get('Rating')!.label = 'Segment';
  const { text } = await measureSchema(steps.ports, stored, production);
  expect(text).toContain('is not the one of the gate mapping any more: 1 new, 0 gone');
  const now = await evidence('production');
  expect(now.summary).toContain(text);
  expect(now.digest).not.toBe(digest);
  orgOf('production').modules.get('Accounts')!.fields.get('Rating')!.label = 'Rating';
});

test('a measurement that Zoho refuses is written down as such', async () => {
  const openZoho: Ports['openZoho'] = (...args) => ({
    ...steps.ports.openZoho(...args),
    layouts: () => Promise.reject(new ConnectorError('forbidden', 'The user may not read layouts.')),
  });
  const { text } = await measureSchema({ ...steps.ports, openZoho }, stored, production);
  expect(text).toMatch(/^The schema of production was not measured: The user may not read layouts\.$/);
  expect(readFileSync(join(steps.folder, 'documents/schema-check-production.md'), 'utf8')).toContain(text);
});

test('a load goes on from the changes that were made before it, and what is lost later is measured', async () => {
  await steps.extract('full-1');
  await steps.load('sandbox', 'full', 'demo/full-1');
  expect((await measureSchema(steps.ports, stored, sandbox)).text).toMatch(
    /^The schema of sandbox is as planned: \d+ fields checked\.$/,
  );
  const accounts = orgOf('sandbox').modules.get('Accounts')!;
  accounts.fields.delete('Segment');
  accounts.fields.get('Loyalty_Tier')!.pickList.values.pop();
  const { text } = await measureSchema(steps.ports, stored, sandbox);
  expect(text).toBe(
    'The schema of sandbox is not as planned: 2 changes are missing, 1 change of the engagement is lost.',
  );
  expect((await evidence('rehearsal')).summary).toContain(text);
  const document = readFileSync(join(steps.folder, 'documents/schema-check-sandbox.md'), 'utf8');
  expect(document).toContain('- Accounts: Segment is not in the org any more');
});

test('a rollback removes what was changed outside a load, and nothing is changed after it', async () => {
  await closeEnvironment(steps.ports, stored, sandbox);
  await previewRollback(steps.ports, stored, sandbox, never);
  const change = { module: 'Accounts', apiName: 'Late', label: 'Late', value: '' } as const;
  await expect(bookSchemaChanges(steps.ports.ledger, sandbox, [change])).rejects.toMatchObject({
    kind: 'fenced',
    message: 'The sandbox is being rolled back. The fields of Accounts were not changed.',
  });
  const { report } = await steps.rollBack('sandbox');
  expect(report.fields.flatMap(({ kept }) => kept)).toEqual([]);
  expect(customFields('sandbox')).toEqual([]);
  await expect(applyApproved(steps.ports, stored, sandbox)).rejects.toThrow(
    'The org was rolled back after the gate mapping was approved.',
  );
});

test('a cancelled engagement changes no org', async () => {
  const [person] = stored.engagement.gates.approvers;
  await judgeCancelRequest(steps.ports, stored, {
    ...{ engagement: 'demo', id: 'cancel', received: [{ by: person?.email, role: person?.role }] },
    ...{ at: new Date().toISOString(), closed: null },
  });
  await expect(applyApproved(steps.ports, stored, production)).rejects.toThrow('The engagement is cancelled.');
});
