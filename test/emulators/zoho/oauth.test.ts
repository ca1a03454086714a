import { openEmulator, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
});
afterEach(() => zoho.close());

test('a refresh token gives an access token of one hour that opens the org', async () => {
  const reply = await zoho.grant();
  expect(reply).toMatchObject({
    status: 200,
    body: { access_token: expect.any(String), api_domain: zoho.url, token_type: 'Bearer', expires_in: 3600 },
  });
  const { access_token } = reply.body as { access_token: string };
  const org = await zoho.call('GET', '/org', undefined, { Authorization: `Zoho-oauthtoken ${access_token}` });
  expect(org.body).toMatchObject({ org: [{ type: 'sandbox' }] });
});

test.each([
  ['an unknown client', { client_id: '1000.NOBODY' }, 'invalid_client'],
  ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client_secret'],
  ['a wrong refresh token', { refresh_token: '1000.wrong' }, 'invalid_code'],
])('%s is refused with HTTP 200 and an error', async (_what, changes, error) => {
  expect(await zoho.grant(changes)).toMatchObject({ status: 200, body: { error } });
});

test('the eleventh token in ten minutes is refused, and one comes again afterwards', async () => {
  for (let asked = 1; asked <= 10; asked += 1) expect((await zoho.grant()).body).toHaveProperty('access_token');
  expect(await zoho.grant()).toMatchObject({ status: 400, body: { error: 'Access Denied', status: 'failure' } });
  now += 600_001;
  expect((await zoho.grant()).body).toHaveProperty('access_token');
});

test('the client id and secret may come as multipart form data, as the SDKs send them', async () => {
  const form = new FormData();
  const fields = { grant_type: 'refresh_token', client_id: '1000.DEMOCLIENT', client_secret: 'demo-client-secret' };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('refresh_token', '1000.demo.sandbox');
  const answer = await fetch(`${zoho.url}/oauth/v2/token`, { method: 'POST', body: form });
  expect(await answer.json()).toHaveProperty('access_token');
});

test('a call without a token fails the authentication, and one with a token past its hour is invalid', async () => {
  const bare = await fetch(`${zoho.url}/crm/v8/org`);
  expect([bare.status, await bare.json()]).toMatchObject([401, { code: 'AUTHENTICATION_FAILURE', status: 'error' }]);
  now += 3_600_001;
  expect(await zoho.call('GET', '/org')).toMatchObject({
    status: 401,
    body: { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' },
  });
});
