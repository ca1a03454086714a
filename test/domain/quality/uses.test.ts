import { typeAmong, usesIn } from '../../../domain/quality/uses.ts';
import { FieldRule } from '../../../schemas/mapping.ts';
import { findWith } from '../../support/survey.ts';

const uses = (into: string, rule: object, map: Record<string, string> = {}, isFirst = true) =>
  usesIn({ into, rule: FieldRule.parse({ from: 'x', ...rule }), isFirst }, map);

test.each([
  ['Fax', { transforms: ['trim', 'phone'] }, ['phone']],
  ['Other', { transforms: ['email'] }, ['email']],
  ['Start', { transforms: ['datetime'] }, ['timestamp']],
  ['Date_of_Birth', { transforms: ['date'] }, ['birth_date', 'date']],
  ['First_Name', {}, ['given_name']],
  ['Last_Name', {}, ['family_name']],
  ['Account_Name', {}, ['company']],
  ['Account_Name', { lookup: 'billing_accounts' }, []],
  ['Owner', { owner: true }, ['user']],
  ['Service_Status', {}, ['status']],
  ['Description', { from: ['a', 'b'], join: ' ', transforms: ['phone'] }, []],
])('what %s takes of a column with %j is %j', (into, rule, expected) => {
  expect(uses(into, rule)).toEqual(expected);
});

test('a value map that knows words of a status is that of a status', () => {
  expect(uses('Est', { map: 'x' }, { A: 'Activo', B: 'Baja' })).toEqual(['status']);
  expect(uses('Call_Type', { map: 'x' }, { E: 'Inbound' })).toEqual([]);
});

test('what stands in for a name, where there is none, is no name', () => {
  expect(uses('Last_Name', { from: ['name', 'x'] }, {}, false)).toEqual([]);
});

test.each([
  ['text', ['phone'], ['phone'], 'phone'],
  ['phone', ['phone'], [], 'phone'],
  ['text', ['phone'], [], undefined],
  ['person_name', ['given_name', 'family_name'], ['family_name'], 'family_name'],
  ['date', ['date', 'timestamp'], ['timestamp'], 'date'],
  ['date', ['date', 'birth_date'], ['birth_date', 'date'], 'birth_date'],
  ['code', ['timestamp'], ['timestamp'], 'timestamp'],
  ['id', ['family_name'], ['family_name'], undefined],
] as const)('a column of type %s, among %j and used as %j, counts as %s', (semantic, types, used, expected) => {
  expect(typeAmong(types, { semantic }, used)).toBe(expected);
});

test.each([
  ['DQ07', 'phone', '4.47701E+11'],
  ['DQ05', 'email', 'none'],
  ['DQ14', 'birth_date', '1850-03-04'],
  ['DQ03', 'family_name', 'Vale, Ada'],
] as const)('%s looks at a column that the mapping takes for a %s', async (id, use, value) => {
  const tables = { subscribers: { columns: { no: 'id', x: 'code' } as const, rows: [['S1', value]] } };
  const usesOf = (_: string, field: string) => (field === 'x' ? [use] : []);
  expect(await findWith(id, tables)).toEqual([]);
  expect((await findWith(id, tables, { usesOf })).map((one) => one.split(',')[0])).toEqual(['subscribers S1: x']);
});

test('statuses that the mapping alone knows of are compared between accounts and subscribers', async () => {
  const tables = {
    billing_accounts: { columns: { no: 'id', est: 'code' } as const, rows: [['A1', 'Closed']] },
    subscribers: {
      columns: { no: 'id', account: 'reference billing_accounts', est: 'code', tel: 'code' } as const,
      rows: [
        ['S1', 'A1', 'Active', '020 7946 0001'],
        ['S2', 'A1', 'Active', '020 7946 0001'],
        ['S3', 'A1', 'Closed', '020 7946 0001'],
      ],
    },
  };
  const usesOf = (_: string, field: string) =>
    field === 'est' ? (['status'] as const) : field === 'tel' ? (['phone'] as const) : [];
  expect(await findWith('DQ26', tables, { usesOf })).toEqual(['billing_accounts A1: est']);
  expect(await findWith('DQ08', tables, { usesOf })).toEqual(['subscribers S2: tel']);
  expect(await findWith('DQ09', tables, { usesOf })).toEqual(['subscribers S3: tel']);
});
