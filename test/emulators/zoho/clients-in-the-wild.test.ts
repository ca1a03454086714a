import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let token = '';
const now = Date.UTC(2026, 0, 5);
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
  ({ token } = (await zoho.admin('POST', '/token', { environment: 'sandbox' })).body as { token: string });
});
afterEach(() => zoho.close());

/** Sends a request without the corrections that a usual HTTP client makes. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request(`${zoho.url}/`, {
      method,
      path,
      headers: { Authorization: `Zoho-oauthtoken ${token}`, ...headers },
    });
    sent.on('response', (answer) => {
      void text(answer).then((read) => resolve(read === '' ? null : JSON.parse(read)));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const north = { data: [{ Account_Name: 'North' }] };

test('a JSON body is read without a Content-Type, and with a wrong one', async () => {
  const insert = (headers: object) => send('POST', '/crm/v8/Accounts', { ...headers }, JSON.stringify(north));
  expect(await insert({})).toMatchObject({ data: [{ code: 'SUCCESS' }] });
  expect(await insert({ 'Content-Type': 'text/plain' })).toMatchObject({ data: [{ code: 'SUCCESS' }] });
});

test.each([
  ['doubled slashes in the path', '//crm//v8//Accounts?fields=Account_Name'],
  ['a trailing &', '/crm/v8/Accounts?fields=Account_Name&'],
  ['an empty pair', '/crm/v8/Accounts?&&fields=Account_Name'],
  ['an encoded comma', '/crm/v8/Accounts?fields=id%2CAccount_Name'],
])('%s makes no difference', async (_, path) => {
  await zoho.insert('Accounts', north.data);
  expect(await send('GET', path)).toMatchObject({ data: [{ Account_Name: 'North' }] });
});

test('a query that is only partly encoded is read', async () => {
  await zoho.insert('Accounts', [{ Account_Name: '100% North' }]);
  const path = '/crm/v8/Accounts/search?criteria=(Account_Name:starts_with:100%25%20No)&fields=id,Account_Name';
  expect(await send('GET', path)).toMatchObject({ data: [{ Account_Name: '100% North' }] });
  expect(await send('GET', '/crm/v8/Accounts/search?word=100%')).toMatchObject({
    data: [{ Account_Name: '100% North' }],
  });
});

test('double slashes in a query are kept', async () => {
  const [id = ''] = idsOf(await zoho.insert('Accounts', north.data));
  await send('POST', `/crm/v8/Accounts/${id}/Attachments?attachmentUrl=https://north.example//a`);
  expect(rowsOf(await zoho.call('GET', `/Accounts/${id}/Attachments?fields=id`))).toMatchObject([
    { $link_url: 'https://north.example//a' },
  ]);
});

test('a GET may have a Content-Length of 0', async () => {
  expect(await send('GET', '/crm/v8/org', { 'Content-Length': '0' })).toMatchObject({ org: [{ type: 'sandbox' }] });
});

test.each(['casesensitive', 'case_sensitive'])('a unique field accepts the spelling %s', async (spelling) => {
  const field = { field_label: 'Serial', data_type: 'text', unique: { [spelling]: 'true' } };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });
  const rows = ['a', 'A', 'a'].map((Serial) => ({ Account_Name: 'North', Serial }));
  expect((await zoho.insert('Accounts', rows)).body).toMatchObject({
    data: [{ code: 'SUCCESS' }, { code: 'SUCCESS' }, { code: 'DUPLICATE_DATA' }],
  });
});

test('If-Modified-Since is read in ISO 8601, and the answer is 304 if nothing is newer', async () => {
  await zoho.insert('Accounts', north.data);
  const list = (since: string) =>
    zoho.call('GET', '/Accounts?fields=Account_Name', undefined, { 'If-Modified-Since': since });
  expect((await list('2026-01-04T00:00:00+01:00')).status).toBe(200);
  expect(await list('2026-01-06T00:00:00+01:00')).toMatchObject({ status: 304, body: null });
});
