import { planFields } from '../../../domain/schema-plan/fields.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { presentField as field } from './present-field.ts';

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: {
    Accounts: {
      custom: {
        Credit_Limit: { type: 'currency' },
        Segment: { type: 'picklist', values: ['A', 'B'], label: 'Segment' },
        Code: { type: 'text', length: 20 },
      },
      sources: [{ object: 'billing_accounts', fields: {} }],
    },
  },
});
const none = new Map<string, string[]>();
const key = field('Portage_Key', 'text', { unique: true, external: true });

test('the key comes first, then the custom fields that are missing in Zoho', () => {
  expect(planFields(mapping, 'Accounts', [], none).missing).toEqual([
    { apiName: 'Portage_Key', label: 'Portage Key', dataType: 'text', length: 255, externalKey: true },
    { apiName: 'Credit_Limit', label: 'Credit Limit', dataType: 'currency', length: 16, decimals: 2 },
    { apiName: 'Segment', label: 'Segment', dataType: 'picklist', values: ['A', 'B'] },
    { apiName: 'Code', label: 'Code', dataType: 'text', length: 20 },
  ]);
});

test('a module without custom fields still needs the key', () => {
  expect(planFields(mapping, 'Contacts', [], none).missing.map((field) => field.apiName)).toEqual(['Portage_Key']);
});

test('an existing field with the right type is left unchanged', () => {
  const present = [key, field('Credit_Limit', 'currency')];
  const plan = planFields(mapping, 'Accounts', present, none);
  expect(plan.missing.map((field) => field.apiName)).toEqual(['Segment', 'Code']);
  expect(plan.conflicts).toEqual([]);
});

test('an existing field with another type, or a key field that is not unique, is a conflict', () => {
  const present = [{ ...key, unique: false }, field('Credit_Limit', 'text')];
  expect(planFields(mapping, 'Accounts', present, none).conflicts).toEqual([
    'Portage_Key exists but is not unique',
    'Credit_Limit exists with type text, but the mapping requires currency',
  ]);
});

test('a field of each type is created with the length that Zoho wants, if it wants one', () => {
  const types = ['text', 'textarea', 'integer', 'double', 'currency', 'email', 'phone', 'date', 'boolean'];
  const custom = Object.fromEntries(types.map((type) => [`A_${type}`, { type }]));
  const modules = { Accounts: { custom, sources: [{ object: 'billing_accounts', fields: {} }] } };
  const [, ...missing] = planFields(Mapping.parse({ ...mapping, modules }), 'Accounts', [], none).missing;
  expect(missing).toStrictEqual([
    { apiName: 'A_text', label: 'A text', dataType: 'text', length: 255 },
    { apiName: 'A_textarea', label: 'A textarea', dataType: 'textarea', length: 2_000 },
    { apiName: 'A_integer', label: 'A integer', dataType: 'integer', length: 9 },
    { apiName: 'A_double', label: 'A double', dataType: 'double', length: 16 },
    { apiName: 'A_currency', label: 'A currency', dataType: 'currency', length: 16, decimals: 2 },
    { apiName: 'A_email', label: 'A email', dataType: 'email', length: 100 },
    { apiName: 'A_phone', label: 'A phone', dataType: 'phone', length: 30 },
    { apiName: 'A_date', label: 'A date', dataType: 'date' },
    { apiName: 'A_boolean', label: 'A boolean', dataType: 'boolean' },
  ]);
});

describe('a pick list with the rule add_value', () => {
  const segment = { type: 'picklist', values: ['A', 'B'], invalid: 'add_value' };
  const modules = { Accounts: { custom: { Segment: segment }, sources: [{ object: 'billing_accounts', fields: {} }] } };
  const adding = Mapping.parse({ ...mapping, modules });
  const present = (pickListValues: string[]) => [key, field('Segment', 'picklist', { pickListValues })];
  const added = new Map([['Segment', ['C', 'D']]]);

  test('is created with the declared values, then the values that are loaded', () => {
    expect(planFields(adding, 'Accounts', [key], added).missing).toEqual([
      { apiName: 'Segment', label: 'Segment', dataType: 'picklist', values: ['A', 'B', 'C', 'D'] },
    ]);
  });

  test('gets the values that it lacks if it exists', () => {
    expect(planFields(adding, 'Accounts', present(['A', 'C']), added).additions).toEqual([
      { apiName: 'Segment', label: 'Segment', values: ['B', 'D'], isOptional: false },
    ]);
    expect(planFields(adding, 'Accounts', present(['D', 'C', 'B', 'A']), added).additions).toEqual([]);
  });

  test('without the rule, an existing list gets the declared values only', () => {
    expect(planFields(mapping, 'Accounts', present(['B']), none).additions).toEqual([
      { apiName: 'Segment', label: 'Segment', values: ['A'], isOptional: false },
    ]);
  });
});

test('calls get a unique key that is not external, and notes get no field', () => {
  const [first] = planFields(mapping, 'Calls', [], none).missing;
  expect(first).toEqual({ apiName: 'Portage_Key', label: 'Portage Key', dataType: 'text', length: 255, unique: true });
  expect(planFields(mapping, 'Notes', [], none).missing).toEqual([]);
});

