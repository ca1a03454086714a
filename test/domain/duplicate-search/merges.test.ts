import { mergesOf } from '../../../domain/duplicate-search/merges.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { contextWith } from '../../support/survey.ts';

const source = { object: 'subscribers', fields: { Last_Name: { from: 'last_name' } } };
const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: {
    Accounts: {
      sources: [{ ...source, fields: { Account_Name: { from: 'company' } }, route: { field: 'kind', in: ['BUS'] } }],
    },
    Contacts: {
      sources: [
        {
          ...source,
          dedupe: [['last_name', 'tax_id']],
          exclude: [{ when: { field: 'note', in: ['test'] }, reason: 'test' }],
        },
      ],
    },
  },
});
const { areApart, areMerged, compared, columns, lists } = mergesOf(mapping, 'subscribers', () =>
  contextWith({}).readAs({} as never),
);

test('the mapping merges rows of the same kind that are equal in a list', () => {
  const row = { kind: 'RES', last_name: 'Vale', tax_id: 'X1' };
  expect(columns).toEqual(['kind', 'note', 'last_name', 'tax_id']);
  expect(areMerged(row, { ...row, last_name: 'VALE' })).toBe(true);
  expect(areMerged(row, { ...row, tax_id: 'X2' })).toBe(false);
  expect(areMerged(row, { ...row, tax_id: '' })).toBe(false);
  expect(areMerged({ ...row, tax_id: '' }, row)).toBe(false);
  expect(areMerged(row, { ...row, kind: 'BUS' })).toBe(false);
});

test('a row that the mapping leaves out is compared with none', () => {
  const row = { kind: 'RES', last_name: 'Vale', tax_id: 'X1', note: 'test' };
  expect(areMerged(row, row)).toBe(false);
  expect([lists, compared(row), compared({ ...row, note: '' })]).toEqual([1, [null], [expect.any(String)]]);
});

test('rows of different kinds stay apart', () => {
  expect(areApart({ kind: 'RES' }, { kind: 'BUS' })).toBe(true);
  expect(areApart({ kind: 'RES' }, { kind: '' })).toBe(false);
});

test('an object that the mapping does not load has nothing that is merged', () => {
  const none = mergesOf(mapping, 'contacts', () => contextWith({}).readAs({} as never));
  expect([none.columns, none.areMerged({}, {}), none.areApart({}, {})]).toEqual([[], false, false]);
});
