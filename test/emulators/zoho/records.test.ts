import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
  const key = { field_label: 'Portage Key', data_type: 'text', unique: {}, external: { type: 'org', show: true } };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [key] });
});
afterEach(() => zoho.close());

const insert = (...data: Record<string, unknown>[]) => zoho.insert('Accounts', data);
const upsert = (...data: Record<string, unknown>[]) =>
  zoho.call('POST', '/Accounts/upsert', { data, trigger: [], duplicate_check_fields: ['Portage_Key'] });
const read = async (id: string) => rowsOf(await zoho.call('GET', `/Accounts/${id}`))[0];

test('an insert answers 201 with an id of 19 digits for each record, in the order of the request', async () => {
  const reply = await insert({ Account_Name: 'North' }, { Account_Name: 'South' });
  const item = { code: 'SUCCESS', message: 'record added', status: 'success', details: { id: expect.any(String) } };
  expect(reply).toMatchObject({ status: 201, body: { data: [item, item] } });
  const [north = '', south = ''] = idsOf(reply);
  expect(north).toMatch(/^\d{19}$/);
  expect([await read(north), await read(south)]).toMatchObject([{ Account_Name: 'North' }, { Account_Name: 'South' }]);
});

test('an insert with a valid and an invalid record answers 207 and writes the valid one', async () => {
  expect(await insert({ Account_Name: 'North' }, { Phone: '020 7946 0123' })).toMatchObject({
    status: 207,
    body: {
      data: [
        { code: 'SUCCESS' },
        {
          code: 'MANDATORY_NOT_FOUND',
          details: { api_name: 'Account_Name', json_path: '$.data[1].Account_Name' },
          message: 'required field not found',
          status: 'error',
        },
      ],
    },
  });
  expect((await zoho.call('GET', '/Accounts/actions/count')).body).toEqual({ count: 1 });
});

test.each([
  ['a wrong type', { Employees: 'many' }, { expected_data_type: 'integer', api_name: 'Employees' }],
  ['a value that is too long', { Account_Site: 'x'.repeat(101) }, { maximum_length: 100, api_name: 'Account_Site' }],
  ['a lookup to an unknown record', { Parent_Account: { id: '1' } }, { api_name: 'Parent_Account' }],
  ['a lookup by name only', { Parent_Account: { name: 'x' } }, { expected_data_type: 'jsonobject' }],
])('a record with %s answers 400 and INVALID_DATA with the field', async (_what, values, details) => {
  expect(await insert({ Account_Name: 'North', ...values })).toMatchObject({
    status: 400,
    body: { data: [{ code: 'INVALID_DATA', details, status: 'error' }] },
  });
});

test('several errors of one record are combined', async () => {
  expect(await insert({ Employees: 'many' })).toMatchObject({
    status: 400,
    body: {
      data: [
        {
          code: 'MULTIPLE_OR_MULTI_ERRORS',
          details: { errors: [{ code: 'INVALID_DATA' }, { code: 'MANDATORY_NOT_FOUND' }] },
        },
      ],
    },
  });
});

test('a record that is not an object is rejected alone', async () => {
  expect(await zoho.call('POST', '/Accounts', { data: [null, { Account_Name: 'North' }] })).toMatchObject({
    status: 207,
    body: { data: [{ code: 'INVALID_DATA', details: { expected_data_type: 'jsonobject' } }, { code: 'SUCCESS' }] },
  });
});

test('unknown keys and system times are ignored, and unknown pick list values are accepted and counted', async () => {
  const [id = ''] = idsOf(
    await insert({ Account_Name: 'North', Nonsense: 1, Created_Time: '2001-01-01T00:00:00Z', Rating: 'Odd' }),
  );
  const record = await read(id);
  expect(record).toMatchObject({ Rating: 'Odd' });
  expect(record).not.toHaveProperty('Nonsense');
  expect(record?.['Created_Time']).not.toMatch(/^2001/);
  expect((await zoho.admin('GET', '/stats')).body).toMatchObject({
    orgs: { '20090000002': { unknownPickListValues: 1 } },
  });
});

test('writes without an empty trigger list are counted, because Zoho would run automations for them', async () => {
  await zoho.call('POST', '/Accounts', { data: [{ Account_Name: 'North' }] });
  await insert({ Account_Name: 'South' });
  expect((await zoho.admin('GET', '/stats')).body).toMatchObject({ orgs: { '20090000002': { wouldHaveFired: 1 } } });
});

test('101 records in one call are all rejected', async () => {
  const many = Array.from({ length: 101 }, (_, number) => ({ Account_Name: `Account ${number}` }));
  expect(await insert(...many)).toMatchObject({
    status: 400,
    body: { code: 'LIMIT_EXCEEDED', details: { maximum_length: 100, api_name: 'data' } },
  });
  expect((await zoho.call('GET', '/Accounts/actions/count')).body).toEqual({ count: 0 });
});

