import { openEmulator, sandboxId, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

const spoil = (...rules: object[]) => zoho.admin('POST', '/faults', rules);
const write = () => zoho.insert('Accounts', [{ Account_Name: 'North' }]);
const count = async () => (await zoho.call('GET', '/Accounts/actions/count')).body;

test('a reset before the commit leaves nothing behind', async () => {
  await spoil({ kind: 'reset-before-commit', method: 'POST', share: 1, count: 1 });
  await expect(write()).rejects.toThrow();
  expect(await count()).toEqual({ count: 0 });
});

test('a reset after the commit leaves the record behind', async () => {
  await spoil({ kind: 'reset-after-commit', method: 'POST', share: 1, count: 1 });
  await expect(write()).rejects.toThrow();
  expect(await count()).toEqual({ count: 1 });
});

test('429 and 500 come as Zoho words them, without effect', async () => {
  await spoil({ kind: 'status-429', share: 1, count: 1 });
  expect(await write()).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  await spoil({ kind: 'status-500', share: 1, count: 1 });
  expect(await write()).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
  expect(await count()).toEqual({ count: 0 });
});

test('a rule strikes only the method and path that it names, and at most so many times', async () => {
  await spoil({ kind: 'status-500', method: 'POST', path: '^/Contacts', share: 1, count: 1 });
  expect((await write()).status).toBe(201);
  const contact = () => zoho.insert('Contacts', [{ Last_Name: 'Doe' }]);
  expect([(await contact()).status, (await contact()).status]).toEqual([500, 201]);
  expect((await zoho.admin('GET', '/stats')).body).toMatchObject({ faults: { 'status-500': 1 } });
});

test('the same seed spoils the same share of the calls', async () => {
  const statuses = async () => {
    await spoil({ kind: 'status-500', share: 0.5, seed: 7 });
    const seen: number[] = [];
    for (let call = 0; call < 20; call += 1) seen.push((await zoho.call('GET', '/org')).status);
    return seen;
  };
  const first = await statuses();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await statuses()).toEqual(first);
});

test('the log tells method, path, org and status of calls since a number, and bodies when asked', async () => {
  await zoho.call('GET', '/org');
  await zoho.admin('POST', '/recording', { bodies: true });
  await write();
  const all = (await zoho.admin('GET', '/requests')).body as { number: number }[];
  const rest = await zoho.admin('GET', `/requests?since=${all[0]?.number}`);
  expect(rest.body).toMatchObject([
    {
      method: 'POST',
      path: '/crm/v8/Accounts',
      org: sandboxId,
      status: 201,
      body: expect.stringContaining('North'),
    },
  ]);
});

test('the state shows the records of an org, and a reset empties it', async () => {
  await write();
  const state = async () => (await zoho.admin('GET', `/state?org=${sandboxId}`)).body;
  expect(await state()).toMatchObject({ Accounts: { records: [{ Account_Name: 'North' }], customFields: [] } });
  await zoho.admin('POST', '/reset');
  expect(await state()).toMatchObject({ Accounts: { records: [] } });
  expect((await zoho.admin('GET', '/state')).status).toBe(404);
});

test('expired tokens are refused until another is asked for', async () => {
  await zoho.admin('POST', '/expire-tokens');
  expect((await zoho.call('GET', '/org')).body).toMatchObject({ code: 'INVALID_TOKEN' });
  await zoho.grant();
  expect((await zoho.admin('GET', '/stats')).body).toMatchObject({ tokensIssued: 1 });
});

const raw = async (path = '/crm/v8/org') => {
  const { token } = (await zoho.admin('POST', '/token', { environment: 'sandbox' })).body as { token: string };
  const answer = await fetch(`${zoho.url}${path}`, { headers: { Authorization: `Zoho-oauthtoken ${token}` } });
  return { status: answer.status, text: () => answer.text() };
};

test.each(['malformed-body', 'truncated-body', 'html-body', 'empty-body'])(
  '%s spoils what is said and not what is done',
  async (kind) => {
    await spoil({ kind, share: 1, count: 1 });
    const answer = await raw();
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(() => JSON.parse(text) as unknown).toThrow();
  },
);

test('502 and 503 are told by their status', async () => {
  for (const status of [502, 503]) {
    await spoil({ kind: `status-${status}`, method: 'GET', share: 1, count: 1 });
    expect((await raw()).status).toBe(status);
  }
});

test('a locked record is refused by a rule as by a lock', async () => {
  const { body } = await write();
  const id = (body as { data: { details: { id: string } }[] }).data[0]?.details.id;
  await spoil({ kind: 'record-locked', method: 'PUT', share: 1, count: 1 });
  const update = () => zoho.call('PUT', '/Accounts', { data: [{ id, Rating: 'Hot' }], trigger: [] });
  expect([(await update()).body, (await update()).body]).toMatchObject([
    { data: [{ code: 'RECORD_LOCKED' }] },
    { data: [{ code: 'SUCCESS' }] },
  ]);
});

test('a rule that is not understood is refused and names those there are', async () => {
  expect(await spoil({ kind: 'gremlins', share: 1 })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('status-429') },
  });
});

test('a snapshot brings the records back as they were', async () => {
  await write();
  await zoho.admin('POST', '/snapshot');
  await zoho.insert('Accounts', [{ Account_Name: 'South' }]);
  expect(await count()).toEqual({ count: 2 });
  await zoho.admin('POST', '/restore');
  expect(await count()).toEqual({ count: 1 });
});

test('the clock can be moved on', async () => {
  await zoho.admin('POST', '/clock', { advanceMs: 3_600_001 });
  expect((await zoho.call('GET', '/org')).body).toMatchObject({ code: 'INVALID_TOKEN' });
});
