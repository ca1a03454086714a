import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
let ids: string[] = [];
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
  const key = { field_label: 'Portage Key', data_type: 'text', unique: {}, external: { type: 'org', show: true } };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [key] });
  const five = [1, 2, 3, 4, 5].map((number) => ({ Account_Name: `Account ${number}`, Portage_Key: `a:${number}/x` }));
  ids = idsOf(await zoho.insert('Accounts', five));
});
afterEach(() => zoho.close());

const list = (query: string) => zoho.call('GET', `/Accounts?fields=Account_Name&${query}`);

test('a list by ids has the existing records, with the requested fields', async () => {
  expect((await list(`ids=${ids[1]},${ids[3]},1`)).body).toEqual({
    data: [
      { id: ids[1], Account_Name: 'Account 2' },
      { id: ids[3], Account_Name: 'Account 4' },
    ],
    info: expect.objectContaining({ count: 2, more_records: false }),
  });
  expect(await list('ids=1')).toMatchObject({ status: 204, body: null });
});

test('page tokens lead through all records, newest first by default', async () => {
  const names: unknown[] = [];
  for (let token = ''; ;) {
    const reply = await list(`per_page=2${token}`);
    names.push(...rowsOf(reply).map((row) => row['Account_Name']));
    const { info } = reply.body as { info: { next_page_token: string | null; more_records: boolean } };
    if (!info.more_records) break;
    token = `&page_token=${info.next_page_token}`;
  }
  expect(names).toEqual(['Account 5', 'Account 4', 'Account 3', 'Account 2', 'Account 1']);
});

test('a page token is valid for its parameters and for a day', async () => {
  const { info } = (await list('per_page=2')).body as { info: { next_page_token: string } };
  expect((await list(`per_page=3&page_token=${info.next_page_token}`)).body).toMatchObject({
    code: 'TOKEN_BOUND_DATA_MISMATCH',
  });
  expect((await list('page_token=nonsense')).body).toMatchObject({ code: 'INVALID_DATA' });
  now += 24 * 3_600_000 + 1;
  const { token } = (await zoho.admin('POST', '/token', { environment: 'sandbox' })).body as { token: string };
  const late = await zoho.call(
    'GET',
    `/Accounts?fields=Account_Name&per_page=2&page_token=${info.next_page_token}`,
    undefined,
    { Authorization: `Zoho-oauthtoken ${token}` },
  );
  expect(late).toMatchObject({ status: 400, body: { code: 'EXPIRED_VALUE', message: 'Page token expired' } });
});

test('a list needs fields, at most 50, and has 2,000 records without a page token', async () => {
  expect((await zoho.call('GET', '/Accounts')).body).toMatchObject({
    code: 'REQUIRED_PARAM_MISSING',
    details: { param_name: 'fields' },
  });
  const many = Array.from({ length: 51 }, (_, number) => `F${number}`).join(',');
  expect((await zoho.call('GET', `/Accounts?fields=${many}`)).body).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  expect((await list('page=11')).body).toMatchObject({
    code: 'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
    details: { limit: 2_000 },
  });
});

test('X-EXTERNAL reads, updates and deletes by the value of an external field', async () => {
  const headers = { 'X-EXTERNAL': 'Accounts.Portage_Key' };
  const path = `/Accounts/${encodeURIComponent('a:3/x')}`;
  expect(rowsOf(await zoho.call('GET', path, undefined, headers))).toMatchObject([{ id: ids[2] }]);
  expect(await zoho.call('PUT', path, { data: [{ Rating: 'Good' }] }, headers)).toMatchObject({
    status: 200,
    body: { data: [{ details: { id: ids[2] } }] },
  });
  expect((await zoho.call('DELETE', path, undefined, headers)).body).toMatchObject({
    data: [{ details: { id: ids[2] }, message: 'record deleted' }],
  });
});

test('an unknown id is INVALID_DATA with its index in the path', async () => {
  expect(await zoho.call('GET', '/Accounts/1')).toMatchObject({
    status: 400,
    body: { code: 'INVALID_DATA', details: { resource_path_index: 1 } },
  });
});

test('count is the number of records in a module', async () => {
  expect((await zoho.call('GET', '/Accounts/actions/count')).body).toEqual({ count: 5 });
});

test.each([
  ['GET', '/Starships?fields=id', 400, 'INVALID_MODULE'],
  ['GET', '/nothing', 404, 'INVALID_URL_PATTERN'],
  ['GET', '/coql', 400, 'INVALID_REQUEST_METHOD'],
  ['GET', '/Accounts/1/actions/blueprint', 501, 'NOT_SUPPORTED'],
  ['GET', '/settings/territories', 501, 'NOT_SUPPORTED'],
  ['GET', '/Accounts/1/photo', 501, 'NOT_SUPPORTED'],
  ['GET', '/Starships/1/photo', 400, 'INVALID_MODULE'],
  ['GET', '/Contacts/roles', 501, 'NOT_SUPPORTED'],
  ['PUT', '/users', 501, 'NOT_SUPPORTED'],
])('%s %s, which is not imitated, answers %i %s', async (method, path, status, code) => {
  expect(await zoho.call(method, path)).toMatchObject({ status, body: { code, status: 'error' } });
});

test('another version of the API is an unknown URL, and an invalid body is an error', async () => {
  const answer = await fetch(`${zoho.url}/crm/v2/Accounts`);
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'INVALID_URL_PATTERN' }]);
  expect(await zoho.call('POST', '/Accounts', '{"data":')).toMatchObject({
    status: 400,
    body: { code: 'UNABLE_TO_PARSE_DATA_TYPE' },
  });
});
