import type { Zoho } from '../../../connectors/zoho/port.ts';
import { isComplete } from '../../../domain/rollback-report.ts';
import { hasRecords } from '../../../steps/phase.ts';
import type { Ports } from '../../../steps/ports.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 1 });
  await steps.open();
  await steps.extract('full-1');
});
afterAll(() => steps.close());

const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
const customFields = () => Object.values(steps.state('sandbox')).flatMap((module) => module.customFields);

/** Zoho refuses every field with this label. */
function refuse(label: string): void {
  const open: Ports['openZoho'] = steps.ports.openZoho;
  steps.ports.openZoho = (...args) => {
    const zoho = open(...args);
    const createFields: Zoho['createFields'] = async (module, fields, signal) => {
      const made = await zoho.createFields(
        module,
        fields.filter((field) => field.label !== label),
        signal,
      );
      return fields.map((field) =>
        field.label === label ? { ok: false, code: 'INVALID_DATA', reason: 'INVALID_DATA field_label' } : made.shift()!,
      );
    };
    return { ...zoho, createFields };
  };
}

test('after a refused field and a rollback, a load with a corrected mapping creates its own fields and no others', async () => {
  refuse('Open Balance');
  await expect(steps.load('sandbox', 'full', 'demo/full-1')).rejects.toThrow(/Open Balance: INVALID_DATA/);
  expect(customFields().length).toBeGreaterThan(0);
  expect(await hasRecords(steps.ports, sandbox)).toBe(false);
  const { report } = await steps.rollBack('sandbox');
  expect(isComplete(report)).toBe(true);
  expect(customFields()).toEqual([]);

  steps.edit('mapping.yml', /\bOpen_Balance:/g, 'Still_Open:');
  await steps.open();
  const { run } = await steps.load('sandbox', 'full', 'demo/full-1');
  expect(run.run).toBe('full-2');
  expect(customFields()).toContain('Still_Open');
  expect(customFields()).not.toContain('Open_Balance');
  expect(await hasRecords(steps.ports, sandbox)).toBe(true);
});
