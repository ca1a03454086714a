import { createTokenStore } from '../../../connectors/ledger/tokens.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { checkDataCentre } from '../../../connectors/zoho/hosts.ts';
import type { ZohoEmulator } from '../../../emulators/zoho/server.ts';
import { createTestLedger } from '../../support/queue.ts';
import { startWatchedEmulator } from '../../emulators/zoho/shapes.ts';
import { createMemoryTokens, openClient, openSandbox } from '../../support/zoho-client.ts';
import { startZohoStub } from '../../support/zoho-stub.ts';

let ledger: Ledger;
let closeLedger: () => Promise<void>;
let emulator: ZohoEmulator;
let now = Date.now();
beforeAll(async () => ({ ledger, close: closeLedger } = await createTestLedger()));
afterAll(() => closeLedger());
beforeEach(async () => {
  await ledger.query('delete from access_token');
  now = Date.now();
  emulator = await startWatchedEmulator({ clock: () => now });
});
afterEach(() => emulator.close());

/** A client of another worker: it shares only the ledger with the others. */
const openWorker = (changes: Parameters<typeof openSandbox>[1] = {}) =>
  openSandbox(emulator, { tokens: createTokenStore(ledger, 'demo-client-secret'), clock: () => now, ...changes });
const issued = () => emulator.admin.tokens.issued();
const setFault = (kind: 'token-expiry', path: string, count = 1) =>
  emulator.admin.faults.set([{ kind, path, share: 1, count }]);

test('ten clients of five workers share one token', async () => {
  const clients = Array.from({ length: 5 }, () => openWorker()).flatMap((client) => [client, client]);
  await Promise.all(clients.map((client) => client.modules()));
  expect(issued()).toBe(1);
});

test('a token in the ledger is encrypted', async () => {
  await openWorker().modules();
  const [row] = await ledger.query<{ sealed: string }>('select sealed from access_token');
  expect(Buffer.from(row?.sealed ?? '', 'base64').toString('latin1')).not.toContain('1000.');
});

test('a token that expires between two batches is renewed once for all workers', async () => {
  const [one, other] = [openWorker(), openWorker()];
  await Promise.all([
    one.insert('Accounts', [{ Account_Name: 'A' }]),
    other.insert('Accounts', [{ Account_Name: 'B' }]),
  ]);
  now += 3_600_000;
  await Promise.all([
    one.insert('Accounts', [{ Account_Name: 'C' }]),
    other.insert('Accounts', [{ Account_Name: 'D' }]),
  ]);
  expect(await one.count('Accounts')).toBe(4);
  expect(issued()).toBe(2);
});

test('a token that Zoho rejects during a batch is renewed, and the batch is written once', async () => {
  const zoho = openWorker();
  await zoho.org();
  setFault('token-expiry', '^/Accounts');
  const results = await zoho.insert('Accounts', [{ Account_Name: 'A' }, { Account_Name: 'B' }]);
  expect(results).toMatchObject([{ ok: true }, { ok: true }]);
  expect(await zoho.count('Accounts')).toBe(2);
  expect(issued()).toBe(2);
});

test('the error for a revoked refresh token says what to fix, without a secret', async () => {
  const zoho = openWorker();
  await zoho.insert('Accounts', [{ Account_Name: 'A' }]);
  emulator.admin.tokens.revoke('1000.demo.sandbox');
  const failed = zoho.insert('Accounts', [{ Account_Name: 'B' }]);
  await expect(failed).rejects.toMatchObject({
    kind: 'auth',
    message: expect.stringMatching(/invalid_code.*refresh token is wrong or revoked.*Nothing was changed/),
  });
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/1000\.|demo-client-secret/) });
});

