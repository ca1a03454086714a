import { openEmulator, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
});
afterEach(() => zoho.close());

test('a refresh token gives an access token for the org that is valid for one hour', async () => {
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
])('%s is rejected with HTTP 200 and an error', async (_what, changes, error) => {
  expect(await zoho.grant(changes)).toMatchObject({ status: 200, body: { error } });
});

test('the eleventh token in ten minutes is rejected, and the next one after ten minutes is not', async () => {
  for (let count = 1; count <= 10; count += 1) expect((await zoho.grant()).body).toHaveProperty('access_token');
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

test('a call without a token fails, and so does a call with a token older than an hour', async () => {
  const bare = await fetch(`${zoho.url}/crm/v8/org`);
  expect([bare.status, await bare.json()]).toMatchObject([401, { code: 'AUTHENTICATION_FAILURE', status: 'error' }]);
  now += 3_600_001;
  expect(await zoho.call('GET', '/org')).toMatchObject({
    status: 401,
    body: { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' },
  });
});

const tokenOf = (reply: { body: unknown }) => (reply.body as { access_token: string }).access_token;
const withToken = (token: string) => ({ Authorization: `Zoho-oauthtoken ${token}` });
const codeFor = async (more: object = {}) =>
  ((await zoho.admin('POST', '/code', { environment: 'sandbox', ...more })).body as { code: string }).code;
const redeem = (code: string) => zoho.grant({ grant_type: 'authorization_code', code });

test('a code gives a refresh token once, and the refresh token gives access tokens', async () => {
  const code = await codeFor();
  const reply = await redeem(code);
  const { refresh_token } = reply.body as { refresh_token: string };
  expect(await redeem(code)).toMatchObject({ status: 200, body: { error: 'invalid_code' } });
  const next = await zoho.grant({ refresh_token });
  expect((await zoho.call('GET', '/org', undefined, withToken(tokenOf(next)))).status).toBe(200);
});

test('a code is valid for three minutes', async () => {
  const code = await codeFor();
  now += 180_001;
  expect(await redeem(code)).toMatchObject({ status: 200, body: { error: 'invalid_code' } });
});

test('client credentials give a token for the org and the scopes that the request names', async () => {
  const request = (changes: Record<string, string>) => zoho.grant({ grant_type: 'client_credentials', ...changes });
  const soid = 'ZohoCRM.20090000001';
  const reply = await request({ soid, scope: 'ZohoCRM.org.READ' });
  const org = await zoho.call('GET', '/org', undefined, withToken(tokenOf(reply)));
  expect(org.body).toMatchObject({ org: [{ type: 'production' }] });
  expect(reply.body).not.toHaveProperty('refresh_token');
  expect((await request({ soid: 'ZohoCRM.1', scope: 'ZohoCRM.org.READ' })).body).toEqual({ error: 'invalid_soid' });
  expect((await request({ soid })).body).toEqual({ error: 'invalid_scope' });
});

test('an unknown grant type is rejected', async () => {
  expect((await zoho.grant({ grant_type: 'password' })).body).toEqual({ error: 'unsupported_grant_type' });
});

test.each([
  [['ZohoCRM.modules.accounts.READ'], 'GET', '/Accounts?fields=id', 204],
  [['ZohoCRM.modules.accounts.READ'], 'GET', '/Contacts?fields=id', 401],
  [['ZohoCRM.modules.accounts.READ'], 'POST', '/Accounts', 401],
  [['ZohoCRM.modules.READ'], 'GET', '/Contacts?fields=id', 204],
  [['ZohoCRM.modules.ALL'], 'POST', '/coql', 401],
  [['ZohoCRM.settings.fields.READ'], 'GET', '/settings/fields?module=Accounts', 200],
  [['ZohoCRM.settings.ALL'], 'GET', '/settings/roles', 200],
  [['ZohoCRM.settings.fields.ALL'], 'GET', '/settings/modules', 401],
])('scopes %j let a %s of %s end with %i', async (scopes, method, path, status) => {
  const token = tokenOf(await redeem(await codeFor({ scopes })));
  const reply = await zoho.call(method, path, method === 'POST' ? { data: [] } : undefined, withToken(token));
  expect(reply.status).toBe(status);
  if (status === 401) expect(reply.body).toMatchObject({ code: 'OAUTH_SCOPE_MISMATCH', status: 'error' });
});

test('a revoked refresh token gives no more tokens, and its access tokens are invalid', async () => {
  const { access_token, refresh_token } = (await redeem(await codeFor())).body as Record<string, string>;
  const revoke = `${zoho.url}/oauth/v2/token/revoke?token=${refresh_token}`;
  expect(await (await fetch(revoke, { method: 'POST' })).json()).toEqual({ status: 'success' });
  expect((await zoho.grant({ refresh_token: refresh_token ?? '' })).body).toEqual({ error: 'invalid_code' });
  expect((await zoho.call('GET', '/org', undefined, withToken(access_token ?? ''))).status).toBe(401);
});

test('the sixteenth token of a refresh token makes the first one invalid', async () => {
  const first = tokenOf(await zoho.grant());
  const others: string[] = [];
  for (let count = 2; count <= 16; count += 1) {
    if (count === 9) now += 600_001;
    others.push(tokenOf(await zoho.grant()));
  }
  const statusWith = async (token = '') => (await zoho.call('GET', '/org', undefined, withToken(token))).status;
  expect([await statusWith(first), await statusWith(others[0])]).toEqual([401, 200]);
});
