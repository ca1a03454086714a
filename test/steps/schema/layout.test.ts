import { describeSchema } from '../../../steps/schema/plan.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

const sandbox = { engagement: 'demo', environment: 'sandbox' } as const;
const label = 'Migrated from Digital BSS';

let steps: StepsEngagement;
beforeEach(async () => {
  steps = await prepareSteps({ accounts: 3 });
  steps.edit(
    'mapping.yml',
    '  Contacts:\n    custom:\n',
    `  Contacts:\n    section: ${label}\n    custom:\n      Origin: { type: text, required: true }\n`,
  );
  steps.edit(
    'mapping.yml',
    '          Email: { from: email',
    '          Origin: { constant: BSS }\n          Email: { from: email',
  );
  await steps.open();
  await steps.extract('full-1');
});
afterEach(() => steps.close());

const contacts = () =>
  [...steps.emulator.admin.orgs.values()].find(({ seed }) => seed.environment === 'sandbox')!.modules.get('Contacts')!;
const section = () => contacts().layouts[0]!.sections.find((one) => one.label === label);
const open = async () => {
  const state = await describeSchema(steps.ports, await steps.open(), sandbox);
  return state.steps.filter(({ module }) => module === 'Contacts').map(({ id }) => id);
};

test('the fields of the engagement are in the section of the mapping until a rollback, which deletes both', async () => {
  const before = contacts().layouts[0]!.sections.length;
  expect(await open()).toEqual(expect.arrayContaining(['Contacts.section', 'Contacts.Origin.required']));
  // The answer to the first change is lost, and the schema step is tried again.
  steps.emulator.admin.faults.set([
    { kind: 'reset-after-commit', method: 'PATCH', path: '^/settings/layouts', share: 1, count: 1 },
  ]);
  await expect(steps.load('sandbox', 'full', 'demo/full-1')).rejects.toMatchObject({ kind: 'unknown-outcome' });
  await steps.load('sandbox', 'full', 'demo/full-1');
  expect(section()?.fields).toEqual(
    new Set([...contacts().fields.values()].filter(({ custom }) => custom).map(({ apiName }) => apiName)),
  );
  expect(contacts().layouts[0]!.mandatory).toContain('Origin');
  expect(await open()).toEqual([]);

  const { report } = await steps.rollBack('sandbox');
  expect(report.left).toEqual([]);
  expect(contacts().layouts[0]!.sections).toHaveLength(before);
});

test('a section in which people put another field stays after a rollback, with its reason', async () => {
  await steps.load('sandbox', 'full', 'demo/full-1');
  section()!.fields.add('Email');
  const { preview, report } = await steps.rollBack('sandbox');
  const why = { apiName: label, why: 'the section has other fields: Email' };
  for (const { fields } of [preview, report])
    expect(fields.find(({ module }) => module === 'Contacts')?.kept).toEqual([why]);
  expect([...section()!.fields]).toEqual(['Email']);
});