test.each([
  ['an unknown client', { clientId: '1000.NOBODY' }, /invalid_client.*dataCentre/],
  ['a wrong secret', { clientSecret: 'wrong' }, /invalid_client_secret.*clientSecret/],
  ['a wrong refresh token', { refreshToken: '1000.wrong' }, /invalid_code.*refreshToken/],
])('%s is reported with the setting to correct', async (_, wrong, message) => {
  const credentials = {
    clientId: '1000.DEMOCLIENT',
    clientSecret: 'demo-client-secret',
    refreshToken: '1000.demo.sandbox',
  };
  const zoho = openWorker({ credentials: { ...credentials, ...wrong } });
  await expect(zoho.modules()).rejects.toMatchObject({ kind: 'auth', message: expect.stringMatching(message) });
});

test('a call is rate-limited when Zoho issues no more tokens', async () => {
  for (let asked = 0; asked < 10; asked += 1) await openSandbox(emulator, { clock: () => now }).modules();
  const eleventh = openSandbox(emulator, { clock: () => now }).modules();
  await expect(eleventh).rejects.toMatchObject({ kind: 'rate-limited', retryAfterMs: 60_000 });
});

test.each([
  ['fast', 7_200_000],
  ['slow', -7_200_000],
])('a worker whose clock is two hours %s can write, with one token', async (_, skewMs) => {
  const zoho = openWorker({ clock: () => now + skewMs });
  for (const name of ['A', 'B', 'C']) await zoho.insert('Accounts', [{ Account_Name: name }]);
  expect(await zoho.count('Accounts')).toBe(3);
  expect(issued()).toBe(1);
});

test('a worker with a slow clock uses an expired token, and renews it once', async () => {
  const skewed = openWorker({ clock: () => now - 7_200_000 });
  await skewed.insert('Accounts', [{ Account_Name: 'A' }]);
  now += 3_600_001;
  await skewed.insert('Accounts', [{ Account_Name: 'B' }]);
  expect(await skewed.count('Accounts')).toBe(2);
  expect(issued()).toBe(2);
});

test('credentials of production are rejected for the sandbox before the first write, with both orgs in the message', async () => {
  const [production] = emulator.orgs;
  const credentials = {
    ...production,
    clientId: '1000.DEMOCLIENT',
    clientSecret: 'demo-client-secret',
    refreshToken: '1000.demo.production',
  };
  const zoho = openWorker({ credentials });
  const writes = [
    () => zoho.insert('Accounts', [{ Account_Name: 'A' }]),
    () => zoho.update('Accounts', [{ id: '1' }]),
    () => zoho.remove('Accounts', ['1']),
  ];
  for (const write of writes) {
    await expect(write()).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringMatching(
        /credentials of sandbox belong to org 20090000001 \(production\).*names 20090000002.*Nothing was written/,
      ),
    });
  }
  expect(emulator.admin.log.filter((entry) => entry.method !== 'GET')).toEqual([]);
});

test('the right org in the wrong environment is rejected', async () => {
  const zoho = openSandbox(emulator, { environment: 'production' });
  await expect(zoho.insert('Accounts', [{ Account_Name: 'A' }])).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/credentials of production belong to org 20090000002 \(sandbox\)/),
  });
});

test('credentials of another data centre are rejected before the first call, with both data centres in the message', async () => {
  const stub = await startZohoStub(() => ({ body: {} }), { api_domain: 'https://www.zohoapis.eu' });
  const zoho = openClient('https://www.zohoapis.com', { accountsUrl: stub.url, tokens: createMemoryTokens() });
  await expect(zoho.insert('Accounts', [{ Account_Name: 'A' }])).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/belong to data centre eu, but the engagement file names us.*Nothing was written/),
  });
  await stub.close();
});

test.each([
  ['https://www.zohoapis.com', 'https://www.zohoapis.com'],
  ['https://sandbox.zohoapis.in', 'https://www.zohoapis.in'],
  ['http://127.0.0.1:4000', 'https://www.zohoapis.eu'],
  ['https://www.zohoapis.com', null],
])('a call to %s accepts a token for %s', (called, issuedFor) => {
  expect(() => checkDataCentre(called, issuedFor)).not.toThrow();
});
