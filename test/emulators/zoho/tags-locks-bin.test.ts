import { demoOrgs } from '../../../emulators/zoho/orgs/seed.ts';
import { idsOf, oneOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let now = Date.UTC(2026, 0, 5);
let ids: string[] = [];
beforeEach(async () => {
  now = Date.UTC(2026, 0, 5);
  zoho = await openEmulator({ clock: () => now });
  ids = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }, { Account_Name: 'South' }]));
});
afterEach(() => zoho.close());

type Tag = Record<string, unknown> & { id: string; name: string };
const [north, south] = [() => ids[0] ?? '', () => ids[1] ?? ''];
const read = async (id: string) => oneOf(await zoho.call('GET', `/Accounts/${id}`));
const tagsOf = async (id: string) => ((await read(id))?.['Tag'] as Tag[]).map((tag) => tag.name);
const tags = (...names: string[]) => names.map((name) => ({ name }));
const listedTags = async () =>
  ((await zoho.call('GET', '/settings/tags?module=Accounts')).body as { tags: Tag[] }).tags;

test('a tag name exists once in a module, in upper or lower case', async () => {
  const create = (name: string) => zoho.call('POST', '/settings/tags?module=Accounts', { tags: tags(name) });
  expect((await create('Migrated')).status).toBe(201);
  expect((await create('MIGRATED')).body).toMatchObject({ tags: [{ code: 'DUPLICATE_DATA' }] });
  expect((await listedTags()).map((tag) => tag.name)).toEqual(['Migrated']);
});

test('tags are added to and removed from several records in one call', async () => {
  const change = (action: string, names: string[]) =>
    zoho.call('POST', `/Accounts/actions/${action}`, { ids, tags: tags(...names) });
  await change('add_tags', ['Migrated', 'Review']);
  expect([await tagsOf(north()), await tagsOf(south())]).toEqual([
    ['Migrated', 'Review'],
    ['Migrated', 'Review'],
  ]);
  await change('remove_tags', ['review']);
  expect(await tagsOf(south())).toEqual(['Migrated']);
});

test('over_write replaces the tags of a record', async () => {
  const add = (body: object) => zoho.call('POST', `/Accounts/${north()}/actions/add_tags`, body);
  await add({ tags: tags('Old') });
  await add({ tags: tags('New'), over_write: true });
  expect(await tagsOf(north())).toEqual(['New']);
});

test('a record has at most ten tags, and a module a hundred', async () => {
  const names = (from: number, count: number) => Array.from({ length: count }, (_, at) => `Tag ${from + at}`);
  const eleven = await zoho.call('POST', `/Accounts/${north()}/actions/add_tags`, { tags: tags(...names(1, 11)) });
  expect(eleven.body).toMatchObject({ data: [{ code: 'LIMIT_EXCEEDED', details: { limit: 10 } }] });
  await zoho.call('POST', '/settings/tags?module=Accounts', { tags: tags(...names(12, 89)) });
  const more = await zoho.call('POST', '/settings/tags?module=Accounts', { tags: tags('Tag 101') });
  expect(more.body).toMatchObject({ tags: [{ code: 'LIMIT_EXCEEDED', details: { limit: 100 } }] });
});

test('records can be written with tags, and a deleted tag is removed from them', async () => {
  const [west = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'West', Tag: tags('Migrated', 'Vip') }]));
  const vip = (await listedTags()).find((tag) => tag.name === 'Vip');
  await zoho.call('DELETE', `/settings/tags/${vip?.id}`);
  expect(await tagsOf(west)).toEqual(['Migrated']);
});

test('the owner of one or several records can be changed to an existing user', async () => {
  const { users } = (await zoho.call('GET', '/users?type=AllUsers')).body as { users: { id: string }[] };
  const owner = { id: users[2]?.id };
  await zoho.call('POST', `/Accounts/${north()}/actions/change_owner`, { owner });
  expect(await read(north())).toMatchObject({ Owner: owner });
  await zoho.call('POST', '/Accounts/actions/change_owner', { ids: [south()], owner });
  expect(await read(south())).toMatchObject({ Owner: owner });
  const nobody = await zoho.call('POST', `/Accounts/${north()}/actions/change_owner`, { owner: { id: '1' } });
  expect(nobody.body).toMatchObject({ code: 'INVALID_DATA' });
});

