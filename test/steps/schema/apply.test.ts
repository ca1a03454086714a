import { listSchemaChanges } from '../../../connectors/ledger/schema-changes.ts';
import { closeRuns, openRun } from '../../../connectors/ledger/runs.ts';
import { createGuard } from '../../../domain/identifiers/guard.ts';
import type { Zoho } from '../../../connectors/zoho/port.ts';
import { applySchema } from '../../../steps/schema/apply.ts';
import type { Ports, StoredEngagement } from '../../../steps/ports.ts';
import { removeFields } from '../../../steps/rollback/fields.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  stored = await steps.open();
  // The guard of what is sent needs the fingerprints of an extraction.
  await steps.extract('full-1');
  await openRun(steps.ports.ledger, run, { kind: 'full', mapping: 'mapping', manifest: 'manifest' });
});
afterAll(() => steps.close());
afterEach(async () => {
  steps.emulator.admin.faults.set([]);
  await removeFields(steps.ports, stored, sandbox);
});

const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
const run = { ...sandbox, run: 'full-1' };
const customFields = () => Object.values(steps.state('sandbox')).flatMap((module) => module.customFields);
const setFault = (kind: 'reset-after-commit' | 'status-500', from: number) =>
  steps.emulator.admin.faults.set([{ kind, method: 'POST', path: '^/settings/fields', share: 1, count: from }]);

/** Ports whose client of Zoho is killed after it created this many groups of fields. */
function killedAfter(calls: number): Ports {
  const openZoho: Ports['openZoho'] = (...args) => {
    const zoho = steps.ports.openZoho(...args);
    let done = 0;
    const createFields: Zoho['createFields'] = async (...fields) => {
      const results = await zoho.createFields(...fields);
      done += 1;
      if (done === calls) throw new Error('killed');
      return results;
    };
    return { ...zoho, createFields };
  };
  return { ...steps.ports, openZoho };
}

test('every field that the schema step creates is booked, and a rollback removes it', async () => {
  const { created } = await applySchema(steps.ports, stored, run);
  expect(customFields()).toHaveLength(created);
  const changes = await listSchemaChanges(steps.ports.ledger, sandbox);
  expect(changes.filter(({ fieldId, value }) => fieldId !== null && value === '')).toHaveLength(created);
  await removeFields(steps.ports, stored, sandbox);
  expect(customFields()).toEqual([]);
});

test.each([1, 2, 4])('a rollback removes the fields of a step that was killed in module %d', async (calls) => {
  await expect(applySchema(killedAfter(calls), stored, run)).rejects.toThrow('killed');
  expect(customFields().length).toBeGreaterThan(0);
  await removeFields(steps.ports, stored, sandbox);
  expect(customFields()).toEqual([]);
  expect(await listSchemaChanges(steps.ports.ledger, sandbox)).toEqual([]);
});

test.each(['reset-after-commit', 'status-500'] as const)(
  'a rollback removes the fields of a step that failed with %s',
  async (kind) => {
    setFault(kind, 1);
    await expect(applySchema(steps.ports, stored, run)).rejects.toMatchObject({ kind: 'unknown-outcome' });
    await removeFields(steps.ports, stored, sandbox);
    expect(customFields()).toEqual([]);
  },
);

test('a step that is repeated after a lost answer books every field with its id', async () => {
  setFault('reset-after-commit', 1);
  await expect(applySchema(steps.ports, stored, run)).rejects.toMatchObject({ kind: 'unknown-outcome' });
  await applySchema(steps.ports, stored, run);
  const changes = await listSchemaChanges(steps.ports.ledger, sandbox);
  expect(changes.map(({ fieldId }) => fieldId)).not.toContain(null);
  expect(changes.filter(({ value }) => value === '')).toHaveLength(customFields().length);
});

test('a field that was there before is neither changed nor booked, also after an interruption', async () => {
  const zoho = steps.ports.openZoho(stored, 'sandbox', createGuard({}));
  const label = stored.mapping.key.replaceAll('_', ' ');
  const key = { label, dataType: 'text', length: 255, externalKey: true };
  const [own] = await zoho.createFields('Accounts', [key]);
  await expect(applySchema(killedAfter(1), stored, run)).rejects.toThrow('killed');
  await removeFields(steps.ports, stored, sandbox);
  expect(customFields()).toEqual([stored.mapping.key]);
  await zoho.removeField('Accounts', own?.ok ? own.id : '');
});

test('a label that another field has is reported before anything is created', async () => {
  const zoho = steps.ports.openZoho(stored, 'sandbox', createGuard({}));
  const [apiName, field] = Object.entries(stored.mapping.modules['Accounts']?.custom ?? {})[0] ?? [];
  const label = field?.label ?? apiName?.replaceAll('_', ' ') ?? '';
  const [other] = await zoho.createFields('Accounts', [{ label: `${label}!`, dataType: 'text', length: 255 }]);
  const fields: Zoho['fields'] = async (...args) =>
    (await zoho.fields(...args)).map((one) =>
      one.label === `${label}!` ? { ...one, label: label.toUpperCase(), apiName: 'Other' } : one,
    );
  const ports: Ports = { ...steps.ports, openZoho: () => ({ ...zoho, fields }) };
  await expect(applySchema(ports, stored, run)).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/another field has the label/),
  });
  await zoho.removeField('Accounts', other?.ok ? other.id : '');
  expect(customFields()).toEqual([]);
});

test('an attempt that goes on after a rollback has closed its run creates no field', async () => {
  const other = { ...sandbox, run: 'full-2' };
  await openRun(steps.ports.ledger, other, { kind: 'full', mapping: 'mapping', manifest: 'manifest' });
  await closeRuns(steps.ports.ledger, sandbox);
  await expect(applySchema(steps.ports, stored, other)).rejects.toMatchObject({ kind: 'fenced' });
  expect(customFields()).toEqual([]);
  expect(await listSchemaChanges(steps.ports.ledger, sandbox)).toEqual([]);
});
