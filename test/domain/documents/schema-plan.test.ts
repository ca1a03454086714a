import {
  checkText,
  planText,
  schemaCheckDocument,
  schemaPlanDocument,
  unmeasuredDocument,
} from '../../../domain/documents/schema-plan.ts';
import type { SchemaPlan, SchemaState } from '../../../schemas/schema-plan.ts';

const plan: SchemaPlan = {
  ...{ environment: 'production', edition: 'enterprise', present: 1 },
  steps: [
    {
      ...{ id: 'Accounts.Code', kind: 'field', module: 'Accounts', field: 'Code' },
      ...{ what: 'create a text', why: 'filled from billing_accounts.code', undo: 'deleted' },
    },
    {
      ...{ id: 'Accounts.Tier.values', kind: 'values', module: 'Accounts', field: 'Tier' },
      ...{ what: 'add: B', why: 'filled from billing_accounts.tier', undo: 'deleted' },
    },
  ],
  manual: [
    { id: 'm', module: 'Accounts', what: 'Put Code on the layout B.', why: 'first layout only', check: 'verify' },
  ],
  conflicts: [{ module: 'Contacts', what: 'Code exists', fix: 'rename' }],
};
const none: SchemaPlan = { ...plan, environment: 'sandbox', steps: [], manual: [], conflicts: [] };
test('a plan says how many modules it creates', () => {
  const step = { ...plan.steps[0]!, id: 'Items', kind: 'module', field: '' } as const;
  expect(planText({ ...plan, steps: [step] })).toContain('production: 1 module and 0 fields to create, ');
});

test('a plan says how many changes of layouts it has', () => {
  const step = { ...plan.steps[0]!, id: 'Accounts.section', kind: 'layout', field: '' } as const;
  expect(planText({ ...plan, steps: [step] })).toContain('0 pick lists to extend, 1 change of layouts, 1 field there');
});

const state: SchemaState = {
  ...plan,
  added: 0,
  lost: [{ module: 'Accounts', what: 'Old is not in the org any more' }],
};

test('the plan of both orgs is one document', () => {
  const document = schemaPlanDocument([none, plan]);
  expect(planText(plan)).toBe(
    'production: 1 field to create, 1 pick list to extend, 1 field there already, 1 step for an administrator, 1 conflict.',
  );
  expect(document).toContain(planText(none));
  expect(document).toContain('## In sandbox (enterprise)\n\nNothing is missing.');
  expect(document).toContain('| Accounts | Code | create a text | filled from billing_accounts.code | deleted |');
  expect(document).toContain('| Contacts | Code exists | rename |');
  expect(document).toContain('| Accounts | Put Code on the layout B. | first layout only | verify |');
});

test('the document about a loaded org lists what is missing and lost', () => {
  const check = { state, isLoaded: true, changes: null };
  const document = schemaCheckDocument(check);
  expect(document).toContain(checkText(check));
  expect(checkText(check)).toContain('The schema of production is not as planned');
  expect(document).toContain('- Accounts: Old is not in the org any more');
  expect(document).toContain('## What is missing');
});

test('the document about an org before its load says how the plan has changed', () => {
  const document = schemaCheckDocument({ state, isLoaded: false, changes: { new: ['one'], gone: ['two'] } });
  expect(document).toContain('1 new, 1 gone');
  expect(document).toContain('## New since the gate mapping\n\n- one');
  expect(document).toContain('## Gone since the gate mapping\n\n- two');
  expect(schemaCheckDocument({ state, isLoaded: false, changes: null })).not.toContain('since the gate mapping\n');
});

test('the document about an org that can not be read says why', () => {
  expect(unmeasuredDocument('sandbox', 'no permission.')).toBe(
    '# Schema of sandbox\n\nThe schema of sandbox was not measured: no permission.\n',
  );
});