test.each(['inactive', 'invited'])('the owner of a record can not be changed to an %s user', async (kind) => {
  const orgs = demoOrgs.map((org) => ({
    ...org,
    users: [
      ...org.users,
      { name: 'Ivo Invited', email: 'invited@north.example', active: true, confirmed: false },
      { name: 'Ina Gone', email: 'inactive@north.example', active: false },
    ],
  }));
  const other = await openEmulator({ orgs });
  const { users } = (await other.call('GET', '/users')).body as { users: { id: string; email: string }[] };
  const [id = ''] = idsOf(await other.insert('Accounts', [{ Account_Name: 'North' }]));
  const owner = { id: users.find(({ email }) => email.startsWith(kind))?.id };
  expect((await other.call('POST', `/Accounts/${id}/actions/change_owner`, { owner })).body).toMatchObject({
    code: 'INVALID_DATA',
  });
  await other.close();
});

const lockPath = (id: string) => `/Accounts/${id}/Locking_Information__s`;
const lock = async () => {
  const data = [{ Locked_Reason__s: 'audit' }];
  return idsOf(await zoho.call('POST', lockPath(north()), { data }))[0] ?? '';
};

test('a locked record cannot be changed or deleted until it is unlocked', async () => {
  const id = await lock();
  expect(oneOf(await zoho.call('GET', lockPath(north())))).toMatchObject({ id, Locked_Reason__s: 'audit' });
  const update = () =>
    zoho.call('PUT', '/Accounts', { data: ids.map((one) => ({ id: one, Rating: 'Hot' })), trigger: [] });
  expect(await update()).toMatchObject({
    status: 207,
    body: { data: [{ code: 'RECORD_LOCKED', status: 'error' }, { code: 'SUCCESS' }] },
  });
  expect((await zoho.call('DELETE', `/Accounts?ids=${north()}`)).body).toMatchObject({
    data: [{ code: 'RECORD_LOCKED' }],
  });
  await zoho.call('DELETE', `${lockPath(north())}/${id}`);
  expect((await update()).status).toBe(200);
});

test('a record is locked only once, and a module without locking rejects a lock', async () => {
  await lock();
  const again = await zoho.call('POST', lockPath(north()), { data: [{ Locked_Reason__s: 'again' }] });
  expect(again).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
  const [product = ''] = idsOf(await zoho.insert('Products', [{ Product_Name: 'Plan' }]));
  const refused = await zoho.call('POST', `/Products/${product}/Locking_Information__s`, { data: [{}] });
  expect(refused.body).toMatchObject({ code: 'NOT_ALLOWED' });
});

test('a locking configuration locks records that meet its criteria, except for excluded profiles', async () => {
  const { profiles } = (await zoho.call('GET', '/settings/profiles')).body as { profiles: Tag[] };
  const admin = profiles.find((one) => one.name === 'Administrator')?.id;
  const criteria = { field: { api_name: 'Account_Name' }, comparator: 'equal', value: 'North' };
  const settings = '/settings/record_locking_configurations';
  const configure = async (excluded: object[]) => {
    const rules = [{ name: 'Closed', criteria }];
    const body = { lock_type: 'automatic', lock_excluded_profiles: excluded, locking_rules: rules };
    const made = await zoho.call('POST', `${settings}?module=Accounts`, { record_locking_configurations: [body] });
    return (made.body as Record<string, { details: { id: string } }[]>)['record_locking_configurations']?.[0]?.details
      .id;
  };
  const update = async (id: string) => {
    const data = [{ id, Rating: 'Hot' }];
    return ((await zoho.call('PUT', '/Accounts', { data, trigger: [] })).body as { data: { code: string }[] }).data[0]
      ?.code;
  };
  const rule = await configure([]);
  expect([await update(north()), await update(south())]).toEqual(['RECORD_LOCKED', 'SUCCESS']);
  await zoho.call('DELETE', `${settings}/${rule}?module=Accounts`);
  await configure([{ id: admin }]);
  expect(await update(north())).toBe('SUCCESS');
});

test('a deleted record is in the list of deleted records and in the recycle bin', async () => {
  await zoho.call('DELETE', `/Accounts?ids=${north()}`);
  expect(rowsOf(await zoho.call('GET', '/Accounts/deleted?type=recycle'))).toMatchObject([
    { id: north(), display_name: 'North', type: 'recycle' },
  ]);
  const bin = await zoho.call('GET', '/settings/recycle_bin');
  expect(bin.body).toMatchObject({ recycle_bin: [{ id: north(), display_name: 'North' }] });
});

