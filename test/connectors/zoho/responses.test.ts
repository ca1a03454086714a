import { setTimeout as pause } from 'node:timers/promises';
import { startZohoStub, type StubAnswer, type ZohoStub } from '../../support/zoho-stub.ts';
import { openClient } from '../../support/zoho-client.ts';

let stub: ZohoStub;
let response: StubAnswer;
beforeEach(async () => {
  stub = await startZohoStub(() => response);
});
afterEach(() => stub.close());

const text = (body: string): StubAnswer => ({ body: Buffer.from(body) });
const secrets = /secret|refresh|token|555555555555/i;

const unreadable: [string, StubAnswer][] = [
  ['malformed JSON', text('{"data":,"secret":1}')],
  ['truncated JSON', text('{"data":[{"id":"5555555555')],
  ['an error page of a proxy', { ...text('<html><body>secret 502</body></html>'), status: 502 }],
  ['an HTML page with status 200', text('<!doctype html><title>secret</title>')],
  ['an empty body', text('')],
  ['a connection that is reset', { ...text('{"data":[{"id":"555555555555"}]}'), reset: true }],
  ['status 500', { status: 500, body: { code: 'INTERNAL_ERROR', details: {}, message: 'x', status: 'error' } }],
  ['status 503', { status: 503, body: { code: 'INTERNAL_ERROR', details: {}, message: 'x', status: 'error' } }],
];

test.each(unreadable)('%s as the response to a write leaves the outcome unknown', async (_, given) => {
  response = given;
  const failed = openClient(stub.url).insert('Accounts', [{ Account_Name: 'A' }]);
  await expect(failed).rejects.toMatchObject({ kind: 'unknown-outcome', message: expect.not.stringMatching(secrets) });
});

test.each(unreadable)(
  '%s as the response to a read changes nothing, and the read can be repeated',
  async (_, given) => {
    response = given;
    const kind = given.status === 500 ? 'server-error' : 'unavailable';
    const failed = openClient(stub.url).read('Accounts', '555555555555');
    await expect(failed).rejects.toMatchObject({ kind, message: expect.not.stringMatching(secrets) });
  },
);

test.each([
  [400, 'contract'],
  [401, 'auth'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [407, 'auth'],
  [413, 'contract'],
])('status %i with a page of a proxy surely changed nothing, and gives %s', async (status, kind) => {
  response = { ...text('<html>blocked, secret</html>'), status };
  const failed = openClient(stub.url).insert('Accounts', [{ Account_Name: 'A' }]);
  await expect(failed).rejects.toMatchObject({ kind, message: expect.not.stringMatching(secrets) });
});

test('the error of a refused connection says which host does not respond and what to check', async () => {
  const closed = await startZohoStub(() => response);
  await closed.close();
  const gone = openClient(stub.url, { apiUrl: closed.url });
  await expect(gone.insert('Accounts', [{ Account_Name: 'A' }])).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringMatching(/127\.0\.0\.1:\d+ \(ECONNREFUSED\).*destination\.dataCentre/),
  });
});

test.each<[string, unknown]>([
  ['fewer records than were sent', { data: [] }],
  [
    'more records than were sent',
    { data: Array.from({ length: 2 }, () => ({ code: 'SUCCESS', status: 'success', details: { id: '1' } })) },
  ],
  ['an id that is a number', { data: [{ code: 'SUCCESS', status: 'success', details: { id: 5725767000000411000 } }] }],
  ['a text in place of the list', { data: 'ok' }],
])('a response to a write with %s leaves the outcome unknown', async (_, body) => {
  response = { body };
  const failed = openClient(stub.url).insert('Accounts', [{ Account_Name: 'A' }]);
  await expect(failed).rejects.toMatchObject({ kind: 'unknown-outcome' });
});

test('a response to a read with a number as id violates the contract', async () => {
  response = { body: { data: [{ id: 5725767000000411000 }] } };
  await expect(openClient(stub.url).read('Accounts', '1')).rejects.toMatchObject({ kind: 'contract' });
});

