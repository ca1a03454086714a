import { idsOf, oneOf, openEmulator, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

interface Named {
  id: string;
  name: string;
  api_name: string;
}
const listed = async <T = Named>(path: string, key: string): Promise<T[]> =>
  ((await zoho.call('GET', path)).body as Record<string, T[]> | null)?.[key] ?? [];
const profile = async (name: string) =>
  (await listed('/settings/profiles', 'profiles')).find((one) => one.name === name)?.id ?? '';

/** Headers of a user whose profile is Standard. */
async function asStandard(): Promise<Record<string, string>> {
  const given = { environment: 'sandbox', user: 'arun@northwind.example' };
  const { token } = (await zoho.admin('POST', '/token', given)).body as { token: string };
  return { Authorization: `Zoho-oauthtoken ${token}` };
}

describe('a custom module', () => {
  const create = async (more: object = {}) => {
    const profiles = [{ id: await profile('Administrator') }];
    const wanted = { plural_label: 'Towers', singular_label: 'Tower', profiles, ...more };
    return zoho.call('POST', '/settings/modules', { modules: [wanted] });
  };

  test('has fields, records, lookups to it and a bulk job like a standard one', async () => {
    await create();
    const fields = [{ field_label: 'Legacy', data_type: 'text', external: { type: 'org' } }];
    await zoho.call('POST', '/settings/fields?module=Towers', { fields });
    const lookup = [{ field_label: 'Tower', data_type: 'lookup', lookup: { module: { api_name: 'Towers' } } }];
    await zoho.call('POST', '/settings/fields?module=Accounts', { fields: lookup });
    const [tower = ''] = idsOf(await zoho.insert('Towers', [{ Name: 'Hill', Legacy: 't:1' }]));
    const [account = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North', Tower: { id: tower } }]));
    expect(oneOf(await zoho.call('GET', `/Accounts/${account}`))).toMatchObject({ Tower: { name: 'Hill' } });
    const query = { module: { api_name: 'Towers' }, fields: ['id', 'Legacy'], page: 1 };
    const read = await zoho.call('POST', '/bulk/read', { query }, { 'Content-Type': 'application/json' });
    expect(read.status).toBe(201);
  });

  test('numbers its records from a given start if its name is an auto-number', async () => {
    const auto_number = { prefix: 'T-', start_number: '1003', suffix: '-X' };
    await create({ display_field: { field_label: 'Code', data_type: 'autonumber', auto_number } });
    const [first = '', second = ''] = idsOf(await zoho.insert('Towers', [{}, {}]));
    const names = [first, second].map(async (id) => oneOf(await zoho.call('GET', `/Towers/${id}`))?.['Name']);
    expect(await Promise.all(names)).toEqual(['T-1003-X', 'T-1004-X']);
  });

  test('is open to its profiles and to administrators', async () => {
    await create();
    const [hill = ''] = idsOf(await zoho.insert('Towers', [{ Name: 'Hill' }]));
    const headers = await asStandard();
    const read = () => zoho.call('GET', `/Towers/${hill}`, undefined, headers);
    expect(await read()).toMatchObject({ status: 403, body: { code: 'NO_PERMISSION' } });
    const profiles = [{ id: await profile('Standard') }];
    await zoho.call('PUT', '/settings/modules/Towers', { modules: [{ profiles }] });
    expect((await read()).status).toBe(200);
  });

  test('is used with the scope of custom modules', async () => {
    await create();
    const given = { environment: 'sandbox', scopes: ['ZohoCRM.modules.custom.ALL'] };
    const { token } = (await zoho.admin('POST', '/token', given)).body as { token: string };
    const headers = { Authorization: `Zoho-oauthtoken ${token}` };
    const insert = (module: string) => zoho.call('POST', `/${module}`, { data: [{ Name: 'Hill' }] }, headers);
    expect([(await insert('Towers')).status, (await insert('Accounts')).status]).toEqual([201, 401]);
  });

  test('gets other labels, but keeps its API name', async () => {
    await create();
    const change = (wanted: object) => zoho.call('PUT', '/settings/modules/Towers', { modules: [wanted] });
    expect((await change({ plural_label: 'Masts', singular_label: 'Mast' })).body).toMatchObject({
      modules: [{ code: 'SUCCESS', message: 'module updated successfully' }],
    });
    expect(await listed('/settings/modules/Towers', 'modules')).toMatchObject([{ plural_label: 'Masts' }]);
    expect((await change({ api_name: 'Masts' })).body).toMatchObject({ modules: [{ code: 'NOT_ALLOWED' }] });
  });

  test('without Latin letters in its label gets an API name of its own', async () => {
    await create({ plural_label: '塔', singular_label: '一塔' });
    expect(await listed('/settings/modules/CustomModule', 'modules')).toMatchObject([{ plural_label: '塔' }]);
  });

  test.each([
    ['no profiles', { profiles: undefined }, 'MANDATORY_NOT_FOUND'],
    ['an empty list of profiles', { profiles: [] }, 'MINIMUM_DATA_NOT_FOUND'],
    ['an unknown profile', { profiles: [{ id: '1' }] }, 'INVALID_DATA'],
    ['special characters in a label', { plural_label: 'Towers & Masts' }, 'INVALID_DATA'],
    ['a label of 26 characters', { singular_label: 'x'.repeat(26) }, 'INVALID_DATA'],
    ['the label of another module', { plural_label: 'accounts' }, 'DUPLICATE_DATA'],
    ['two underscores in its API name', { api_name: 'Big__Towers' }, 'INVALID_DATA'],
    ['an unknown type of its name', { display_field: { data_type: 'email' } }, 'INVALID_DATA'],
    ['an auto-number without a start', { display_field: { data_type: 'autonumber' } }, 'MANDATORY_NOT_FOUND'],
  ])('with %s is rejected', async (_, more, code) => {
    expect(await create(more)).toMatchObject({ status: 400, body: { modules: [{ code, status: 'error' }] } });
  });
});

describe('the permission of a profile for a field', () => {
  const restrict = async (permission_type: string) => {
    const profiles = [{ id: await profile('Standard'), permission_type }];
    const fields = [{ field_label: 'Margin', data_type: 'integer', profiles }];
    return zoho.call('POST', '/settings/fields?module=Accounts', { fields });
  };
  const fieldFor = async (headers: Record<string, string>) => {
    const { body } = await zoho.call('GET', '/settings/fields?module=Accounts', undefined, headers);
    return (body as { fields: Named[] }).fields.find((field) => field.api_name === 'Margin');
  };

  test('hides the field and its values', async () => {
    await restrict('hidden');
    const [id = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North', Margin: 7 }]));
    const headers = await asStandard();
    expect(await fieldFor(headers)).toBeUndefined();
    expect(oneOf(await zoho.call('GET', `/Accounts/${id}`, undefined, headers))).not.toHaveProperty('Margin');
    expect(oneOf(await zoho.call('GET', `/Accounts/${id}`))).toMatchObject({ Margin: 7 });
  });

  test('makes the field read-only: values that the profile sends are ignored', async () => {
    await restrict('read_only');
    const headers = await asStandard();
    expect(await fieldFor(headers)).toMatchObject({ read_only: true, operation_type: { api_create: false } });
    const data = [{ Account_Name: 'North', Margin: 7 }];
    const [id = ''] = idsOf(await zoho.call('POST', '/Accounts', { data, trigger: [] }, headers));
    expect(oneOf(await zoho.call('GET', `/Accounts/${id}`, undefined, headers))).toMatchObject({ Margin: null });
  });

  test('is one of three', async () => {
    expect((await restrict('secret')).body).toMatchObject({ fields: [{ code: 'INVALID_DATA' }] });
  });
});

describe('a layout', () => {
  interface Section {
    id: string;
    display_label: string;
    fields: { id: string; api_name: string; required: boolean }[];
  }
  const layout = async () =>
    (await listed<{ id: string; sections: Section[] }>('/settings/layouts?module=Accounts', 'layouts'))[0];
  const main = async () => (await layout())?.sections[0] as Section;
  const idOf = async (name: string) => (await main()).fields.find((field) => field.api_name === name)?.id ?? '';
  const change = async (...sections: object[]) =>
    zoho.call('PATCH', `/settings/layouts/${(await layout())?.id}?module=Accounts`, { layouts: [{ sections }] });

  test('marks a field as mandatory, for records that name the layout', async () => {
    const fields = [{ id: await idOf('Phone'), required: true }];
    expect(await change({ id: (await main()).id, fields })).toMatchObject({
      status: 200,
      body: { layouts: [{ code: 'SUCCESS', message: 'layout updated' }] },
    });
    expect((await main()).fields.find((field) => field.api_name === 'Phone')).toMatchObject({ required: true });
    const account = { Account_Name: 'North', Layout: { id: (await layout())?.id } };
    expect((await zoho.insert('Accounts', [account])).body).toMatchObject({
      data: [{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Phone' } }],
    });
    expect((await zoho.insert('Accounts', [{ Account_Name: 'North' }])).status).toBe(201);
  });

  test('gets a section with a new field and one from another section', async () => {
    const moved = { id: await idOf('Phone') };
    await change({ display_label: 'Network', fields: [{ field_label: 'Cell', data_type: 'text' }, moved] });
    const sections = (await layout())?.sections.map(({ display_label, fields }) => [
      display_label,
      fields.map((field) => field.api_name).filter((name) => ['Cell', 'Phone', 'Fax'].includes(name)),
    ]);
    expect(sections).toEqual([
      ['Account Information', ['Fax']],
      ['Network', ['Cell', 'Phone']],
    ]);
  });

  test('moves a field to the unused items', async () => {
    const fields = [{ id: await idOf('Fax'), _delete: { permanent: false } }];
    await change({ id: (await main()).id, fields });
    const unused = await listed('/settings/fields?module=Accounts&type=unused', 'fields');
    expect(unused).toMatchObject([{ api_name: 'Fax', type: 'unused' }]);
  });

  test.each<[string, (section: Section) => object[], string]>([
    ['a section without id and label', () => [{ fields: [] }], 'EXPECTED_FIELD_MISSING'],
    ['an unknown section', () => [{ id: '1' }], 'INVALID_DATA'],
    ['the label of another section', () => [{ display_label: 'account information' }], 'DUPLICATE_DATA'],
    ['special characters in a label', () => [{ display_label: 'A/B' }], 'INVALID_DATA'],
    [
      'six actions on fields',
      ({ id, fields }) => [{ id, fields: fields.slice(3, 9).map((field) => ({ id: field.id, required: true })) }],
      'LIMIT_EXCEEDED',
    ],
    [
      'a system field that is optional',
      ({ id, fields }) => [{ id, fields: [{ id: fields[0]?.id, required: false }] }],
      'NOT_ALLOWED',
    ],
    [
      'a field that is deleted for ever',
      ({ id, fields }) => [{ id, fields: [{ id: fields[4]?.id, _delete: { permanent: true } }] }],
      'INVALID_DATA',
    ],
    [
      'a second field that is wrong',
      ({ id }) => [
        {
          id,
          fields: [
            { field_label: 'Cell', data_type: 'text' },
            { id: '1', required: true },
          ],
        },
      ],
      'INVALID_DATA',
    ],
  ])('stays as it is when a change has %s', async (_, sections, code) => {
    const before = await layout();
    expect(await change(...sections(await main()))).toMatchObject({ status: 400, body: { layouts: [{ code }] } });
    expect(await layout()).toEqual(before);
  });
});
