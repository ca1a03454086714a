import { openEmulator, sandboxId, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

const create = (fields: Record<string, unknown>[], module = 'Accounts') =>
  zoho.call('POST', `/settings/fields?module=${module}`, { fields });
const fieldsOf = async (module = 'Accounts') => {
  const reply = await zoho.call('GET', `/settings/fields?module=${module}`);
  return (reply.body as { fields: { id: string; api_name: string }[] }).fields;
};

test('the org has its id, environment and edition', async () => {
  expect((await zoho.call('GET', '/org')).body).toMatchObject({
    org: [{ zgid: sandboxId, type: 'sandbox', license_details: { paid_type: 'enterprise' } }],
  });
});

test('users are listed by type, in pages', async () => {
  const first = await zoho.call('GET', '/users?type=AllUsers&per_page=4');
  expect(first.body).toMatchObject({ info: { count: 4, page: 1, more_records: true } });
  expect((await zoho.call('GET', '/users?type=AllUsers&per_page=4&page=2')).body).toMatchObject({
    users: [{ email: 'dora@northwind.example' }, { email: 'left@northwind.example', status: 'disabled' }],
    info: { more_records: false },
  });
  expect((await zoho.call('GET', '/users?type=DeactiveUsers')).body).toMatchObject({ info: { count: 1 } });
  expect(await zoho.call('GET', '/users?page=9')).toMatchObject({ status: 204, body: null });
});

test('modules include the subforms of orders', async () => {
  const { modules } = (await zoho.call('GET', '/settings/modules')).body as { modules: { api_name: string }[] };
  expect(modules).toContainEqual(expect.objectContaining({ api_name: 'Accounts', generated_type: 'default' }));
  expect(modules).toContainEqual(expect.objectContaining({ api_name: 'Ordered_Items', generated_type: 'subform' }));
});

test('modules are listed by status: all are visible', async () => {
  expect((await zoho.call('GET', '/settings/modules?status=visible,user_hidden')).status).toBe(200);
  expect((await zoho.call('GET', '/settings/modules?status=user_hidden')).status).toBe(204);
});

test('fields have a type, a length, a lookup target and the operations that the API allows', async () => {
  const fields = await fieldsOf('Contacts');
  expect(fields).toContainEqual(
    expect.objectContaining({ api_name: 'Last_Name', data_type: 'text', length: 80, system_mandatory: true }),
  );
  expect(fields).toContainEqual(
    expect.objectContaining({
      api_name: 'Account_Name',
      data_type: 'lookup',
      json_type: 'jsonobject',
      lookup: expect.objectContaining({ module: expect.objectContaining({ api_name: 'Accounts' }) }),
    }),
  );
  expect(fields).toContainEqual(
    expect.objectContaining({
      api_name: 'Created_Time',
      operation_type: expect.objectContaining({ api_create: false, api_update: false }),
    }),
  );
});

test.each([
  ['Ordered_Items', 'Line_Tax', 'linetax', 'jsonarray'],
  ['Tasks', 'Remind_At', 'ALARM', 'jsonobject'],
  ['Tasks', 'Recurring_Activity', 'RRULE', 'jsonobject'],
  ['Events', 'Remind_At', 'multireminder', 'jsonarray'],
])(
  "the field %s.%s has the type that Zoho's own clients need to write it",
  async (module, name, data_type, json_type) => {
    expect(await fieldsOf(module)).toContainEqual(expect.objectContaining({ api_name: name, data_type, json_type }));
  },
);

test('fields without a module, or of an unknown module, are rejected', async () => {
  expect(await zoho.call('GET', '/settings/fields')).toMatchObject({
    status: 400,
    body: { code: 'REQUIRED_PARAM_MISSING', details: { param_name: 'module' } },
  });
  expect(await zoho.call('GET', '/settings/fields?module=Starships')).toMatchObject({
    status: 400,
    body: { code: 'INVALID_MODULE' },
  });
});

test('the API name of a new field comes from its label', async () => {
  const reply = await create([{ field_label: 'Source Created-Time', data_type: 'datetime' }]);
  expect(reply).toMatchObject({
    status: 201,
    body: { fields: [{ code: 'SUCCESS', message: 'field created', status: 'success' }] },
  });
  expect(await fieldsOf()).toContainEqual(
    expect.objectContaining({
      api_name: 'Source_Created_Time',
      field_label: 'Source Created-Time',
      custom_field: true,
    }),
  );
});

test('six fields in one call are all rejected', async () => {
  const six = [1, 2, 3, 4, 5, 6].map((number) => ({ field_label: `Extra ${number}`, data_type: 'text' }));
  const before = (await fieldsOf()).length;
  expect(await create(six)).toMatchObject({ status: 400, body: { code: 'LIMIT_EXCEEDED' } });
  expect(await fieldsOf()).toHaveLength(before);
});

test('an existing label is rejected alone, and a new one in the same call is accepted', async () => {
  await create([{ field_label: 'Tariff', data_type: 'text' }]);
  const reply = await create([
    { field_label: 'tariff', data_type: 'text' },
    { field_label: 'Tariff Zone', data_type: 'text' },
  ]);
  expect(reply).toMatchObject({
    status: 207,
    body: {
      fields: [
        {
          code: 'DUPLICATE_DATA',
          message: 'Duplicate field label',
          details: { api_name: 'field_label', json_path: '$.fields[0].field_label' },
        },
        { code: 'SUCCESS' },
      ],
    },
  });
});

test('an external field does not count as one of the two unique fields of a module', async () => {
  const unique = { case_sensitive: false };
  const key = {
    field_label: 'Portage Key',
    data_type: 'text',
    length: 100,
    unique,
    external: { type: 'org', show: true },
  };
  await create([key, ...['One', 'Two'].map((label) => ({ field_label: label, data_type: 'text', unique }))]);
  expect(await create([{ field_label: 'Three', data_type: 'text', unique }])).toMatchObject({
    status: 400,
    body: {
      fields: [{ code: 'LIMIT_EXCEEDED', details: { limit: 2 } }],
    },
  });
  expect(await fieldsOf()).toContainEqual(
    expect.objectContaining({
      api_name: 'Portage_Key',
      length: 100,
      unique: expect.objectContaining({ case_sensitive: false }),
      external: { type: 'org', show: true },
    }),
  );
});

test('a custom field is deleted with its values, a standard one is not', async () => {
  await create([{ field_label: 'Tariff', data_type: 'text' }]);
  await zoho.insert('Accounts', [{ Account_Name: 'North', Tariff: 'flat' }]);
  const fields = await fieldsOf();
  const idOf = (name: string) => fields.find((field) => field.api_name === name)?.id;
  expect(await zoho.call('DELETE', `/settings/fields/${idOf('Tariff')}?module=Accounts`)).toMatchObject({
    status: 200,
    body: { fields: [{ code: 'SUCCESS', message: 'field deleted' }] },
  });
  expect(await fieldsOf()).not.toContainEqual(expect.objectContaining({ api_name: 'Tariff' }));
  expect(await zoho.call('DELETE', `/settings/fields/${idOf('Industry')}?module=Accounts`)).toMatchObject({
    status: 400,
    body: { code: 'NOT_ALLOWED' },
  });
});
