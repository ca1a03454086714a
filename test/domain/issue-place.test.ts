import {
  isAboutParent,
  noParent,
  placeIn,
  referenceFieldsOf,
  sourceFieldsOf,
  shownValue,
  splitReason,
  unclearParent,
} from '../../domain/issue-place.ts';
import { SourceRule } from '../../schemas/mapping.ts';

const source = SourceRule.parse({
  object: 'invoices',
  fields: { Subject: { from: ['no', 'name'] }, Type: { constant: 'x' } },
  lines: { from: 'items', into: 'Invoiced_Items', fields: { Quantity: { from: 'qty' } } },
  money: { total: 'amount', tax: 'vat' },
});

test('a reason begins with the field of Zoho, if it is about one', () => {
  expect(splitReason(null, 'Subject: missing')).toEqual({ field: 'Subject', reason: 'missing' });
  expect(splitReason(null, 'Invoiced_Items.Quantity: decimal: not a number')).toEqual({
    field: 'Invoiced_Items.Quantity',
    reason: 'decimal: not a number',
  });
  expect(splitReason(null, 'lines: not a JSON list of rows')).toEqual({
    field: '',
    reason: 'lines: not a JSON list of rows',
  });
  expect(splitReason('Phone', 'blank:phone')).toEqual({ field: 'Phone', reason: 'blank:phone' });
});

test('a field of Zoho leads to the fields of the source', () => {
  expect(sourceFieldsOf([source], 'Subject')).toEqual(['no', 'name']);
  expect(sourceFieldsOf([source], 'Invoiced_Items.Quantity')).toEqual(['items']);
  expect(sourceFieldsOf([source], 'Type')).toEqual([]);
  expect(sourceFieldsOf([source, { ...source, lines: undefined }], 'extensions.tier')).toEqual(['extensions.tier']);
});

test("a total that does not follow from the lines leads to the source's own figures", () => {
  expect(sourceFieldsOf([source], 'Grand_Total')).toEqual(['amount', 'vat']);
  expect(sourceFieldsOf([{ ...source, money: { total: 'amount' } }], 'Grand_Total')).toEqual(['amount']);
  expect(sourceFieldsOf([{ ...source, money: undefined }], 'Grand_Total')).toEqual(['Grand_Total']);
});

test('a record without a parent leads to the fields that refer to others', () => {
  const order = SourceRule.parse({
    object: 'orders',
    fields: {
      Subject: { from: 'no' },
      Account_Name: { from: ['account', 'payer'], lookup: 'billing_accounts' },
      Contact_Name: { from: 'account', lookup_from: 'kind' },
    },
    lines: {
      from: 'items',
      into: 'Ordered_Items',
      fields: { Product_Name: { from: 'code', lookup: 'service_plans' } },
    },
  });
  expect(referenceFieldsOf([order, source])).toEqual(['account', 'payer', 'kind']);
  expect([noParent, unclearParent, 'missing'].map(isAboutParent)).toEqual([true, true, false]);
});

test('a key that stands for a row says where the row is', () => {
  expect(placeIn('s:invoices: row 12')).toEqual({ row: 12 });
  expect(placeIn('s:invoices: a b.csv, line 7')).toEqual({ file: 'a b.csv', line: 7 });
  expect(placeIn('s:invoices:I-1')).toBeNull();
});

test('a long value is cut between characters, and its length is said', () => {
  expect(shownValue('a note')).toBe('a note');
  expect(shownValue('x'.repeat(300))).toBe('x'.repeat(300));
  expect(shownValue('😀'.repeat(32_000))).toBe(`${'😀'.repeat(300)} … (32,000 characters)`);
});
