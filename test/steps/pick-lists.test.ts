import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../domain/identifiers/guard.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  steps.edit('mapping.yml', 'values: [Consumer, SME, Corporate] }', 'values: [Consumer], invalid: add_value }');
  stored = await steps.open();
  await steps.extract('full-1');
});
afterAll(() => steps.close());

const zoho = (): Zoho => steps.ports.openZoho(stored, 'sandbox', createGuard({}));
const segment = async () => (await zoho().fields('Accounts')).find(({ apiName }) => apiName === 'Segment');
const load = () => steps.load('sandbox', 'full', 'demo/full-1');

test('a new pick list is created with the declared values and with those that the source has', async () => {
  await load();
  expect((await segment())?.pickListValues).toEqual(['Consumer', 'Corporate', 'SME']);
  const { report } = await steps.rollBack('sandbox');
  expect(await segment()).toBeUndefined();
  expect(report.fields.flatMap(({ kept }) => kept)).toEqual([]);
});

describe('a pick list that was there before', () => {
  let id: string;
  beforeEach(async () => {
    const field = { label: 'Segment', dataType: 'picklist', values: ['Own', 'Consumer'] };
    const [created] = await zoho().createFields('Accounts', [field]);
    id = created?.ok ? created.id : '';
  });
  afterEach(async () => {
    steps.emulator.admin.faults.set([]);
    await zoho().removeField('Accounts', id);
  });

  test('gets the missing values behind its own, and loses those that no record uses when it is rolled back', async () => {
    const { run } = await load();
    expect((await segment())?.pickListValues).toEqual(['Own', 'Consumer', 'Corporate', 'SME']);
    const document = readFileSync(join(steps.folder, `documents/schema-sandbox-${run.run}.md`), 'utf8');
    expect(document).toContain('| Accounts | Segment | Corporate |');

    const [own] = await zoho().insert('Accounts', [{ Account_Name: 'Of a person', Segment: 'SME' }]);
    const { preview, report } = await steps.rollBack('sandbox');
    const kept = [{ apiName: 'Segment', why: '1 records use a value that was added to it' }];
    expect(preview.fields.find(({ module }) => module === 'Accounts')?.kept).toEqual(kept);
    expect(report.fields.find(({ module }) => module === 'Accounts')?.kept).toEqual(kept);
    expect((await segment())?.pickListValues).toEqual(['Own', 'Consumer', 'SME']);
    await zoho().remove('Accounts', own?.ok ? [own.id] : []);
    await steps.rollBack('sandbox');
    expect((await segment())?.pickListValues).toEqual(['Own', 'Consumer']);
  });

  test('keeps the added values in a rollback if Zoho can not be asked which records use them', async () => {
    await load();
    const { openZoho } = steps.ports;
    steps.ports.openZoho = (...args) => {
      const opened = openZoho(...args);
      return { ...opened, countUses: (...use) => (use[2].value ? Promise.resolve(null) : opened.countUses(...use)) };
    };
    const { report } = await steps.rollBack('sandbox').finally(() => (steps.ports.openZoho = openZoho));
    const kept = report.fields.find(({ module }) => module === 'Accounts')?.kept ?? [];
    expect(kept.map(({ why }) => why)).toEqual(Array(2).fill(expect.stringContaining("can't be asked")));
    expect((await segment())?.pickListValues).toEqual(['Own', 'Consumer', 'Corporate', 'SME']);
    await steps.rollBack('sandbox');
    expect((await segment())?.pickListValues).toEqual(['Own', 'Consumer']);
  });

  test('keeps no added value after a rollback, also if the answer to the addition was lost', async () => {
    steps.emulator.admin.faults.set([
      { kind: 'reset-after-commit', method: 'PATCH', path: '^/settings/fields', share: 1, count: 1 },
    ]);
    await expect(load()).rejects.toMatchObject({ kind: 'unknown-outcome' });
    await steps.rollBack('sandbox');
    expect((await segment())?.pickListValues).toEqual(['Own', 'Consumer']);
  });
});

test('values that were added to an existing list of several go with a rollback, except those that people use', async () => {
  const before = readFileSync(join(steps.folder, 'mapping.yml'), 'utf8');
  const field = { label: 'Segment', dataType: 'multiselectpicklist', values: ['Own'] };
  const [made] = await zoho().createFields('Accounts', [field]);
  steps.edit(
    'mapping.yml',
    /type: picklist, values: \[Consumer\], invalid: add_value/,
    'type: multiselectpicklist, values: [Consumer, SME, Corporate]',
  );
  stored = await steps.open();
  await load();
  const values = async () => (await segment())?.pickListValues;
  expect(await values()).toEqual(['Own', 'Consumer', 'SME', 'Corporate']);
  const [own] = await zoho().insert('Accounts', [{ Account_Name: 'Of a person', Segment: ['Own', 'SME'] }]);
  const { preview, report } = await steps.rollBack('sandbox');
  const kept = [{ apiName: 'Segment', why: '1 records use a value that was added to it' }];
  expect(preview.fields.find(({ module }) => module === 'Accounts')?.kept).toEqual(kept);
  expect(report.fields.find(({ module }) => module === 'Accounts')?.kept).toEqual(kept);
  expect(await values()).toEqual(['Own', 'SME']);
  await zoho().remove('Accounts', own?.ok ? [own.id] : []);
  await steps.rollBack('sandbox');
  expect(await values()).toEqual(['Own']);
  await zoho().removeField('Accounts', made?.ok ? made.id : '');
  writeFileSync(join(steps.folder, 'mapping.yml'), before);
});
