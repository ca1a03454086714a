import { idsOf, oneOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
let ids: string[] = [];
beforeEach(async () => {
  zoho = await openEmulator({ clock: () => now });
  ids = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }, { Account_Name: 'South' }]));
});
afterEach(() => zoho.close());

const settings = '/settings/record_locking_configurations';
const north = () => ids[0] ?? '';
const criteria = { field: { api_name: 'Account_Name' }, comparator: 'equal', value: 'North' };
const rule = { lock_type: 'automatic', locking_rules: [{ name: 'Closed', criteria }] };
const configure = (body: object) =>
  zoho.call('POST', `${settings}?module=Accounts`, { record_locking_configurations: [body] });
const codeOf = (body: unknown) => (body as { data: { code: string }[] }).data[0]?.code;
const update = async (values: object) =>
  codeOf((await zoho.call('PUT', '/Accounts', { data: [{ id: north(), ...values }], trigger: [] })).body);

test('a rule restricts updates, and of the other actions those that it names', async () => {
  await configure({ ...rule, restricted_actions: ['tags'] });
  const tag = await zoho.call('POST', '/Accounts/actions/add_tags', { ids, tags: [{ name: 'Old' }] });
  expect(tag).toMatchObject({
    status: 207,
    body: { data: [{ code: 'RECORD_LOCKED' }, { code: 'SUCCESS' }], success_count: '1', locked_count: '1' },
  });
  expect(await update({ Phone: '1' })).toBe('RECORD_LOCKED');
  expect(codeOf((await zoho.call('DELETE', `/Accounts?ids=${north()}`)).body)).toBe('SUCCESS');
});

test("the fields of a lock can be read, as Zoho's own clients do before they lock a record", async () => {
  const { body } = await zoho.call('GET', '/settings/fields?module=Locking_Information__s');
  const { fields } = body as { fields: object[] };
  expect(fields).toContainEqual(expect.objectContaining({ api_name: 'Locked_Reason__s', data_type: 'text' }));
});

test('excluded fields of a locked record can be changed, alone', async () => {
  await configure({ ...rule, excluded_fields: [{ api_name: 'Phone' }] });
  expect([await update({ Phone: '1' }), await update({ Phone: '2', Fax: '3' })]).toEqual(['SUCCESS', 'RECORD_LOCKED']);
});

test('a locked record is not linked to another one by a related list', async () => {
  await configure(rule);
  const reply = await zoho.call('PUT', `/Accounts/${ids[1]}/Child_Accounts/${north()}`, { data: [{}] });
  expect(reply.body).toMatchObject({ data: [{ code: 'RECORD_LOCKED' }] });
  expect(oneOf(await zoho.call('GET', `/Accounts/${north()}`))).toMatchObject({ Parent_Account: null });
});

test('existing records can be left out until they are next written', async () => {
  now += 1_000;
  await configure({ ...rule, locking_rules: [{ name: 'Closed', lock_existing_records: false, criteria }] });
  now += 1_000;
  expect([await update({ Phone: '1' }), await update({ Phone: '2' })]).toEqual(['SUCCESS', 'RECORD_LOCKED']);
});

test('a record that a rule locks says so, and can not be unlocked by hand', async () => {
  await configure(rule);
  expect(oneOf(await zoho.call('GET', `/Accounts/${north()}`))).toMatchObject({
    Locked__s: true,
    $locked_for_me: true,
  });
  const path = `/Accounts/${north()}/Locking_Information__s`;
  const [lock] = rowsOf(await zoho.call('GET', path));
  expect(lock).toMatchObject({ Lock_Source__s: 'Automatic', Locked_Reason__s: null });
  expect(await zoho.call('DELETE', `${path}/${String(lock?.['id'])}`)).toMatchObject({
    status: 403,
    body: { code: 'NOT_ALLOWED' },
  });
});

test('a configuration is changed and deleted', async () => {
  await configure(rule);
  const read = async () =>
    ((await zoho.call('GET', `${settings}?module=Accounts`)).body as Record<string, { id: string }[]> | null)?.[
      'record_locking_configurations'
    ]?.[0];
  const id = (await read())?.id ?? '';
  const change = { excluded_fields: [{ api_name: 'Fax' }] };
  const put = await zoho.call('PUT', `${settings}/${id}?module=Accounts`, { record_locking_configurations: [change] });
  expect(put.status).toBe(200);
  expect(await read()).toMatchObject({ ...change, lock_type: 'automatic', restricted_actions: ['update'] });
  await zoho.call('DELETE', `${settings}?module=Accounts&ids=${id}`);
  expect([await read(), await update({ Phone: '1' })]).toEqual([undefined, 'SUCCESS']);
});

test('a module has one configuration', async () => {
  await configure(rule);
  expect((await configure(rule)).body).toMatchObject({
    record_locking_configurations: [{ code: 'LIMIT_EXCEEDED', details: { limit: 1, available_limit: 0 } }],
  });
});

test.each([
  ['no type', { locking_rules: rule.locking_rules }, 'MANDATORY_NOT_FOUND'],
  ['an unknown type', { ...rule, lock_type: 'often' }, 'INVALID_DATA'],
  ['an unknown action', { ...rule, restricted_actions: ['sing'] }, 'INVALID_DATA'],
  ['no rules', { lock_type: 'both' }, 'DEPENDENT_FIELD_MISSING'],
  ['no excluded profiles', { ...rule, locked_for: 'all_profiles_except_excluded_profiles' }, 'DEPENDENT_FIELD_MISSING'],
  ['an unknown profile', { ...rule, lock_excluded_profiles: [{ id: '1' }] }, 'INVALID_DATA'],
  ['an unknown excluded field', { ...rule, excluded_fields: [{ api_name: 'Nonsense' }] }, 'INVALID_DATA'],
  [
    'two rules with one name',
    { ...rule, locking_rules: [...rule.locking_rules, ...rule.locking_rules] },
    'DUPLICATE_DATA',
  ],
])('a configuration with %s is rejected', async (_, body, code) => {
  expect(await configure(body)).toMatchObject({ status: 400, body: { record_locking_configurations: [{ code }] } });
});
