import {
  blocks,
  isWorthComparing,
  largestBlock,
  partyColumns,
  preparedRows,
} from '../../../domain/duplicate-search/blocks.ts';
import { searchIn } from '../../support/similar-duplicates.ts';
import { factsOf, type ColumnOfTest } from '../../support/survey.ts';

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

test('dates that stand for none are no birth dates', () => {
  const sql = preparedRows('contacts', { birth: 'born' }, ['1900-01-01', '9999-12-31']);
  expect(sql).toContain("not in ('19000101', '99991231')");
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
