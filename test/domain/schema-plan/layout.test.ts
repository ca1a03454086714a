import {
  changesLayout,
  checkRequired,
  layoutManual,
  layoutSteps,
  planLayout,
  type PresentLayout,
} from '../../../domain/schema-plan/layout.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const mappingOf = (module: object, sources: object[] = [{ object: 'billing_accounts', fields: {} }]) =>
  Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: { Accounts: { ...module, sources } },
  });
const layoutOf = (changes: Partial<PresentLayout> = {}): PresentLayout => ({
  ...{ id: '1', name: 'Standard', fields: [], mandatory: [], sections: [] },
  ...changes,
});
const custom = { Code: { type: 'text', required: true }, Tier: { type: 'text' } };
const section = 'Migrated';
const ours = new Set(['Portage_Key', 'Code', 'Tier']);
const plan = (layout?: PresentLayout, created: ReadonlySet<string> = ours, module: object = { section, custom }) =>
  planLayout(mappingOf(module), 'Accounts', layout, created);

test('the fields of the engagement go into a new section, and those declared as required become mandatory', () => {
  const wanted = plan(layoutOf());
  expect(wanted).toEqual({
    ...{ section, isNew: true, placed: ['Portage_Key', 'Code', 'Tier'], required: ['Code'], notOurs: [] },
  });
  expect(changesLayout(wanted)).toBe(true);
  expect(layoutSteps('Accounts', wanted)).toMatchObject([
    {
      id: 'Accounts.section',
      what: 'create the section "Migrated" on the first layout, and put Portage_Key, Code, Tier in it',
      undo: 'the section is deleted when no other field is in it',
    },
    { id: 'Accounts.Code.required', undo: 'it ends with the field' },
  ]);
});

test('a section that is there gets what it lacks, and Zoho compares its label without case', () => {
  const found = layoutOf({ sections: [{ id: '2', label: 'MIGRATED', fields: ['Code'] }], mandatory: ['Code'] });
  expect(plan(found)).toMatchObject({ isNew: false, placed: ['Portage_Key', 'Tier'], required: [] });
  expect(layoutSteps('Accounts', plan(found))).toMatchObject([
    {
      what: 'put into the section "Migrated" of the first layout Portage_Key, Tier',
      undo: 'the fields go with their deletion; the section was there and stays',
    },
  ]);
});

test('a layout that is as wanted, and a mapping that wants nothing of it, need no step', () => {
  const found = layoutOf({ sections: [{ id: '2', label: section, fields: [...ours] }], mandatory: ['Code'] });
  expect(changesLayout(plan(found))).toBe(false);
  expect(layoutSteps('Accounts', plan(undefined, ours, { custom: { Tier: custom.Tier } }))).toEqual([]);
});

test('a field that was there before is neither moved nor made mandatory, which an administrator does', () => {
  const wanted = plan(layoutOf(), new Set(['Portage_Key']));
  expect(wanted).toMatchObject({ placed: ['Portage_Key'], required: [], notOurs: ['Code'] });
  expect(layoutManual('Accounts', wanted)).toMatchObject([
    { id: 'Accounts.Code.required', what: 'Make Code mandatory on the first layout.' },
  ]);
});

test('every source creates its records with a field that is declared as required', () => {
  const sources = [
    { object: 'billing_accounts', fields: { Code: { from: 'code', required: true } } },
    { object: 'subscribers', fields: { Code: { constant: 'x' } } },
    { object: 'contacts', fields: { Code: { from: 'code' } } },
    { object: 'orders', fields: {}, custom: { Code: { from: 'code', required: true } } },
  ];
  expect(checkRequired(mappingOf({ custom }, sources), 'Accounts').map(({ path }) => path)).toEqual([
    'modules.Accounts.sources[2].fields',
    'modules.Accounts.sources[3].fields',
  ]);
});
