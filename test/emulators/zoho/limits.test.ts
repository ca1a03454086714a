import { openEmulator, sandboxId, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
});
afterEach(() => zoho.close());

const read = () => zoho.call('GET', '/org');
const remaining = async () => (await read()).headers.get('X-API-CREDITS-REMAINING');
const limit = (settings: object) => zoho.admin('POST', '/limits', settings);
const stats = async () => {
  const { orgs } = (await zoho.admin('GET', '/stats')).body as { orgs: Record<string, Record<string, number>> };
  return orgs[sandboxId] ?? {};
};
const tooMany = {
  status: 429,
  body: {
    code: 'TOO_MANY_REQUESTS',
    details: {},
    message: 'too many requests. please try again after some time',
    status: 'error',
  },
};

test('the remaining credits are in a header when half of them are used', async () => {
  await limit({ creditsPerWindow: 4 });
  expect([await remaining(), await remaining(), await remaining()]).toEqual([null, '2', '1']);
});

test('a call gets 429 if no credits are left, until the window has passed', async () => {
  await limit({ creditsPerWindow: 1, windowMs: 60_000 });
  expect((await read()).status).toBe(200);
  expect(await read()).toMatchObject(tooMany);
  expect(await stats()).toMatchObject({ refusedCredits: 1 });
  now += 60_001;
  expect((await read()).status).toBe(200);
});

test('a write costs one credit for ten records, a query one to three credits depending on its limit', async () => {
  const accounts = Array.from({ length: 11 }, (_, number) => ({ Account_Name: `Account ${number}` }));
  const costs: (number | undefined)[] = [];
  const measure = async (action: () => Promise<unknown>) => {
    const before = (await stats())['credits'] ?? 0;
    await action();
    costs.push(((await stats())['credits'] ?? 0) - before);
  };
  await measure(() => zoho.insert('Accounts', accounts));
  for (const size of [200, 201, 2_000]) {
    await measure(() => zoho.query(`select id from Accounts where id > 0 limit ${size}`));
  }
  expect(costs).toEqual([2, 1, 2, 3]);
});

test('more concurrent calls than the edition allows get 429, and the peak is counted', async () => {
  await limit({ concurrency: 2 });
  await zoho.admin('POST', '/latency', { ms: 200 });
  const statuses = (await Promise.all([read(), read(), read(), read()])).map((reply) => reply.status);
  expect(statuses.sort()).toEqual([200, 200, 429, 429]);
  expect(await stats()).toMatchObject({ refusedConcurrency: 2, peak: 2 });
});

test('the eleventh concurrent write of more than ten records gets 429, a smaller one does not', async () => {
  await zoho.admin('POST', '/latency', { ms: 300 });
  const write = (lane: number, size: number) =>
    zoho.insert(
      'Accounts',
      Array.from({ length: size }, (_, number) => ({ Account_Name: `Account ${lane}/${number}` })),
    );
  const large = Array.from({ length: 11 }, (_, lane) => write(lane, 11));
  const statuses = (await Promise.all([...large, write(11, 10)])).map((reply) => reply.status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});

/** Spends 500 credits: the price of a module, also of one that is rejected. */
const spend = async () => {
  await zoho.call('POST', '/settings/modules', { modules: [] });
};

test('an org of the Enterprise edition has 50,000 credits and 1,000 for each of its active users', async () => {
  for (let calls = 0; calls < 54; calls += 1) await spend();
  expect(await remaining()).toBeNull();
  await spend();
  expect(await remaining()).toBe(String(55_000 - 55 * 500 - 2));
});

test('with add-ons an org has the credits of the cap of its edition', async () => {
  await limit({ addOns: true });
  for (let calls = 0; calls < 56; calls += 1) await spend();
  expect(await remaining()).toBeNull();
});

test('credits that were spent before a snapshot are still spent when it is restored', async () => {
  await spend();
  await zoho.admin('POST', '/snapshot');
  await spend();
  await zoho.admin('POST', '/restore');
  expect(await stats()).toMatchObject({ creditsUsed: 500 });
});