test('an id keeps all its digits', async () => {
  const id = '9007199254740993111';
  response = { body: { data: [{ id, Account_Name: 'A' }] } };
  expect(await openClient(stub.url).read('Accounts', id)).toEqual({ id, Account_Name: 'A' });
});

test.each<[number, object, string]>([
  [401, { code: 'OAUTH_SCOPE_MISMATCH' }, 'auth'],
  [403, { code: 'NO_PERMISSION' }, 'forbidden'],
  [400, { code: 'NOT_SUPPORTED' }, 'forbidden'],
  [400, { code: 'INVALID_MODULE' }, 'configuration'],
  [404, { code: 'INVALID_URL_PATTERN' }, 'not-found'],
  [400, { code: 'MANDATORY_NOT_FOUND' }, 'contract'],
  [400, { code: 'INVALID_DATA', details: { resource_path_index: 1 } }, 'not-found'],
  [429, { code: 'TOO_MANY_REQUESTS' }, 'rate-limited'],
])('status %i with %j gives an error of kind %s', async (status, failure, kind) => {
  response = { status, body: { message: 'x', details: {}, ...failure, status: 'error' } };
  await expect(openClient(stub.url).modules()).rejects.toMatchObject({ kind });
});

test('the wait time of a 429 is passed on', async () => {
  const body = { code: 'TOO_MANY_REQUESTS', message: 'x', details: {}, status: 'error' };
  response = { status: 429, body, headers: { 'Retry-After': '7' } };
  await expect(openClient(stub.url).modules()).rejects.toMatchObject({ retryAfterMs: 7_000 });
});

test("a value that Zoho quotes in an item's error message is not reported", async () => {
  const item = {
    code: 'INVALID_DATA',
    status: 'error',
    message: 'bad value ann@example.test',
    details: { api_name: 'Email' },
  };
  response = { status: 207, body: { data: [item] } };
  const [result] = await openClient(stub.url).insert('Contacts', [{ Last_Name: 'Doe' }]);
  expect(result).toEqual({ ok: false, code: 'INVALID_DATA', reason: 'INVALID_DATA Email', field: 'Email' });
});

const value = 'Jane Roe +441632960961';

test.each<[string, StubAnswer]>([
  ['the code', { status: 400, body: { code: value, status: 'error', message: value, details: {} } }],
  ['the code of a forbidden call', { status: 403, body: { code: value, status: 'error', message: value } }],
  ['the details', { status: 400, body: { code: 'INVALID_DATA', status: 'error', details: { api_name: value } } }],
  ['a page of a proxy', { ...text(`<html>${value}</html>`), status: 502 }],
])('a value in %s of an error is not in our message', async (_, given) => {
  response = given;
  const failed = openClient(stub.url).insert('Accounts', [{ Account_Name: value }]);
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/Jane|Roe|44163/) });
});

test("a value in any field of an item's error is not in its reason", async () => {
  const details = { api_name: value, expected_data_type: value, errors: [{ code: value, status: value }] };
  response = { status: 207, body: { data: [{ code: value, status: 'error', message: value, details }] } };
  const [result] = await openClient(stub.url).insert('Contacts', [{ Last_Name: value }]);
  expect(JSON.stringify(result)).not.toMatch(/Jane|Roe|44163/);
});

test('a text of the accounts server is not in our message', async () => {
  const server = await startZohoStub(() => ({ body: {} }), { access_token: 1, error: `invalid_code ${value}` });
  const failed = openClient(server.url).modules();
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/Jane|Roe|44163/) });
  await server.close();
});

test('a cancelled call fails with the reason of its signal', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const never = await startZohoStub(() => ({ silent: true }));
  const reading = openClient(never.url).modules(controller.signal);
  while (never.requests.length === 0) await pause(1);
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  await never.close();
});

test('a call ends after its timeout, and the outcome of a write is then unknown', async () => {
  const never = await startZohoStub(() => ({ silent: true }));
  const slow = openClient(never.url, { timeoutMs: 500 });
  await expect(slow.modules()).rejects.toMatchObject({ kind: 'unavailable' });
  await expect(slow.insert('Accounts', [{ Account_Name: 'A' }])).rejects.toMatchObject({ kind: 'unknown-outcome' });
  await never.close();
});
