import { idsOf, oneOf, openEmulator, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

interface Field {
  id: string;
  api_name: string;
  field_label: string;
}
const create = async (field: object) => {
  const made = await zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });
  return (made.body as { fields: { details: { id: string } }[] }).fields[0]?.details.id ?? '';
};
const change = (id: string, body: object) =>
  zoho.call('PATCH', `/settings/fields/${id}?module=Accounts`, { fields: [body] });
const fields = async () =>
  ((await zoho.call('GET', '/settings/fields?module=Accounts')).body as { fields: Field[] }).fields;
const names = async (...labels: string[]) =>
  (await fields()).flatMap((field) => (labels.includes(field.field_label) ? field.api_name : []));

test('labels that differ only in other characters than Latin letters get different API names', async () => {
  const labels = ['電話', 'Телефон', 'Tariff Zone', 'Tariff-Zone'];
  for (const field_label of labels) await create({ field_label, data_type: 'text' });
  expect(await names(...labels)).toEqual(['field', 'field1', 'Tariff_Zone', 'Tariff_Zone1']);
});

test('a field becomes unique, and then rejects a second record with its value', async () => {
  const id = await create({ field_label: 'Code', data_type: 'text' });
  await zoho.insert('Accounts', [{ Account_Name: 'North', Code: 'a' }]);
  expect((await change(id, { unique: { case_sensitive: false } })).body).toMatchObject({
    fields: [{ code: 'SUCCESS' }],
  });
  expect((await zoho.insert('Accounts', [{ Account_Name: 'South', Code: 'A' }])).body).toMatchObject({
    data: [{ code: 'DUPLICATE_DATA' }],
  });
  await change(id, { unique: { case_sensitive: false, _disable: null } });
  expect((await zoho.insert('Accounts', [{ Account_Name: 'South', Code: 'A' }])).body).toMatchObject({
    data: [{ code: 'SUCCESS' }],
  });
});

test('a field that becomes unique may tell upper and lower case apart', async () => {
  const id = await create({ field_label: 'Code', data_type: 'text' });
  await zoho.insert('Accounts', [
    { Account_Name: 'North', Code: 'a' },
    { Account_Name: 'South', Code: 'A' },
  ]);
  expect((await change(id, { unique: { case_sensitive: true } })).body).toMatchObject({
    fields: [{ code: 'SUCCESS' }],
  });
  expect((await zoho.insert('Accounts', [{ Account_Name: 'East', Code: 'a' }])).body).toMatchObject({
    data: [{ code: 'DUPLICATE_DATA' }],
  });
});

test('an amount keeps its decimal places and its rounding, and both can be changed', async () => {
  const rounding = { rounding_option: 'round_up', precision: 3 };
  const id = await create({ field_label: 'Balance', data_type: 'currency', decimal_place: 3, currency: rounding });
  const read = async () => (await fields()).find((field) => field.id === id);
  expect(await read()).toMatchObject({ decimal_place: 3, currency: rounding });
  await change(id, { decimal_place: 4, currency: { rounding_option: 'round_down', precision: '2' } });
  expect(await read()).toMatchObject({
    decimal_place: 4,
    currency: { rounding_option: 'round_down', precision: 2 },
  });
});

test.each([
  ['decimal_place', { decimal_place: 10 }],
  ['currency', { currency: { rounding_option: 'sideways', precision: 2 } }],
])('an amount can not be created with an invalid %s', async (api_name, more) => {
  const body = { fields: [{ field_label: 'Balance', data_type: 'currency', ...more }] };
  expect((await zoho.call('POST', '/settings/fields?module=Accounts', body)).body).toMatchObject({
    fields: [{ code: 'INVALID_DATA', details: { api_name } }],
  });
});

test('a label that gives a field the name of the record id is reserved', async () => {
  const body = { fields: [{ field_label: 'Id', data_type: 'text' }] };
  expect((await zoho.call('POST', '/settings/fields?module=Accounts', body)).body).toMatchObject({
    fields: [{ code: 'RESERVED_KEYWORD_NOT_ALLOWED', details: { api_name: 'field_label' } }],
  });
});

test('a field whose values are not unique can not become unique', async () => {
  const id = await create({ field_label: 'Code', data_type: 'text' });
  await zoho.insert('Accounts', [
    { Account_Name: 'North', Code: 'a' },
    { Account_Name: 'South', Code: 'A' },
  ]);
  expect((await change(id, { unique: {} })).body).toMatchObject({ fields: [{ code: 'DUPLICATE_DATA' }] });
});

test.each([
  ['another type', { data_type: 'email' }, 'NOT_ALLOWED'],
  ['the label of another field', { field_label: 'rating' }, 'DUPLICATE_DATA'],
  ['too many characters', { length: 256 }, 'DEPENDENT_MISMATCH'],
])('a field can not get %s', async (_, body, code) => {
  const id = await create({ field_label: 'Code', data_type: 'text' });
  expect((await change(id, body)).body).toMatchObject({ fields: [{ code }] });
});

test('a default field keeps its label', async () => {
  const industry = (await fields()).find((field) => field.api_name === 'Industry');
  expect((await change(industry?.id ?? '', { field_label: 'Branch' })).body).toMatchObject({
    fields: [{ code: 'NOT_ALLOWED' }],
  });
});

test('a field of a locking configuration is not deleted', async () => {
  const id = await create({ field_label: 'Closed', data_type: 'boolean' });
  const criteria = { field: { api_name: 'Closed' }, comparator: 'equal', value: true };
  const locking_rules = [{ name: 'History', criteria }];
  await zoho.call('POST', '/settings/record_locking_configurations?module=Accounts', {
    record_locking_configurations: [{ lock_type: 'automatic', locking_rules }],
  });
  expect((await zoho.call('DELETE', `/settings/fields/${id}?module=Accounts`)).body).toMatchObject({
    code: 'ALREADY_USED',
  });
});

test('when the first of two records with the same name is deleted, an upsert finds the second', async () => {
  const upsert = (Phone: string) =>
    zoho.call('POST', '/Accounts/upsert', { data: [{ Account_Name: 'Twin', Phone }], trigger: [] });
  const [first = '', second = ''] = idsOf(
    await zoho.insert('Accounts', [{ Account_Name: 'Twin' }, { Account_Name: 'twin' }]),
  );
  expect(idsOf(await upsert('1'))).toEqual([first]);
  await zoho.call('DELETE', `/Accounts/${first}`);
  expect(idsOf(await upsert('2'))).toEqual([second]);
  expect(oneOf(await zoho.call('GET', `/Accounts/${second}`))).toMatchObject({ Phone: '2' });
});
