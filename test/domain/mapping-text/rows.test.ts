import { mappingRows } from '../../../domain/mapping-text/rows.ts';
import { failure } from '../../../domain/problem.ts';
import type { MappingBasis } from '../../../schemas/mapping-basis.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const field = { label: '', dataType: 'text', length: null, mandatory: false };
const basis: MappingBasis = {
  columns: {
    billing_accounts: [
      'id',
      'name',
      'phone',
      'fax_number',
      'tier',
      'state',
      'total',
      'kind',
      'secret',
      'extensions',
      'zzz',
      'old',
    ],
  },
  destination: {
    Accounts: [
      { ...field, apiName: 'Phone', writable: true },
      { ...field, apiName: 'Fax_Number_2', writable: true },
      { ...field, apiName: 'Fax_Number', writable: false },
    ],
  },
  facts: { keys: { billing_accounts: 'id' }, lines: {}, extensions: { billing_accounts: ['nps', 'fax_number'] } },
};
const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'IE', currency: 'EUR', withhold: ['secret'] },
  modules: {
    Accounts: {
      custom: {
        Tier: { type: 'picklist', values: ['A'] },
        Note: { type: 'text', length: 9, invalid: 'cut' },
        Text: { type: 'text', invalid: 'cut' },
      },
      sources: [
        {
          object: 'billing_accounts',
          route: { field: 'kind', in: ['A'] },
          dedupe: [['zzz']],
          fields: {
            Account_Name: { from: ['name', 'phone'], join: ' ' },
            Phone: { from: 'phone' },
            Status: { from: 'state', map: 'states' },
            Contact: { from: 'state', lookup_from: 'kind' },
          },
          custom: {
            Tier: { from: 'tier' },
            Note: { from: 'extensions.nps' },
            Text: { from: 'name' },
            Long: { from: 'name', cut: true, length: 5 },
          },
          lines: { from: 'lines', into: 'Invoiced_Items', fields: { Quantity: { from: 'total' } } },
          money: { total: 'total' },
          ignore: { old: 'not used' },
        },
      ],
    },
  },
});
const problems = [
  failure('modules.Accounts.sources[0].fields.Phone', 'wrong', 'fix'),
  failure('modules.Accounts.sources[1].fields.Phone', 'of another source', 'fix'),
];
const rows = mappingRows(mapping, 'Accounts', 0, basis, problems);
const of = (column: string) => rows.find((row) => row.column === column);

test('fields without a decision come first, then those with a problem, then those that can lose something', () => {
  expect(rows.map(({ column }) => column)).toEqual([
    ...['fax_number', 'zzz', 'extensions.fax_number'],
    'phone',
    ...['name', 'tier', 'state', 'extensions.nps'],
    'kind',
    ...['id', 'total', 'secret', 'old', 'lines'],
  ]);
});

test('a field without a decision has a suggestion with its reason', () => {
  const suggestion = { field: 'Fax_Number_2', score: 2 / 3, words: ['fax'] };
  expect(of('fax_number')).toMatchObject({ state: 'unmapped', suggestion, isEditable: true });
  expect(of('extensions.fax_number')).toMatchObject({ state: 'unmapped', suggestion });
  expect(of('zzz')).toMatchObject({ state: 'unmapped', suggestion: null });
  expect(of('old')).toMatchObject({ state: 'ignored', reason: 'not used', suggestion: null, isEditable: true });
});

test('what can be lost is said in words', () => {
  expect(of('tier')?.lossy).toEqual(['a value that is not in the list stays blank']);
  expect(of('state')?.lossy).toEqual(['a value that the value map does not have is not used']);
  expect(of('extensions.nps')?.lossy).toEqual(['a text over 9 characters is cut']);
  expect(of('name')?.lossy).toEqual(['a text over the characters is cut', 'a text over 5 characters is cut']);
});

test('a form changes a field that one rule reads alone', () => {
  expect(of('tier')).toMatchObject({ state: 'mapped', isEditable: true });
  for (const column of ['name', 'phone', 'state']) expect(of(column)).toMatchObject({ isEditable: false });
  expect(of('id')).toMatchObject({ state: 'used', isEditable: false });
});

test('a problem belongs to the field whose rule it is about', () => {
  expect(of('phone')?.problems.map(({ message }) => message)).toEqual(['wrong']);
});

test('there are no rows of a source that does not exist, and no suggestion without fields', () => {
  expect(mappingRows(mapping, 'Vendors', 0, basis, [])).toEqual([]);
  expect(mappingRows(mapping, 'Accounts', 7, basis, [])).toEqual([]);
  const empty = { columns: {}, destination: {}, facts: { keys: {}, lines: {}, extensions: {} } };
  expect(mappingRows(mapping, 'Accounts', 0, empty, []).find(({ column }) => column === 'old')).toMatchObject({
    suggestion: null,
  });
});
