import { openEmulator, sandboxId, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

const setFaults = (...rules: object[]) => zoho.admin('POST', '/faults', rules);
const write = () => zoho.insert('Accounts', [{ Account_Name: 'North' }]);
const count = async () => (await zoho.call('GET', '/Accounts/actions/count')).body;

test('after a reset before the commit, nothing is written', async () => {
  await setFaults({ kind: 'reset-before-commit', method: 'POST', share: 1, count: 1 });
  await expect(write()).rejects.toThrow();
  expect(await count()).toEqual({ count: 0 });
});

test('after a reset after the commit, the record is written', async () => {
  await setFaults({ kind: 'reset-after-commit', method: 'POST', share: 1, count: 1 });
  await expect(write()).rejects.toThrow();
  expect(await count()).toEqual({ count: 1 });
});

test('429 and 500 have the error codes of Zoho, and nothing is written', async () => {
  await setFaults({ kind: 'status-429', share: 1, count: 1 });
  expect(await write()).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
  await setFaults({ kind: 'status-500', share: 1, count: 1 });
  expect(await write()).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
  expect(await count()).toEqual({ count: 0 });
});

test('a rule applies only to its method and path, and at most as often as its count', async () => {
  await setFaults({ kind: 'status-500', method: 'POST', path: '^/Contacts', share: 1, count: 1 });
  expect((await write()).status).toBe(201);
  const contact = () => zoho.insert('Contacts', [{ Last_Name: 'Doe' }]);
  expect([(await contact()).status, (await contact()).status]).toEqual([500, 201]);
  expect((await zoho.admin('GET', '/stats')).body).toMatchObject({ faults: { 'status-500': 1 } });
});

test('the same seed selects the same calls', async () => {
  const statuses = async () => {
    await setFaults({ kind: 'status-500', share: 0.5, seed: 7 });
    const seen: number[] = [];
    for (let call = 0; call < 20; call += 1) seen.push((await zoho.call('GET', '/org')).status);
    return seen;
  };
  const first = await statuses();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await statuses()).toEqual(first);
});

test('the log has method, path, org and status of calls after a number, and bodies if they are recorded', async () => {
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

test('the state has the records of an org, and a reset removes them', async () => {
  await write();
  const state = async () => (await zoho.admin('GET', `/state?org=${sandboxId}`)).body;
  expect(await state()).toMatchObject({ Accounts: { records: [{ Account_Name: 'North' }], customFields: [] } });
  await zoho.admin('POST', '/reset');
  expect(await state()).toMatchObject({ Accounts: { records: [] } });
  expect((await zoho.admin('GET', '/state')).status).toBe(404);
});

test('expired tokens are rejected, and a new one can be requested', async () => {
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
  '%s makes the answer unreadable, with status 200',
  async (kind) => {
    await setFaults({ kind, share: 1, count: 1 });
    const answer = await raw();
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(() => JSON.parse(text) as unknown).toThrow();
  },
);

test('502 and 503 are the status of the answer', async () => {
  for (const status of [502, 503]) {
    await setFaults({ kind: `status-${status}`, method: 'GET', share: 1, count: 1 });
    expect((await raw()).status).toBe(status);
  }
});

test('a fault rejects a write like a locked record', async () => {
  const { body } = await write();
  const id = (body as { data: { details: { id: string } }[] }).data[0]?.details.id;
  await setFaults({ kind: 'record-locked', method: 'PUT', share: 1, count: 1 });
  const update = () => zoho.call('PUT', '/Accounts', { data: [{ id, Rating: 'Hot' }], trigger: [] });
  expect([(await update()).body, (await update()).body]).toMatchObject([
    { data: [{ code: 'RECORD_LOCKED' }] },
    { data: [{ code: 'SUCCESS' }] },
  ]);
});

test('an unknown fault is rejected with a list of the faults', async () => {
  expect(await setFaults({ kind: 'gremlins', share: 1 })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('status-429') },
  });
});

test('a restored snapshot has the records of its time', async () => {
  await write();
  await zoho.admin('POST', '/snapshot');
  await zoho.insert('Accounts', [{ Account_Name: 'South' }]);
  expect(await count()).toEqual({ count: 2 });
  await zoho.admin('POST', '/restore');
  expect(await count()).toEqual({ count: 1 });
});

test('the clock can be advanced', async () => {
  await zoho.admin('POST', '/clock', { advanceMs: 3_600_001 });
  expect((await zoho.call('GET', '/org')).body).toMatchObject({ code: 'INVALID_TOKEN' });
});
