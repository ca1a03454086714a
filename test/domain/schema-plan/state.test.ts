import {
  changesOf,
  changesText,
  isAsPlanned,
  isFieldChange,
  isModuleChange,
  isSectionChange,
  isTagChange,
  isValueChange,
  stateOf,
  stateText,
} from '../../../domain/schema-plan/state.ts';
import type { SchemaPlan, SchemaState, SchemaStep } from '../../../schemas/schema-plan.ts';
import { presentField as field } from './present-field.ts';

const plan = (changes: Partial<SchemaPlan> = {}): SchemaPlan => ({
  ...{ environment: 'sandbox', edition: 'enterprise', steps: [], manual: [], conflicts: [], present: 3 },
  ...changes,
});
const step = (name: string): SchemaStep => ({
  ...{ id: `Accounts.${name}`, kind: 'field', module: 'Accounts', field: name, what: 'create a text' },
  ...{ why: '', undo: '' },
});
const manual = { id: 'm', module: 'Accounts', what: 'Put A on the layout B.', why: '', check: '' } as const;
const conflict = { module: 'Accounts', what: 'A exists', fix: '' } as const;

test.each([
  ['a field', 'Tier', '', isFieldChange],
  ['a value', 'Tier', 'Gold', isValueChange],
  ['a tag', 'Tag', 'Gold', isTagChange],
  ['a section', '', 'Migrated', isSectionChange],
  ['a module', '', '', isModuleChange],
])('%s is one kind of change and no other', (_, apiName, value, is) => {
  const kinds = [isFieldChange, isValueChange, isTagChange, isSectionChange, isModuleChange];
  expect(kinds.filter((kind) => kind({ apiName, value }))).toEqual([is]);
});

test('a change that the org does not have as it was made is lost', () => {
  const fields = {
    Accounts: [field('Tier', 'picklist', { id: '1', pickListValues: ['A'] }), field('New', 'text', { id: '2' })],
  };
  const change = (apiName: string, fieldId: string | null, value = '') =>
    ({ module: 'Accounts', apiName, value, fieldId }) as const;
  const state = stateOf(
    plan(),
    [
      ...[change('Tier', '1'), change('Tier', '1', 'A'), change('Tier', '1', 'B'), change('Old', '2')],
      ...[change('Gone', '3'), change('Begun', null), { ...change('Gone', '4'), module: 'Contacts' as const }],
    ],
    { fields, layouts: {} },
  );
  expect(state.added).toBe(2);
  expect(state.lost.map(({ module, what }) => `${module}: ${what}`)).toEqual([
    'Accounts: the value B of Tier is not in the org any more',
    'Accounts: Old has the API name New now',
    'Accounts: Gone is not in the org any more',
    'Accounts: Begun was begun, and nobody knows yet whether the org has it',
    'Contacts: Gone is not in the org any more',
  ]);
});

test('a tag that somebody deleted is not lost, because a load creates it anew', () => {
  const tag = { module: 'Accounts', apiName: 'Tag', value: 'In use', fieldId: '9' };
  expect(stateOf(plan(), [tag], { fields: { Accounts: [] }, layouts: {} })).toMatchObject({ added: 1, lost: [] });
});

test('a module of the engagement that somebody deleted is lost', () => {
  const created = ['Items', 'Sites'].map((module) => ({ module, apiName: '', value: '', fieldId: module }));
  const state = stateOf(plan(), created, { fields: { Sites: [] }, layouts: {} });
  expect([state.added, state.lost]).toEqual([
    1,
    [{ module: 'Items', what: 'the module Items is not in the org any more' }],
  ]);
});

test('a section of the engagement that somebody deleted is lost', () => {
  const section = (fieldId: string | null) => ({ module: 'Accounts', apiName: '', value: 'Migrated', fieldId });
  const layout = { ...{ id: '1', name: 'Standard', fields: [], mandatory: [] }, sections: [] };
  const present = { ...layout, sections: [{ id: '7', label: 'Migrated', fields: [] }] };
  const stateWith = (layouts: object) => stateOf(plan(), [section('7')], { fields: {}, layouts });
  expect(stateWith({ Accounts: [present] })).toMatchObject({ added: 1, lost: [] });
  for (const layouts of [{ Accounts: [layout] }, {}])
    expect(stateWith(layouts).lost).toEqual([
      { module: 'Accounts', what: 'the section "Migrated" is not in the org any more' },
    ]);
});

test.each<[Partial<SchemaState>, boolean, string]>([
  [{}, true, 'The schema of sandbox is as planned: 3 fields checked.'],
  [
    { manual: [manual] },
    true,
    'The schema of sandbox is as planned: 3 fields checked. 1 step is left to an administrator.',
  ],
  [
    { steps: [step('A')], conflicts: [conflict], lost: [{ module: 'Accounts', what: 'x' }] },
    false,
    'The schema of sandbox is not as planned: 1 change is missing, 1 conflict, 1 change of the engagement is lost.',
  ],
  [
    { lost: [1, 2].map(() => ({ module: 'Accounts', what: 'x' })) },
    false,
    'The schema of sandbox is not as planned: 2 changes of the engagement are lost.',
  ],
])('the state %j is as planned: %s', (changes, right, text) => {
  const state = { ...plan(), added: 0, lost: [], ...changes };
  expect(isAsPlanned(state)).toBe(right);
  expect(stateText(state)).toBe(text);
});

test('two plans are compared by what they do and what stands in their way', () => {
  const before = plan({ steps: [step('A'), step('B')], manual: [manual] });
  const now = plan({ steps: [step('B')], conflicts: [conflict] });
  const changes = changesOf(before, now);
  expect(changes).toEqual({
    new: ['conflict in Accounts: A exists'],
    gone: ['Accounts.A: create a text', 'Accounts: Put A on the layout B.'],
  });
  expect(changesText(now, changes)).toBe(
    'The schema plan for sandbox is not the one of the gate mapping any more: 1 new, 2 gone; now 1 change, 1 conflict.',
  );
  expect(changesText(now, changesOf(now, now))).toBe(
    'The schema plan for sandbox is the one of the gate mapping: 1 change, 1 conflict.',
  );
  expect(changesText(now, null)).toContain('There is no earlier plan');
});
