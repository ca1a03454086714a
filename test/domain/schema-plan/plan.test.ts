import { planSchema, type OrgFacts } from '../../../domain/schema-plan/plan.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { presentField as field } from './present-field.ts';

const mappingOf = (custom: object, module = 'Accounts', fields = {}) =>
  Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', maps: {} },
    modules: {
      [module]: {
        custom,
        sources: [
          {
            object: 'billing_accounts',
            fields,
            custom: Object.fromEntries(Object.keys(custom).map((name) => [name, { from: ['a', 'b'], join: ' ' }])),
          },
        ],
      },
    },
  });
const org = (changes: Partial<OrgFacts> = {}): OrgFacts => ({
  ...{ environment: 'sandbox', edition: 'enterprise', modules: ['Accounts', 'Calls'] },
  ...{ profiles: ['Administrator', 'Standard'], labels: ['Account', 'Accounts'], tags: {}, fields: {}, layouts: {} },
  created: {},
  ...changes,
});
const key = field('Portage_Key', 'text', { unique: true, external: true });

test('each missing field is a step that says what, why, and how it is undone', () => {
  const plan = planSchema(mappingOf({ Code: { type: 'text', length: 20 } }), ['Accounts'], org());
  expect(plan).toEqual({
    ...{ environment: 'sandbox', edition: 'enterprise', manual: [], conflicts: [], present: 0 },
    steps: [
      {
        ...{ id: 'Accounts.Portage_Key', kind: 'field', module: 'Accounts', field: 'Portage_Key' },
        what: 'create a text of at most 255 characters, unique and external',
        why: 'it holds the key by which each record is found again',
        undo: 'the field is deleted when no record that stays has a value in it',
      },
      {
        ...{ id: 'Accounts.Code', kind: 'field', module: 'Accounts', field: 'Code' },
        what: 'create a text of at most 20 characters',
        why: 'filled from billing_accounts.a + b',
        undo: 'the field is deleted when no record that stays has a value in it',
      },
    ],
  });
});

test('a field that no rule fills is planned, and says so', () => {
  const { custom, ...source } = { custom: { Code: { type: 'text' } }, object: 'billing_accounts', fields: {} };
  const modules = { Accounts: { custom, sources: [source] } };
  const mapping = Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules });
  expect(planSchema(mapping, ['Accounts'], org()).steps.map(({ why }) => why)).toContain(
    'the mapping declares it, and no rule fills it',
  );
});

test('an org that has everything needs no step', () => {
  const fields = { Accounts: [key, field('Code', 'text')] };
  const plan = planSchema(mappingOf({ Code: { type: 'text' } }), ['Accounts'], org({ fields }));
  expect(plan).toMatchObject({ steps: [], manual: [], conflicts: [], present: 2 });
});

test('values that a list lacks are one step for each field', () => {
  const tier = { type: 'picklist', values: ['A', 'B', 'C'] };
  const mapping = mappingOf({ Tier: tier }, 'Accounts', { Industry: { constant: 'Telecom' } });
  const present = [
    key,
    field('Tier', 'picklist', { pickListValues: ['A'] }),
    field('Industry', 'picklist', { custom: false }),
  ];
  const plan = planSchema(mapping, ['Accounts'], org({ fields: { Accounts: present } }));
  expect(plan.steps.map(({ id, kind, what, why }) => [id, kind, what, why])).toEqual([
    [
      ...['Accounts.Tier.values', 'values', 'add to the end of the pick list: B, C'],
      'filled from billing_accounts.a + b',
    ],
    [
      ...['Accounts.Industry.values', 'values', 'add to the end of the pick list: Telecom'],
      'filled from a constant for billing_accounts, and people could not choose what is not in the list',
    ],
  ]);
});

test('what the API can not do is a step for an administrator, with a check', () => {
  const custom = {
    Tier: { type: 'picklist', values: ['A'] },
    Code: { type: 'text', profiles: { Standard: 'hidden' } },
  };
  const present = [
    key,
    field('Tier', 'picklist', { globalList: 'Tiers' }),
    field('Code', 'text', { permissions: [{ name: 'Standard', permission: 'read_write' }] }),
  ];
  const layout = { id: '1', mandatory: [], sections: [] };
  const layouts = {
    Accounts: [
      { ...layout, name: 'Standard', fields: [] },
      { ...layout, name: 'Wholesale', fields: ['Tier'] },
      { ...layout, name: 'Retail', fields: ['Portage_Key', 'Tier', 'Code'] },
    ],
  };
  const plan = planSchema(mappingOf(custom), ['Accounts'], org({ fields: { Accounts: present }, layouts }));
  expect(plan.steps).toEqual([]);
  expect(plan.manual.map(({ id, what }) => [id, what])).toEqual([
    ['Accounts.layout.Wholesale', 'Put Portage_Key, Code on the layout Wholesale, if its users are to see them.'],
    ['Accounts.Tier.values', 'Add to the global pick list Tiers: A.'],
    ['Accounts.Code.profiles', 'Set what profiles may do with Code: Standard hidden.'],
  ]);
});

