import { openEmulator, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

interface Value {
  id: string;
  actual_value: string;
  display_value: string;
  sequence_number: number;
  type: string;
}
interface Field {
  id: string;
  api_name: string;
  pick_list_values: Value[];
  global_picklist: { id: string } | null;
}
const fieldsOf = async (module: string) =>
  ((await zoho.call('GET', `/settings/fields?module=${module}`)).body as { fields: Field[] }).fields;
const fieldOf = async (module: string, name: string) =>
  (await fieldsOf(module)).find((field) => field.api_name === name) as Field;
const actuals = (values: Value[]) => values.map((value) => value.actual_value);

/** Creates a pick list in accounts and returns the id of the field. */
async function createTier(more: object = {}): Promise<string> {
  const pick_list_values = [
    { display_value: 'Gold customer', actual_value: 'gold' },
    { display_value: 'Tin customer', actual_value: 'tin' },
  ];
  const field = { field_label: 'Tier', data_type: 'picklist', pick_list_values, ...more };
  const made = await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });
  return (made.body as { fields: { details: { id: string } }[] }).fields[0]?.details.id ?? '';
}
const change = (id: string, body: object) =>
  zoho.call('PATCH', `/settings/fields/${id}?module=Accounts`, { fields: [body] });

test.each([
  ['Accounts', 'Industry', 'Large Enterprise'],
  ['Accounts', 'Ownership', 'Privately Held'],
  ['Leads', 'Rating', 'Market Failed'],
  ['Contacts', 'Lead_Source', 'Cold Call'],
  ['Products', 'Product_Category', 'CRM Applications'],
  ['Products', 'Usage_Unit', 'Pieces'],
  ['Vendors', 'GL_Account', 'Internet-Sales'],
])('the standard pick list %s.%s has its default values', async (module, name, value) => {
  expect(actuals((await fieldOf(module, name)).pick_list_values)).toContain(value);
});

test('a value keeps its label beside the value that records store', async () => {
  await createTier();
  expect((await fieldOf('Accounts', 'Tier')).pick_list_values).toMatchObject([
    { actual_value: 'gold', display_value: 'Gold customer', sequence_number: 1 },
    { actual_value: 'tin', display_value: 'Tin customer', sequence_number: 2 },
  ]);
});

test('values are added, labelled, moved, set to unused and deleted, and keep their ids', async () => {
  const id = await createTier();
  const [gold, tin] = (await fieldOf('Accounts', 'Tier')).pick_list_values;
  await change(id, {
    pick_list_values: [{ display_value: 'Silver customer', actual_value: 'silver', sequence_number: 1 }],
  });
  await change(id, {
    pick_list_values: [
      { id: gold?.id, display_value: 'Golden' },
      { id: tin?.id, type: 'unused' },
    ],
  });
  expect((await fieldOf('Accounts', 'Tier')).pick_list_values).toMatchObject([
    { actual_value: 'silver', sequence_number: 1 },
    { id: gold?.id, actual_value: 'gold', display_value: 'Golden', type: 'used' },
    { id: tin?.id, actual_value: 'tin', type: 'unused' },
  ]);
  await change(id, { pick_list_values: [{ id: gold?.id, _delete: null }] });
  expect(actuals((await fieldOf('Accounts', 'Tier')).pick_list_values)).toEqual(['silver', 'tin']);
});

test('sorted values are in the order of their labels, also those that are added later', async () => {
  const id = await createTier({ pick_list_values_sorted_lexically: true });
  await change(id, { pick_list_values: [{ display_value: 'Amber customer', actual_value: 'z' }] });
  expect(actuals((await fieldOf('Accounts', 'Tier')).pick_list_values)).toEqual(['z', 'gold', 'tin']);
});

test.each([
  ['the label of another value', { display_value: 'Tin customer', actual_value: 'x' }, 'DUPLICATE_DATA'],
  ['a label of 121 characters', { display_value: 'x'.repeat(121) }, 'INVALID_DATA'],
  ['an emoji', { display_value: 'Gold 🥇' }, 'INVALID_DATA'],
  ['an unknown id', { id: '1', display_value: 'x' }, 'INVALID_DATA'],
  ['no label', { type: 'used' }, 'MANDATORY_NOT_FOUND'],
])('a value with %s is rejected, and the list stays as it is', async (_, value, code) => {
  const id = await createTier();
  expect(await change(id, { pick_list_values: [{ display_value: 'Lead' }, value] })).toMatchObject({
    status: 400,
    body: { fields: [{ code, status: 'error' }] },
  });
  expect(actuals((await fieldOf('Accounts', 'Tier')).pick_list_values)).toEqual(['gold', 'tin']);
});

