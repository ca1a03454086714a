import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
  await zoho.insert('Contacts', [
    { Last_Name: 'Burns (senior)', First_Name: 'Ann', Email: 'ann@north.example', Phone: '020 7946 0001' },
    { Last_Name: 'Burnside', First_Name: 'Bob', Email: 'bob@south.example', Mobile: '020 7946 0002' },
    { Last_Name: 'Oak', First_Name: 'Cid', Email: 'cid@south.example', Lead_Source: 'Web' },
  ]);
});
afterEach(() => zoho.close());

const search = async (query: Record<string, string>) => {
  const reply = await zoho.call('GET', `/Contacts/search?${new URLSearchParams(query)}`);
  return reply.status === 204 ? [] : rowsOf(reply).map((row) => row['First_Name']);
};

test.each([
  ['(Last_Name:starts_with:Burn)', ['Ann', 'Bob']],
  ['(Last_Name:equals:burns)', ['Ann', 'Bob']],
  ['(Last_Name:equals:Burns \\(senior\\))', ['Ann']],
  ['((Last_Name:starts_with:Burn)and(Email:equals:bob@south.example))', ['Bob']],
  ['((First_Name:equals:Ann)or(First_Name:equals:Cid))', ['Ann', 'Cid']],
  ['(Lead_Source:equals:Web)', ['Cid']],
  ['(Last_Name:equals:Nobody)', []],
])('criteria %s find %j', async (criteria, found) => {
  expect((await search({ criteria })).sort()).toEqual(found);
});

test('an e-mail address, a phone number or a word finds the records that contain it', async () => {
  expect(await search({ email: 'bob@south.example' })).toEqual(['Bob']);
  expect(await search({ phone: '020 7946 0001' })).toEqual(['Ann']);
  expect((await search({ word: 'south' })).sort()).toEqual(['Bob', 'Cid']);
});

test('the index has a delay', async () => {
  await zoho.admin('POST', '/behaviour', { searchLagMs: 5_000 });
  now += 60_000;
  const [id = ''] = idsOf(await zoho.insert('Contacts', [{ Last_Name: 'New', First_Name: 'Dan' }]));
  expect(await search({ criteria: '(Last_Name:equals:New)' })).toEqual([]);
  expect((await zoho.call('GET', `/Contacts/${id}`)).status).toBe(200);
  now += 5_000;
  expect(await search({ criteria: '(Last_Name:equals:New)' })).toEqual(['Dan']);
});

test('a fault makes the delay of the index longer', async () => {
  await zoho.admin('POST', '/faults', [{ kind: 'lag', path: 'search', share: 1, count: 1, ms: 1_000 }]);
  expect(await search({ word: 'south' })).toEqual([]);
  expect(await search({ word: 'south' })).toHaveLength(2);
});

test.each([
  [{}, 'EXPECTED_PARAM_MISSING'],
  [{ word: 'x' }, 'INVALID_DATA'],
  [{ criteria: 'Last_Name:equals:x' }, 'INVALID_QUERY'],
  [{ criteria: '(Nonsense:equals:x)' }, 'INVALID_QUERY'],
  [{ criteria: '(Last_Name:resembles:x)' }, 'INVALID_QUERY'],
  [{ criteria: `(${'(Last_Name:equals:x)or'.repeat(10)}(Last_Name:equals:x))` }, 'CRITERIA_LIMIT_EXCEEDED'],
  [{ word: 'south', page: '11' }, 'LIMIT_REACHED'],
])('a search by %j is rejected with %s', async (query, code) => {
  expect(
    await zoho.call('GET', `/Contacts/search?${new URLSearchParams(query as Record<string, string>)}`),
  ).toMatchObject({
    status: 400,
    body: { code },
  });
});

test('the count has a delay of a minute', async () => {
  await zoho.admin('POST', '/behaviour', { countLagMs: 60_000 });
  const count = async () => (await zoho.call('GET', '/Contacts/actions/count')).body;
  expect(await count()).toEqual({ count: 0 });
  now += 60_000;
  expect(await count()).toEqual({ count: 3 });
});

test.each([
  [{ criteria: '(Last_Name:starts_with:Burn)' }, 2],
  [{ email: 'bob@south.example' }, 1],
  [{ phone: '020 7946 0001' }, 1],
  [{ word: 'south' }, 2],
])('the count of %j is that of a search', async (query, count) => {
  const reply = await zoho.call(
    'GET',
    `/Contacts/actions/count?${new URLSearchParams(query as Record<string, string>)}`,
  );
  expect(reply.body).toEqual({ count });
});

test('a count by a custom view and a search at once is rejected', async () => {
  expect((await zoho.call('GET', '/Contacts/actions/count?cvid=1&word=south')).body).toMatchObject({
    code: 'AMBIGUITY_DURING_PROCESSING',
  });
});
