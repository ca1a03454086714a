import { planFields } from '../../domain/plan-fields.ts';
import { Mapping } from '../../schemas/mapping.ts';

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
const key = {
  apiName: 'Portage_Key',
  label: 'Portage Key',
  dataType: 'text',
  custom: true,
  unique: true,
  pickListValues: [],
};

test('the key comes first, then the custom fields that are missing in Zoho', () => {
  expect(planFields(mapping, 'Accounts', [], none).missing).toEqual([
    { apiName: 'Portage_Key', label: 'Portage Key', dataType: 'text', length: 255, externalKey: true },
    { apiName: 'Credit_Limit', label: 'Credit Limit', dataType: 'currency', length: 16 },
    { apiName: 'Segment', label: 'Segment', dataType: 'picklist', values: ['A', 'B'] },
    { apiName: 'Code', label: 'Code', dataType: 'text', length: 20 },
  ]);
});

test('a module without custom fields still needs the key', () => {
  expect(planFields(mapping, 'Contacts', [], none).missing.map((field) => field.apiName)).toEqual(['Portage_Key']);
});

test('an existing field with the right type is left unchanged', () => {
  const present = [
    key,
    { apiName: 'Credit_Limit', label: '', dataType: 'currency', custom: true, unique: false, pickListValues: [] },
  ];
  const plan = planFields(mapping, 'Accounts', present, none);
  expect(plan.missing.map((field) => field.apiName)).toEqual(['Segment', 'Code']);
  expect(plan.conflicts).toEqual([]);
});

test('an existing field with another type, or a key field that is not unique, is a conflict', () => {
  const present = [
    { ...key, unique: false, pickListValues: [] },
    { apiName: 'Credit_Limit', label: '', dataType: 'text', custom: true, unique: false, pickListValues: [] },
  ];
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
    { apiName: 'A_currency', label: 'A currency', dataType: 'currency', length: 16 },
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
  const present = (pickListValues: string[]) => [
    key,
    { apiName: 'Segment', label: 'Segment', dataType: 'picklist', custom: true, unique: false, pickListValues },
  ];
  const added = new Map([['Segment', ['C', 'D']]]);

  test('is created with the declared values, then the values that are loaded', () => {
    expect(planFields(adding, 'Accounts', [key], added).missing).toEqual([
      { apiName: 'Segment', label: 'Segment', dataType: 'picklist', values: ['A', 'B', 'C', 'D'] },
    ]);
  });

  test('gets the values that it lacks if it exists', () => {
    expect(planFields(adding, 'Accounts', present(['A', 'C']), added).additions).toEqual([
      { apiName: 'Segment', label: 'Segment', values: ['B', 'D'] },
    ]);
    expect(planFields(adding, 'Accounts', present(['D', 'C', 'B', 'A']), added).additions).toEqual([]);
  });

  test('without the rule, an existing list stays as it is', () => {
    expect(planFields(mapping, 'Accounts', present([]), none).additions).toEqual([]);
  });
});

test('calls get a unique key that is not external, and notes get no field', () => {
  const [first] = planFields(mapping, 'Calls', [], none).missing;
  expect(first).toEqual({ apiName: 'Portage_Key', label: 'Portage Key', dataType: 'text', length: 255, unique: true });
  expect(planFields(mapping, 'Notes', [], none).missing).toEqual([]);
});