test('a deleted record takes its notes and files with it, and a restored one has them again', async () => {
  const note = { Note_Title: 'Call', Note_Content: 'Call back' };
  for (const id of ids) {
    await zoho.call('POST', `/Accounts/${id}/Notes`, { data: [note] });
    await zoho.call('POST', `/Accounts/${id}/Attachments?attachmentUrl=https%3A%2F%2Fx.example%2Fa`);
  }
  const count = async (module: string) => {
    const query = { select_query: `select COUNT(id) as n from ${module} where id is not null` };
    return Number(rowsOf(await zoho.call('POST', '/coql', query))[0]?.['n'] ?? 0);
  };
  const counts = async () => [await count('Notes'), await count('Attachments')];
  expect(await counts()).toEqual([2, 2]);
  await zoho.call('DELETE', `/Accounts?ids=${north()}`);
  expect(await counts()).toEqual([1, 1]);
  await zoho.call('POST', `/settings/recycle_bin/actions/restore?ids=${north()}`);
  expect(await counts()).toEqual([2, 2]);
});

test('a restored record has the same id and values', async () => {
  await zoho.call('DELETE', `/Accounts?ids=${north()}`);
  await zoho.call('POST', `/settings/recycle_bin/actions/restore?ids=${north()}`);
  expect(await read(north())).toMatchObject({ id: north(), Account_Name: 'North' });
});

test('a record is permanently deleted when it is removed from the bin, or after sixty days', async () => {
  await zoho.call('DELETE', `/Accounts?ids=${ids.join(',')}`);
  await zoho.call('DELETE', `/settings/recycle_bin/${north()}`);
  expect(rowsOf(await zoho.call('GET', '/Accounts/deleted?type=permanent'))).toMatchObject([{ id: north() }]);
  now += 60 * 24 * 3_600_000;
  const { token } = (await zoho.admin('POST', '/token', { environment: 'sandbox' })).body as { token: string };
  const later = { Authorization: `Zoho-oauthtoken ${token}` };
  expect((await zoho.call('GET', '/settings/recycle_bin', undefined, later)).status).toBe(204);
});

test('a mass delete accepts at most 500 ids', async () => {
  const deleted = await zoho.call('POST', '/Accounts/actions/mass_delete', { ids });
  expect(deleted.body).toMatchObject({ data: [{ code: 'SUCCESS' }, { code: 'SUCCESS' }] });
  const many = Array.from({ length: 501 }, (_, at) => String(at));
  expect((await zoho.call('POST', '/Accounts/actions/mass_delete', { ids: many })).body).toMatchObject({
    code: 'LIMIT_EXCEEDED',
  });
});

test.each([
  ['26 characters', { name: 'x'.repeat(26) }],
  ['a comma', { name: 'one, two' }],
  ['an emoji', { name: 'New 🎉' }],
  ['an unknown colour', { name: 'New', color_code: '#123456' }],
])('a tag with %s is rejected, alone and in a record', async (_, tag) => {
  expect((await zoho.call('POST', '/settings/tags?module=Accounts', { tags: [tag] })).body).toMatchObject({
    tags: [{ code: 'INVALID_DATA' }],
  });
  expect((await zoho.insert('Accounts', [{ Account_Name: 'West', Tag: [tag] }])).body).toMatchObject({
    data: [{ code: 'INVALID_DATA' }],
  });
  expect((await zoho.call('POST', '/Accounts/actions/add_tags', { ids, tags: [tag] })).status).toBe(400);
});

test('a tag is added by its id, renamed and counted', async () => {
  const [migrated] = (
    (await zoho.call('POST', '/settings/tags?module=Accounts', { tags: tags('Migrated') })).body as {
      tags: { details: { id: string } }[];
    }
  ).tags;
  const id = migrated?.details.id ?? '';
  await zoho.call('POST', '/Accounts/actions/add_tags', { ids, tags: [{ id }] });
  const renamed = await zoho.call('PUT', `/settings/tags/${id}?module=Accounts`, { tags: [{ name: 'Moved' }] });
  expect(renamed.body).toMatchObject({ tags: [{ code: 'SUCCESS', message: 'tags updated successfully' }] });
  expect(await tagsOf(south())).toEqual(['Moved']);
  expect((await zoho.call('GET', `/settings/tags/${id}/actions/records_count?module=Accounts`)).body).toEqual({
    count: '2',
  });
});

test('tags are added to at most 500 records in a call', async () => {
  const many = Array.from({ length: 501 }, (_, at) => String(at));
  const reply = await zoho.call('POST', '/Accounts/actions/add_tags', { ids: many, tags: tags('Old') });
  expect(reply).toMatchObject({ status: 400, body: { code: 'LIMIT_EXCEEDED', details: { limit: 500 } } });
});
