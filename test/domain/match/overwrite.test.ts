import {
  createFieldTally,
  effectOf,
  fieldsLeft,
  isBlankValue,
  overwriteRules,
  withoutLeft,
} from '../../../domain/match/overwrite.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import type { ClaimedRecord } from '../../../schemas/record.ts';

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: {
    Accounts: {
      sources: [{ object: 'billing_accounts', fields: { Phone: { from: 'phone' } } }],
      match: [{ name: 'a', fields: ['Phone'] }],
      overwrite: { default: 'zoho', fields: { Phone: 'source', Fax: 'fill_blanks' } },
    },
    Contacts: { sources: [{ object: 'subscribers', fields: { Phone: { from: 'phone' } } }] },
  },
});
const ruleOf = overwriteRules(mapping, 'Accounts');

test('each field has its rule, others the default, and the key is always written', () => {
  expect(['Phone', 'Fax', 'Website', 'Portage_Key'].map(ruleOf)).toEqual(['source', 'fill_blanks', 'zoho', 'source']);
  expect(overwriteRules(mapping, 'Contacts')('Phone')).toBe('fill_blanks');
});

test('an empty text, list or field is blank, and a check box is not', () => {
  expect([undefined, null, '  ', []].map(isBlankValue)).toEqual([true, true, true, true]);
  expect([false, 0, 'a', ['a'], { id: '1' }].map(isBlankValue)).toEqual([false, false, false, false, false]);
});

test('a field is left to Zoho by its rule and by what was there before the first load', () => {
  const fields = ['Phone', 'Fax', 'Website'];
  expect(fieldsLeft(fields, { Phone: 'x', Fax: null, Website: null }, ruleOf)).toEqual(['Website']);
  expect(fieldsLeft(fields, { Phone: 'x', Fax: '1', Website: null }, ruleOf)).toEqual(['Fax', 'Website']);
  // Nobody knows what was there.
  expect(fieldsLeft(['Fax'], {}, ruleOf)).toEqual(['Fax']);
});

test('a record is written without the fields that are left, and a reference in them needs no parent', () => {
  const record: ClaimedRecord = {
    ...{ no: 1, key: 'a:subscribers:1', zohoId: '7', unimaged: [], last: null, held: {} },
    values: { Phone: '1', Website: 'w' },
    unresolved: ['a:billing_accounts:1', 'a:billing_accounts:2'],
    ambiguous: ['a:billing_accounts:1', 'a:billing_accounts:2'],
    match: {
      open: [],
      image: {},
      references: { Website: ['a:billing_accounts:1'], Phone: ['a:billing_accounts:2'] },
    },
  };
  expect(withoutLeft(record, {}, ruleOf)).toMatchObject({
    values: { Phone: '1' },
    unresolved: ['a:billing_accounts:2'],
    ambiguous: ['a:billing_accounts:2'],
  });
  const { match: _, ambiguous: __, ...plain } = record;
  expect(withoutLeft(plain, {}, ruleOf)).toMatchObject({ values: { Phone: '1' }, unresolved: [] });
});

test('an adoption overwrites, fills or leaves a field, or both sides agree', () => {
  expect(effectOf('source', 'a', 'b')).toBe('overwritten');
  expect(effectOf('source', 'a', null)).toBe('filled');
  expect(effectOf('fill_blanks', 'a', '')).toBe('filled');
  expect(effectOf('fill_blanks', 'a', 'b')).toBe('left');
  expect(effectOf('zoho', 'a', null)).toBe('left');
  expect(effectOf('zoho', 'a', 'a')).toBe('same');
  expect(effectOf('source', null, 'b')).toBeNull();
  expect(effectOf('source', { $key: 'x' }, { id: '1' })).toBe('overwritten');
});

test('the lines of an order are one field, which has the same value if every row has', () => {
  const rows = (quantity: number | string) => [{ Quantity: quantity, List_Price: 2 }];
  expect(effectOf('source', rows(1), rows('1'))).toBe('same');
  expect(effectOf('source', rows(1), rows('2'))).toBe('overwritten');
  expect(effectOf('fill_blanks', rows(1), rows('2'))).toBe('left');
  expect(effectOf('fill_blanks', rows(1), [])).toBe('filled');
  expect(effectOf('fill_blanks', rows(1), undefined)).toBe('filled');
  expect(effectOf('source', [{ Product_Name: { $key: 'x' } }], [{ Product_Name: { id: '1' } }])).toBe('overwritten');
  expect(effectOf('source', ['TV', 'Mobil'], ['Mobil', 'TV'])).toBe('same');
});

test('the effects are counted by module and field, without the key', () => {
  const tally = createFieldTally(mapping);
  const wanted = { Phone: '1', Fax: '2', Portage_Key: 'k' };
  tally.add([
    { module: 'Accounts', wanted, present: { Phone: '9' } },
    { module: 'Accounts', wanted, present: { Phone: '1', Fax: '3' } },
  ]);
  tally.add([{ module: 'Contacts', wanted: { Phone: null }, present: {} }]);
  const none = { overwritten: 0, filled: 0, left: 0, same: 0 };
  expect(tally.result()).toEqual([
    { ...none, module: 'Accounts', field: 'Phone', rule: 'source', overwritten: 1, same: 1 },
    { ...none, module: 'Accounts', field: 'Fax', rule: 'fill_blanks', filled: 1, left: 1 },
  ]);
});