const conflicts = (mapping: Mapping, changes: Partial<OrgFacts>, module: 'Accounts' | 'Calls' = 'Accounts') =>
  planSchema(mapping, [module], org(changes)).conflicts.map(({ what }) => what);

test('a module that the org does not have is a conflict', () => {
  expect(conflicts(mappingOf({}), { modules: [] })).toEqual(['the org does not have the module Accounts']);
});

const withModule = (changes: object = {}) => {
  const create = { singular: 'Item', plural: 'Items', profiles: ['Standard'], ...changes };
  const source = { object: 'product_catalog', fields: { Name: { from: 'name' } }, custom: {} };
  const order = { object: 'orders', fields: {}, custom: { Item: { from: 'code', lookup: 'product_catalog' } } };
  return Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: {
      Catalogue_Items: { create, sources: [source] },
      Calls: { custom: { Item: { type: 'lookup', module: 'Catalogue_Items' } }, sources: [order] },
    },
  });
};

test('a custom module that is missing is created with its fields before others refer to it', () => {
  const plan = planSchema(withModule(), ['Catalogue_Items', 'Calls'], org());
  expect(plan.conflicts).toEqual([]);
  expect(plan.steps.map(({ id, kind }) => [id, kind])).toEqual([
    ['Catalogue_Items', 'module'],
    ['Catalogue_Items.Portage_Key', 'field'],
    ['Calls.Portage_Key', 'field'],
    ['Calls.Item', 'field'],
  ]);
  expect(plan.steps[0]).toMatchObject({
    what: 'create the custom module "Items" for the profiles Standard',
    undo: 'Zoho can not delete a module by its API: after a rollback, an administrator deletes it',
  });
});

test('a custom module that is there is not created again', () => {
  const plan = planSchema(withModule(), ['Catalogue_Items'], org({ modules: ['Catalogue_Items'], fields: {} }));
  expect(plan.steps.map(({ kind }) => kind)).toEqual(['field']);
});

test('a label that another module has is a conflict', () => {
  const mapping = withModule({ singular: 'account', plural: 'Clients' });
  expect(planSchema(mapping, ['Catalogue_Items'], org()).conflicts.map(({ what }) => what)).toEqual([
    'another module has the label "account", so Catalogue_Items can\'t be created',
  ]);
});

test.each(['   ', '123', ' Item', 'Item ', 'A/B', 'x'.repeat(26)])('"%s" is no label of a module', (singular) => {
  expect(() => withModule({ singular })).toThrow();
});

test('an edition without custom modules, and a profile that the org does not have, are conflicts', () => {
  const mapping = withModule({ profiles: ['Sales'] });
  const { conflicts: found } = planSchema(mapping, ['Catalogue_Items'], org({ edition: 'professional' }));
  expect(found.map(({ what }) => what)).toEqual([
    "the edition professional has no custom modules, so Catalogue_Items can't be created",
    'the org has no profile Sales, which Catalogue_Items is for',
  ]);
});

test('a field of another type, a label that another field has, and a lookup of a missing module are conflicts', () => {
  const custom = {
    Code: { type: 'integer' },
    Web_Site: { type: 'text', label: 'Web Site' },
    Parent: { type: 'lookup', module: 'Vendors' },
    Other: { type: 'lookup', module: 'Calls' },
  };
  const present = [key, field('Code', 'text'), field('Website', 'website', { label: 'Web site' })];
  expect(conflicts(mappingOf(custom), { fields: { Accounts: present } })).toEqual([
    'Code exists with type text, but the mapping requires integer',
    'another field has the label "Web Site"',
    'Parent is a lookup of Vendors, which the org does not have',
  ]);
});

test('more fields than the edition allows are a conflict', () => {
  const present = Array.from({ length: 155 }, (_, index) => field(`F${index}`, 'text'));
  expect(conflicts(mappingOf({}), { edition: 'professional', fields: { Accounts: present } })).toEqual([
    'Accounts has 155 custom fields and gets 1 more. The edition professional allows 155.',
  ]);
});

test('a module that takes no external key needs room for a unique field', () => {
  const unique = (name: string, changes = {}) => field(name, 'text', { unique: true, ...changes });
  const mapping = mappingOf({}, 'Calls');
  const full = [unique('A'), unique('B'), unique('C', { external: true })];
  expect(conflicts(mapping, { fields: { Calls: full } }, 'Calls')).toEqual([
    'Calls has 2 unique fields already, and no room for the key',
  ]);
  expect(conflicts(mapping, { fields: { Calls: full.slice(1) } }, 'Calls')).toEqual([]);
  expect(conflicts(mapping, { fields: { Calls: [...full.slice(1), { ...key, external: false }] } }, 'Calls')).toEqual(
    [],
  );
});