test('a second record with the same unique value is DUPLICATE_DATA with the id of the first, also in another case', async () => {
  const [first] = idsOf(await insert({ Account_Name: 'North', Portage_Key: 'accounts:A1' }));
  expect(await insert({ Account_Name: 'Other', Portage_Key: 'ACCOUNTS:a1' })).toMatchObject({
    status: 400,
    body: {
      data: [
        {
          code: 'DUPLICATE_DATA',
          details: { api_name: 'Portage_Key', duplicate_record: { id: first }, id: first, more_records: false },
          message: 'duplicate data',
        },
      ],
    },
  });
});

test('the unique value of a deleted record can be used again', async () => {
  const [first] = idsOf(await insert({ Account_Name: 'North', Portage_Key: 'accounts:A1' }));
  expect(await zoho.call('DELETE', `/Accounts?ids=${first}&wf_trigger=false`)).toMatchObject({
    status: 200,
    body: { data: [{ code: 'SUCCESS', details: { id: first }, message: 'record deleted', status: 'success' }] },
  });
  expect((await zoho.call('GET', '/Accounts/deleted?type=all')).body).toMatchObject({ data: [{ id: first }] });
  expect((await insert({ Account_Name: 'North', Portage_Key: 'accounts:A1' })).status).toBe(201);
});

test('an update changes only the given fields, null clears a field, and the answer is 200', async () => {
  const [id = ''] = idsOf(await insert({ Account_Name: 'North', Phone: '020 7946 0123', Rating: 'Good' }));
  expect(await zoho.call('PUT', '/Accounts', { data: [{ id, Rating: 'Poor', Phone: null }] })).toMatchObject({
    status: 200,
    body: { data: [{ code: 'SUCCESS', details: { id }, message: 'record updated' }] },
  });
  expect(await read(id)).toMatchObject({ Account_Name: 'North', Rating: 'Poor', Phone: null });
});

test('an update of an unknown record is INVALID_DATA', async () => {
  expect(await zoho.call('PUT', '/Accounts', { data: [{ id: '1', Rating: 'Poor' }] })).toMatchObject({
    status: 400,
    body: {
      data: [
        {
          code: 'INVALID_DATA',
          details: { api_name: 'id', json_path: '$.data[0].id' },
          message: 'the id given seems to be invalid',
        },
      ],
    },
  });
});

test('an upsert inserts new records, updates those with the key, and answers the action', async () => {
  const [first] = idsOf(await upsert({ Account_Name: 'North', Portage_Key: 'accounts:A1' }));
  const reply = await upsert(
    { Account_Name: 'North renamed', Portage_Key: 'accounts:A1' },
    { Account_Name: 'North', Portage_Key: 'accounts:A2' },
  );
  expect(reply).toMatchObject({
    status: 200,
    body: {
      data: [
        { action: 'update', duplicate_field: 'Portage_Key', details: { id: first }, message: 'record updated' },
        { action: 'insert', duplicate_field: null, message: 'record added' },
      ],
    },
  });
});

test('an upsert without check fields updates an account with the same name', async () => {
  const [first] = idsOf(await insert({ Account_Name: 'North' }));
  const reply = await zoho.call('POST', '/Accounts/upsert', { data: [{ Account_Name: 'North', Rating: 'Good' }] });
  expect(reply.body).toMatchObject({ data: [{ action: 'update', details: { id: first } }] });
});

test('an upsert searches by the other unique fields if the given one finds nothing', async () => {
  const other = { field_label: 'Tax Number', data_type: 'text', unique: {} };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [other] });
  const [first] = idsOf(await insert({ Account_Name: 'North', Tax_Number: 'GB1' }));
  const reply = await upsert({ Account_Name: 'South', Portage_Key: 'accounts:A2', Tax_Number: 'GB1' });
  expect(reply.body).toMatchObject({
    data: [{ action: 'update', duplicate_field: 'Tax_Number', details: { id: first } }],
  });
});

test('a delete of known and unknown ids answers 207 with a result for each', async () => {
  const [id] = idsOf(await insert({ Account_Name: 'North' }));
  expect(await zoho.call('DELETE', `/Accounts?ids=${id},1`)).toMatchObject({
    status: 207,
    body: { data: [{ code: 'SUCCESS' }, { code: 'INVALID_DATA', message: 'record not deleted' }] },
  });
});

test('a record of one org does not exist in the other', async () => {
  const [id] = idsOf(await insert({ Account_Name: 'North' }));
  const { token } = (await zoho.admin('POST', '/token', { environment: 'production' })).body as { token: string };
  const headers = { Authorization: `Zoho-oauthtoken ${token}` };
  expect((await zoho.call('GET', `/Accounts/${id}`, undefined, headers)).body).toMatchObject({ code: 'INVALID_DATA' });
});

test('a record can be assigned to an active user only', async () => {
  const { users } = (await zoho.call('GET', '/users?type=AllUsers')).body as {
    users: { id: string; status: string }[];
  };
  const idOf = (status: string) => users.find((user) => user.status === status)?.id;
  const write = (status: string) => insert({ Account_Name: 'North', Owner: { id: idOf(status) } });
  expect((await write('active')).status).toBe(201);
  expect((await write('disabled')).body).toMatchObject({
    data: [{ code: 'INVALID_DATA', details: { api_name: 'Owner' } }],
  });
});
