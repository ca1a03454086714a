import type { Required } from '../../../domain/quality/rule.ts';
import { findWith } from '../../support/survey.ts';

const columns = { no: 'id', first: 'given_name', last: 'family_name', firm: 'company' } as const;

const required = (...fields: string[]): Required => ({
  ...{ route: null, into: 'Last_Name', isName: true, within: 'record', fields },
});
const rows = [
  ['S1', '', ' ', ''],
  ['S2', 'Ada', '', ''],
  ['S3', '', '', 'Harbour Ltd'],
];

test('a customer with neither a name nor a company is found', async () => {
  const requiredIn = () => [required('first', 'last', 'firm')];
  expect(await findWith('DQ02', { subscribers: { columns, rows } }, { requiredIn })).toEqual([
    'subscribers S1: record',
  ]);
});

test('one that has a name in Zoho, and one that has none there, are found apart', async () => {
  const requiredIn = () => [required('last', 'firm', 'no')];
  expect(await findWith('DQ02', { subscribers: { columns, rows } }, { requiredIn })).toEqual([
    'subscribers S1: record, named by another field',
  ]);
  const last = () => [required('last')];
  expect(await findWith('DQ02', { subscribers: { columns, rows } }, { requiredIn: last })).toEqual([
    'subscribers S2: record, no name where the mapping takes it from',
    'subscribers S3: record, no name where the mapping takes it from',
    'subscribers S1: record',
  ]);
});

test('customers that are not loaded are found, too', async () => {
  const isLoaded = () => false;
  expect(await findWith('DQ02', { subscribers: { columns, rows } }, { isLoaded })).toEqual(['subscribers S1: record']);
});

test('without columns of names nothing is searched', async () => {
  expect(await findWith('DQ02', { subscribers: { columns: { no: 'id' }, rows: [['S1']] } })).toEqual([]);
});

test.each(['Vale, Dr.  Ada', 'Vale, Ada', 'Prof. Vale', 'Mrs Vale', 'Vale  Tarn'])(
  '%s holds more than a last name',
  async (last) => {
    expect(await findWith('DQ03', { subscribers: { columns, rows: [['S1', 'Ada', last, '']] } })).toEqual([
      'subscribers S1: last',
    ]);
  },
);

test.each(['Vale', 'van Dyk', 'VALE', 'O’Neill', 'Drost'])('%s is a last name', async (last) => {
  expect(await findWith('DQ03', { subscribers: { columns, rows: [['S1', 'Ada', last, '']] } })).toEqual([]);
});
