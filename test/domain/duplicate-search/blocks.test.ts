import {
  blocks,
  isWorthComparing,
  largestBlock,
  partyColumns,
  preparedRows,
} from '../../../domain/duplicate-search/blocks.ts';
import { searchIn } from '../../support/similar-duplicates.ts';
import { columnDates } from '../../../domain/values/date-formats.ts';
import { DateForm } from '../../../schemas/profile-fields.ts';
import { factsOf, usualValues, type ColumnOfTest } from '../../support/survey.ts';

const columnsOf = (columns: Record<string, ColumnOfTest>) =>
  partyColumns(factsOf({ contacts: { columns, rows: [], lines: { name: 'person_name' } } }));

test('columns are found by their type, and the second street is the second line', () => {
  expect(columnsOf({ n: 'person_name', a: 'street', b: 'street', c: 'city', d: 'tax_number' })).toMatchObject({
    whole: 'n',
    street: 'a',
    line: 'b',
    city: 'c',
    document: 'd',
    birth: undefined,
  });
});

test('an object without names is not searched', () => {
  expect(columnsOf({ e: 'email', p: 'phone' })).toBeNull();
});

test('blocks are left out from the size on with which too many pairs are compared', () => {
  expect(largestBlock(1_000, [])).toBe(0);
  expect(
    largestBlock(1_000, [
      { size: 2, blocks: 50 },
      { size: 40, blocks: 3 },
      { size: 900, blocks: 1 },
    ]),
  ).toBe(40);
  expect(
    largestBlock(1_000, [
      { size: 2, blocks: 50 },
      { size: 100, blocks: 21 },
    ]),
  ).toBe(2);
  expect(
    largestBlock(1_000_000, [
      { size: 2, blocks: 50 },
      { size: 100, blocks: 21 },
    ]),
  ).toBe(100);
});

test('without a column of births there are none', () => {
  expect(preparedRows('contacts', { given: 'first' }, null)).toContain('null::varchar as birth');
});

test('births are the dates that the load reads, however they are written, and a sentinel is none', async () => {
  const people = (births: string[]) => ({
    columns: { id: 'id', given: 'given_name', family: 'family_name', born: 'birth_date' } as const,
    rows: births.map((born, place) => [`C${place}`, 'Ada', 'Vale', born]),
  });
  const birthsIn = async (births: string[], date?: DateForm) => {
    const readAs = () => ({ ...usualValues, column: date ? columnDates(date) : null });
    const { clusters } = await searchIn('contacts', people(births), { readAs });
    return clusters[0]?.pairs[0]?.evidence.find(({ field }) => field.startsWith('birth'))?.level;
  };
  expect(await birthsIn(['1980-01-31', '31.01.1980'])).toBe('the same');
  expect(await birthsIn(['1900-01-01', '1900-01-01'])).toBeUndefined();
  const inWords = DateForm.parse({ format: 'd MMM yyyy' });
  expect(await birthsIn(['3 Feb 1980', '3 Feb 1980'], inWords)).toBe('the same');
});

test('of many records, pairs need more in common', () => {
  expect(isWorthComparing(1_000)).toMatch(/>= 4$/);
  expect(isWorthComparing(1_000_000)).toMatch(/>= 10$/);
});

test('every block is an expression on the prepared columns, and dates without a sentinel are read too', async () => {
  expect(blocks.some(({ isWide }) => isWide)).toBe(true);
  const rows = [
    ['C1', 'Ada', 'Vale', '03/02/1980', 'ada@vale.example', '5 Mill Road', 'Leeds', 'LS1 4DY', 'X-12.345'],
    ['C2', 'Ada', 'Vael', '1980', 'nobody', 'Flat 5, Mill Road', 'LEEDS', 'ls14dy', 'x12345'],
  ];
  const columns: Record<string, ColumnOfTest> = {
    id: 'id',
    given: 'given_name',
    family: 'family_name',
    birth: 'birth_date',
    email: 'email',
  };
  Object.assign(columns, { street: 'street', city: 'city', postcode: 'postcode', tax: 'tax_number' });
  const { clusters } = await searchIn('contacts', { columns, rows });
  const said = clusters[0]!.pairs[0]!.evidence.map(({ field, level }) => `${field}: ${level}`).toSorted();
  expect(said).toEqual([
    'city: the same',
    'document: the same',
    'house: the same',
    'name: one the same, the other nearly',
    'postcode: the same',
    'street: different',
  ]);
});