test('a pick list has at most 1,000 values in use', async () => {
  const id = await createTier();
  const pick_list_values = Array.from({ length: 999 }, (_, number) => ({ display_value: `Value ${number}` }));
  expect((await change(id, { pick_list_values })).body).toMatchObject({
    fields: [{ code: 'LIMIT_EXCEEDED', details: { limit: 1_000 } }],
  });
});

test('a value with 121 characters is rejected in a record', async () => {
  await createTier();
  const reply = await zoho.insert('Accounts', [{ Account_Name: 'North', Tier: 'x'.repeat(121) }]);
  expect(reply.body).toMatchObject({ data: [{ code: 'INVALID_DATA', details: { maximum_length: 120 } }] });
});

describe('a global pick list', () => {
  const create = (list: object) => zoho.call('POST', '/settings/global_picklists', { global_picklists: [list] });
  const read = async (id: string) =>
    ((await zoho.call('GET', `/settings/global_picklists/${id}`)).body as { global_picklists: Field[] })
      .global_picklists[0];
  let id = '';
  beforeEach(async () => {
    const pick_list_values = [{ display_value: 'North' }, { display_value: 'South', actual_value: 's' }];
    const made = await create({ display_label: 'Regions', description: 'of sales', pick_list_values });
    id = (made.body as { global_picklists: { details: { id: string } }[] }).global_picklists[0]?.details.id ?? '';
  });

  test('is read with its labels and values', async () => {
    expect(await read(id)).toMatchObject({
      display_label: 'Regions',
      description: 'of sales',
      pick_list_values: [{ actual_value: 'North' }, { actual_value: 's', display_value: 'South' }],
    });
  });

  test('changes in every field that has it', async () => {
    await createTier({ pick_list_values: undefined, global_picklist: { id } });
    const changed = await zoho.call('PATCH', `/settings/global_picklists/${id}`, {
      global_picklists: [{ display_label: 'Areas', pick_list_values: [{ display_value: 'West', sequence_number: 1 }] }],
    });
    expect(changed).toMatchObject({ status: 200, body: { global_picklists: [{ code: 'SUCCESS' }] } });
    const field = await fieldOf('Accounts', 'Tier');
    expect(field.global_picklist).toMatchObject({ id });
    expect(actuals(field.pick_list_values)).toEqual(['West', 'North', 's']);
    expect((await zoho.call('GET', `/settings/global_picklists/${id}/actions/associations`)).body).toMatchObject({
      associations: [{ field: { api_name: 'Tier' }, module: { api_name: 'Accounts' } }],
    });
  });

  test('is deleted when no field has it', async () => {
    const field = await createTier({ pick_list_values: undefined, global_picklist: { id } });
    const remove = () => zoho.call('DELETE', `/settings/global_picklists/${id}`);
    expect((await remove()).body).toMatchObject({ global_picklists: [{ code: 'NOT_ALLOWED' }] });
    await zoho.call('DELETE', `/settings/fields/${field}?module=Accounts`);
    expect((await remove()).body).toMatchObject({ global_picklists: [{ code: 'SUCCESS' }] });
    expect(await zoho.call('GET', `/settings/global_picklists/${id}`)).toMatchObject({ status: 400 });
  });

  test.each([
    ['an existing label', { display_label: 'Regions', pick_list_values: [] }, 'DUPLICATE_DATA'],
    ['a label of 51 characters', { display_label: 'x'.repeat(51), pick_list_values: [] }, 'INVALID_DATA'],
    ['no values', { display_label: 'Areas' }, 'MANDATORY_NOT_FOUND'],
  ])('with %s is rejected', async (_, list, code) => {
    expect(await create(list)).toMatchObject({ status: 400, body: { global_picklists: [{ code }] } });
  });
});