const mappingOf = (custom: object, sources: object[] = [{ object: 'billing_accounts', fields: {} }], maps = {}) =>
  Mapping.parse({ ...mapping, modules: { Accounts: { custom, sources } }, maps });

test('lookups, numbers with decimals, multi-select lists and permissions are planned as they are declared', () => {
  const custom = {
    Parent: { type: 'lookup', module: 'Contacts' },
    Keeper: { type: 'userlookup' },
    Share: { type: 'percent', decimals: 1 },
    Rate: { type: 'currency', decimals: 4 },
    Site: { type: 'website' },
    Tags: { type: 'multiselectpicklist', values: ['B', 'A'], profiles: { Standard: 'hidden' } },
  };
  const [, ...missing] = planFields(mappingOf(custom), 'Accounts', [], none).missing;
  expect(missing).toStrictEqual([
    { apiName: 'Parent', label: 'Parent', dataType: 'lookup', lookupModule: 'Contacts' },
    { apiName: 'Keeper', label: 'Keeper', dataType: 'userlookup' },
    { apiName: 'Share', label: 'Share', dataType: 'percent', length: 5, decimals: 1 },
    { apiName: 'Rate', label: 'Rate', dataType: 'currency', length: 16, decimals: 4 },
    { apiName: 'Site', label: 'Site', dataType: 'website', length: 255 },
    {
      ...{ apiName: 'Tags', label: 'Tags', dataType: 'multiselectpicklist', values: ['B', 'A'] },
      permissions: { Standard: 'hidden' },
    },
  ]);
});

test('an existing field that is too short, too rough or leads elsewhere is a conflict', () => {
  const custom = {
    Code: { type: 'text', length: 40 },
    Note: { type: 'text' },
    Rate: { type: 'double', decimals: 4 },
    Free: { type: 'double', decimals: 4 },
    Plain: { type: 'double' },
    Parent: { type: 'lookup', module: 'Contacts' },
  };
  const present = [
    key,
    field('Code', 'text', { length: 20 }),
    field('Note', 'text', { length: 20 }),
    field('Rate', 'double', { decimals: 2 }),
    field('Free', 'double'),
    field('Plain', 'double', { decimals: 2 }),
    field('Parent', 'lookup', { lookupModule: 'Accounts' }),
  ];
  expect(planFields(mappingOf(custom), 'Accounts', present, none).conflicts).toEqual([
    'Code exists with length 20, but the mapping requires 40',
    'Rate exists with 2 decimal places, but the mapping requires 4',
    'Parent exists as a lookup of Accounts, but the mapping requires Contacts',
  ]);
});

test('a label from which Zoho makes another API name is a conflict, unless the field is there or only Zoho knows the name', () => {
  const custom = {
    Ist_Offen: { type: 'text', label: 'Ist offen' },
    Saldo: { type: 'text', label: 'Balance' },
    Code: { type: 'text', label: 'Old code' },
    Strasse: { type: 'text', label: 'Straße' },
  };
  const present = [field('Portage_Key', 'text', { unique: true }), field('Code', 'text')];
  expect(planFields(mappingOf(custom), 'Accounts', present, none).conflicts).toEqual([
    'Ist_Offen has the label "Ist offen", from which Zoho makes the API name Ist_offen: use that name, or another label',
    'Saldo has the label "Balance", from which Zoho makes the API name Balance: use that name, or another label',
  ]);
});

test('a profile that the org does not have, and more values than a list takes, are conflicts', () => {
  const values = Array.from({ length: 1_001 }, (_, index) => `v${index}`);
  const custom = {
    Tier: { type: 'picklist', values },
    Code: { type: 'text', profiles: { Administrator: 'read_only', Nobody: 'hidden' } },
  };
  expect(planFields(mappingOf(custom), 'Accounts', [key], none).conflicts).toEqual([
    'Tier has 1001 values, but a pick list takes 1000',
    'Code is for the profiles Nobody, which the org does not have',
  ]);
});

describe('values that constants and value maps write', () => {
  const sources = [
    {
      object: 'billing_accounts',
      fields: {
        Industry: { from: 'segment', map: 'industries' },
        Rating: { constant: 'Active' },
        Account_Name: { constant: 'Acme' },
        Website: { from: 'site' },
        Portage_Key: { constant: 'x' },
        Locked: { constant: 'x' },
      },
    },
    { object: 'subscribers', fields: { Industry: { constant: 'Telecom' } } },
  ];
  const planned = mappingOf({}, sources, { industries: { a: 'Bank', b: 'Telecom', c: null, d: 7 } });
  const present = [
    key,
    field('Industry', 'picklist', { custom: false, pickListValues: ['Bank'] }),
    field('Rating', 'picklist', { custom: false, globalList: 'Ratings' }),
    field('Account_Name', 'text', { custom: false }),
    field('Locked', 'picklist', { custom: false, writable: false }),
  ];

  test('are added to the pick list of a standard field, and the load does not depend on them', () => {
    expect(planFields(planned, 'Accounts', present, none).additions).toEqual([
      { apiName: 'Industry', label: 'Industry', values: ['Telecom'], isOptional: true },
    ]);
  });

  test('are left to an administrator where a list is shared by several fields', () => {
    expect(planFields(planned, 'Accounts', present, none).shared).toEqual([
      { apiName: 'Rating', label: 'Rating', values: ['Active'], list: 'Ratings' },
    ]);
  });
});
