import { demoOrgs } from '../../../emulators/zoho/orgs/seed.ts';
import { idsOf, oneOf, openEmulator, rowsOf, sandboxId, type Caller } from './caller.ts';

let zoho: Caller;
afterEach(() => zoho.close());

type Named = Record<string, unknown> & { id: string; name: string };
const listed = async (path: string, key: string) =>
  ((await zoho.call('GET', path)).body as Record<string, Named[]>)[key] ?? [];

/** The sandbox org with an additional layout for accounts. */
const withLayout = demoOrgs.map((org) =>
  org.id === sandboxId
    ? {
        ...org,
        layouts: [
          { module: 'Accounts', name: 'Wholesale', fields: ['Account_Name', 'Phone', 'Rating'], mandatory: ['Phone'] },
        ],
      }
    : org,
);

test('a currency can be added, and changed except for its code', async () => {
  zoho = await openEmulator();
  const format = { decimal_separator: 'Comma', thousand_separator: 'Period', decimal_places: '2' };
  const euro = { iso_code: 'EUR', symbol: '€', exchange_rate: '1.170000000', format };
  const create = () => zoho.call('POST', '/org/currencies', { currencies: [euro] });
  expect((await create()).body).toMatchObject({ currencies: [{ code: 'SUCCESS' }] });
  expect((await create()).body).toMatchObject({ currencies: [{ code: 'DUPLICATE_DATA' }] });
  const all = await listed('/org/currencies', 'currencies');
  expect(all.map((one) => [one['iso_code'], one['is_base']])).toEqual([
    ['GBP', true],
    ['EUR', false],
  ]);
  const path = `/org/currencies/${all[1]?.id}`;
  await zoho.call('PUT', path, { currencies: [{ exchange_rate: '1.200000000' }] });
  expect((await listed(path, 'currencies'))[0]).toMatchObject({ iso_code: 'EUR', exchange_rate: '1.200000000' });
  expect((await zoho.call('PUT', path, { currencies: [{ iso_code: 'USD' }] })).body).toMatchObject({
    code: 'NOT_ALLOWED',
  });
});

test('the user licences have the used, available and total number', async () => {
  zoho = await openEmulator();
  expect(await listed('/__features/user_licenses', '__features')).toMatchObject([
    { details: { used_count: { total: 5 }, available_count: { total: 5 }, limits: { total: 10 } } },
  ]);
  expect(await zoho.call('GET', '/__features/teleport')).toMatchObject({ status: 204, body: null });
});

test('roles and profiles are listed and read by id, and a role can be added', async () => {
  zoho = await openEmulator();
  const roles = await listed('/settings/roles', 'roles');
  expect(await listed(`/settings/roles/${roles[0]?.id}`, 'roles')).toMatchObject([{ name: roles[0]?.name }]);
  const profiles = await listed('/settings/profiles', 'profiles');
  expect(profiles.map((one) => one.name)).toContain('Administrator');
  expect(await listed(`/settings/profiles/${profiles[0]?.id}`, 'profiles')).toHaveLength(1);
  const role = { name: 'Migration', reporting_to: { id: roles[0]?.id } };
  expect((await zoho.call('POST', '/settings/roles', { roles: [role] })).status).toBe(201);
  expect((await listed('/settings/roles', 'roles')).map((one) => one.name)).toContain('Migration');
});

test('a new user is in the list and count of unconfirmed users', async () => {
  zoho = await openEmulator();
  const [role] = await listed('/settings/roles', 'roles');
  const [profile] = await listed('/settings/profiles', 'profiles');
  const user = { last_name: 'New', email: 'new@northwind.example', role: role?.id, profile: profile?.id };
  expect((await zoho.call('POST', '/users', { users: [user] })).status).toBe(201);
  const found = await listed('/users?type=NotConfirmedUsers', 'users');
  expect(found.map((one) => one['email'])).toEqual(['new@northwind.example']);
  expect((await zoho.call('GET', '/users/actions/count?type=NotConfirmedUsers')).body).toEqual({ count: 1 });
});

test("the role and profile of a new user may be objects, as Zoho's own clients send them", async () => {
  zoho = await openEmulator();
  const [role] = await listed('/settings/roles', 'roles');
  const [profile] = await listed('/settings/profiles', 'profiles');
  const user = {
    last_name: 'New',
    email: 'new@northwind.example',
    role: { id: role?.id },
    profile: { id: profile?.id },
  };
  expect((await zoho.call('POST', '/users', { users: [user] })).status).toBe(201);
  expect(await listed('/users?type=NotConfirmedUsers', 'users')).toMatchObject([
    { role: { id: role?.id }, profile: { id: profile?.id } },
  ]);
});

test('a custom module has records, and an upsert finds them by name', async () => {
  zoho = await openEmulator();
  const [profile] = await listed('/settings/profiles', 'profiles');
  const wanted = { plural_label: 'Towers', singular_label: 'Tower', profiles: [{ id: profile?.id }] };
  expect((await zoho.call('POST', '/settings/modules', { modules: [wanted] })).status).toBe(201);
  expect((await zoho.call('POST', '/settings/modules', { modules: [wanted] })).body).toMatchObject({
    modules: [{ code: 'DUPLICATE_DATA' }],
  });
  expect(await listed('/settings/modules/Towers', 'modules')).toMatchObject([{ generated_type: 'custom' }]);
  await zoho.insert('Towers', [{ Name: 'Hill' }]);
  const again = await zoho.call('POST', '/Towers/upsert', { data: [{ Name: 'Hill' }], trigger: [] });
  expect(again.body).toMatchObject({ data: [{ action: 'update' }] });
});

