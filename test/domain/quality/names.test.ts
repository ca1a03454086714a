import { findWith } from '../../support/survey.ts';

const columns = { no: 'id', first: 'given_name', last: 'family_name', firm: 'company' } as const;

test('a customer with neither a name nor a company is found', async () => {
  const rows = [
    ['S1', '', ' ', ''],
    ['S2', 'Ada', '', ''],
    ['S3', '', '', 'Harbour Ltd'],
  ];
  expect(await findWith('DQ02', { subscribers: { columns, rows } })).toEqual(['subscribers S1: record']);
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