test('the edition Professional has no custom modules', async () => {
  zoho = await openEmulator({ orgs: demoOrgs.map((org) => ({ ...org, edition: 'professional' as const })) });
  const wanted = { plural_label: 'Towers', singular_label: 'Tower', profiles: [] };
  expect(await zoho.call('POST', '/settings/modules', { modules: [wanted] })).toMatchObject({
    status: 403,
    body: { code: 'NOT_SUPPORTED' },
  });
});

test('a value of a field that is not on the given layout is ignored', async () => {
  zoho = await openEmulator({ orgs: withLayout });
  const layouts = await listed('/settings/layouts?module=Accounts', 'layouts');
  const id = layouts.find((one) => one.name === 'Wholesale')?.id;
  const account = { Account_Name: 'North', Phone: '1', Website: 'north.example', Layout: { id } };
  const [made = ''] = idsOf(await zoho.insert('Accounts', [account]));
  expect(oneOf(await zoho.call('GET', `/Accounts/${made}`))).toMatchObject({ Phone: '1', Website: null });
});

test('a field may be mandatory on one layout and not on another', async () => {
  zoho = await openEmulator({ orgs: withLayout });
  const layouts = await listed('/settings/layouts?module=Accounts', 'layouts');
  const insertOn = (name: string) => {
    const id = layouts.find((one) => one.name === name)?.id;
    return zoho.insert('Accounts', [{ Account_Name: `${name} account`, Layout: { id } }]);
  };
  expect((await insertOn('Standard')).status).toBe(201);
  expect((await insertOn('Wholesale')).body).toMatchObject({
    data: [{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Phone' } }],
  });
});

test('a layout lists its fields, and which ones are required', async () => {
  zoho = await openEmulator({ orgs: withLayout });
  const layouts = await listed('/settings/layouts?module=Accounts', 'layouts');
  const path = `/settings/layouts/${layouts.find((one) => one.name === 'Wholesale')?.id}?module=Accounts`;
  const [layout] = (await listed(path, 'layouts')) as unknown as { sections: { fields: Named[] }[] }[];
  expect(layout?.sections[0]?.fields.map((field) => [field['api_name'], field['required']])).toEqual([
    ['Account_Name', true],
    ['Phone', true],
    ['Rating', false],
  ]);
});

test('related lists come from the lookups of other modules', async () => {
  zoho = await openEmulator();
  const lists = await listed('/settings/related_lists?module=Accounts', 'related_lists');
  expect(lists.map((one) => one['api_name'])).toEqual(
    expect.arrayContaining(['Contacts', 'Deals', 'SalesOrders', 'Invoices', 'Child_Accounts', 'Notes', 'Attachments']),
  );
});

test('a field with a global pick list has the values of the list', async () => {
  zoho = await openEmulator();
  const list = { display_label: 'Regions', pick_list_values: [{ display_value: 'North' }, { display_value: 'South' }] };
  const made = await zoho.call('POST', '/settings/global_picklists', { global_picklists: [list] });
  const id = (made.body as { global_picklists: { details: { id: string } }[] }).global_picklists[0]?.details.id;
  const field = { field_label: 'Region', data_type: 'picklist', global_picklist: { id } };
  await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });
  const fields = await listed('/settings/fields?module=Accounts', 'fields');
  const region = fields.find((one) => one['api_name'] === 'Region') as unknown as { pick_list_values: Named[] };
  expect(region.pick_list_values.map((one) => one['actual_value'])).toEqual(['North', 'South']);
});

test('pick list values can be added to a field and its label changed, but not its type', async () => {
  zoho = await openEmulator();
  const field = { field_label: 'Tier', data_type: 'picklist', pick_list_values: [{ display_value: 'Gold' }] };
  const made = await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });
  const id = (made.body as { fields: { details: { id: string } }[] }).fields[0]?.details.id;
  const change = (body: object) => zoho.call('PATCH', `/settings/fields/${id}?module=Accounts`, { fields: [body] });
  await change({ field_label: 'Level', pick_list_values: [{ display_value: 'Tin' }] });
  const path = `/settings/fields/${id}/pick_list_values?module=Accounts`;
  expect((await listed(path, 'pick_list_values')).map((one) => one['actual_value'])).toEqual(['Gold', 'Tin']);
  expect((await listed(`/settings/fields/${id}?module=Accounts`, 'fields'))[0]).toMatchObject({
    api_name: 'Tier',
    field_label: 'Level',
  });
  expect((await change({ data_type: 'text' })).body).toMatchObject({ fields: [{ code: 'NOT_ALLOWED' }] });
});

test('the edition limits the custom fields of a module', async () => {
  zoho = await openEmulator({ orgs: demoOrgs.map((org) => ({ ...org, edition: 'standard' as const })) });
  const create = (from: number) => {
    const fields = [0, 1, 2, 3, 4].map((at) => ({ field_label: `Field ${from + at}`, data_type: 'text' }));
    return zoho.call('POST', '/settings/fields?module=Accounts', { fields });
  };
  expect([(await create(1)).status, (await create(6)).status]).toEqual([201, 201]);
  expect((await create(11)).body).toMatchObject({
    fields: Array.from({ length: 5 }, () => ({ code: 'LIMIT_EXCEEDED', details: { limit: 10 } })),
  });
});

test('a seed has pick list values and records', async () => {
  const orgs = demoOrgs.map((org) => ({
    ...org,
    pickLists: { 'Accounts.Rating': ['A', 'B'] },
    records: [{ module: 'Accounts', data: [{ Account_Name: 'Seeded', Rating: 'A' }] }],
  }));
  zoho = await openEmulator({ orgs });
  expect(rowsOf(await zoho.call('GET', '/Accounts?fields=Account_Name,Rating'))).toMatchObject([
    { Account_Name: 'Seeded', Rating: 'A' },
  ]);
});
