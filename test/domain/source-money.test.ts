import { createGuard } from '../../domain/identifiers/guard.ts';
import { compileMapping } from '../../domain/map-record.ts';
import { compileFigures, judgeTotal, moneyFields } from '../../domain/source-money.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { JsonObject } from '../../schemas/json.ts';

const lineFields = {
  Product_Name: { from: 'sku', lookup: 'service_plans', required: true },
  Quantity: { from: 'qty', transforms: ['decimal'], required: true },
  List_Price: { from: 'price', transforms: ['money'], required: true },
  Discount: { from: 'discount', transforms: ['money'] },
};
const mappingIn = (currency: string, changes: object = {}) =>
  Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency,
    modules: {
      Accounts: {
        sources: [
          {
            object: 'billing_accounts',
            fields: { Account_Name: { from: 'name' } },
            custom: { Credit_Limit: { from: 'limit', transforms: ['money'] } },
            money: { currency: 'currency', balance: 'limit' },
          },
        ],
      },
      Products: {
        sources: [{ object: 'service_plans', fields: { Unit_Price: { from: 'price', transforms: ['money'] } } }],
      },
      Invoices: {
        sources: [
          {
            object: 'invoices',
            fields: { Subject: { from: 'no' } },
            lines: { from: 'lines', into: 'Invoiced_Items', fields: lineFields },
            money: { total: 'total', currency: 'currency' },
            ...changes,
          },
        ],
      },
    },
  });

const transformed = (object: 'billing_accounts' | 'service_plans' | 'invoices', mapping: Mapping, row: object) =>
  compileMapping(mapping, {
    ...{ system: 's', keyFields: { invoices: 'no', billing_accounts: 'no', service_plans: 'no' } },
    ...{ timeZone: 'UTC', phoneRegion: 'GB', currency: mapping.currency },
    guard: createGuard({}),
    hashId: (id) => id,
    ownerOf: () => '1',
    ...{ sentinels: new Set<string>(), dates: new Map(), defaultOwner: '1' },
    numberFormat: (_, column) => (column === 'lines.qty' || column === 'limit' ? formats[0] : undefined),
  }).transform({ object, place: 'row 1', row: { no: '1', ...row }, earlier: null, survivor: null });
/** The format of the columns with quantities and limits, where a test sets one. */
let formats: { decimal: '.' | ','; thousands?: '.' | ',' }[] = [];
afterEach(() => (formats = []));

/** The invoice that becomes of one line: its row and its remarks, or why it is rejected. */
function invoice(line: object, row: object = {}, mapping = mappingIn('GBP')) {
  const lines = JSON.stringify([{ sku: 'P1', qty: '1', price: '10.00', ...line }]);
  const made = transformed('invoices', mapping, { total: '10.00', currency: mapping.currency, lines, ...row });
  if (made.kind === 'decided') return made.decided.reason;
  const [written] = made.record.base['Invoiced_Items'] as JsonObject[];
  return { ...written, remarks: made.remarks.map(({ field, rule }) => `${field} ${rule}`) };
}

test.each([
  ['1000', '0.0333', '33.30', 0.0333],
  ['120000', '0.004', '480.00', 0.004],
])('a price below the smallest coin is kept: %s × %s make %s', (qty, price, total, expected) => {
  expect(invoice({ qty, price }, { total })).toMatchObject({ List_Price: expected, remarks: [] });
});

test('the price of a product is not rounded either', () => {
  expect(transformed('service_plans', mappingIn('GBP'), { price: '0.0012' })).toMatchObject({
    record: { base: { Unit_Price: 0.0012 } },
  });
});

test('a quantity of 1.000 is refused, unless the profile says how the column is written', () => {
  const thousand = { qty: '1.000', price: '2.50' };
  expect(invoice(thousand)).toMatch(/^Invoiced_Items\.Quantity: decimal: ambiguous/);
  formats = [{ decimal: ',', thousands: '.' }];
  expect(invoice(thousand, { total: '2500.00' })).toMatchObject({ Quantity: 1000 });
  formats = [{ decimal: '.' }];
  expect(invoice(thousand, { total: '2.50' })).toMatchObject({ Quantity: 1 });
});

test.each(['1.234', '12.500', '1,234'])('a credit limit of %s stays blank, with a remark', (limit) => {
  expect(transformed('billing_accounts', mappingIn('GBP'), { limit })).toMatchObject({
    record: { custom: {} },
    remarks: [{ field: 'Credit_Limit', rule: expect.stringMatching(/^blank:money: ambiguous/) }],
  });
});

test('a credit limit of 1.234,56 is unambiguous', () => {
  expect(transformed('billing_accounts', mappingIn('GBP'), { limit: '1.234,56' })).toMatchObject({
    record: { custom: { Credit_Limit: 1234.56 } },
  });
});

test('a discount of 10 % becomes the amount that Zoho computes from it', () => {
  expect(invoice({ price: '100.00', discount: '10%' }, { total: '90.00' })).toMatchObject({
    Discount: 10,
    remarks: ['Invoiced_Items.Discount repaired:money'],
  });
});

test('a discount, price or quantity that can not be read rejects the record, although it is not required', () => {
  expect(invoice({ discount: 'some' })).toBe('Invoiced_Items.Discount: money: not a number');
  expect(invoice({ price: '0.12345678901' })).toBe('Invoiced_Items.List_Price: money: more than 9 decimal places');
  expect(invoice({ discount: '' })).toMatchObject({ Quantity: 1 });
});

test('a discount or an adjustment of the whole record that can not be read rejects it, as one of a line does', () => {
  const fields = {
    Discount: { from: 'reduction', transforms: ['money'] },
    Adjustment: { from: 'correction', transforms: ['money'] },
    Reference: { from: 'deposit', transforms: ['money'] },
  };
  const reduced = mappingIn('GBP', { fields });
  expect(invoice({}, { reduction: '10%' }, reduced)).toBe('Discount: money: not a number');
  expect(invoice({}, { correction: 'some' }, reduced)).toBe('Adjustment: money: not a number');
  expect(invoice({}, { deposit: 'some' }, reduced)).toMatchObject({ remarks: ['Reference blank:money: not a number'] });
  expect(invoice({}, { reduction: '1.00', total: '9.00' }, reduced)).toMatchObject({ remarks: [] });
});

test('an invoice in another currency is rejected, whether its column or its prices say so', () => {
  expect(invoice({}, { currency: 'USD' })).toBe('another currency than the mapping has');
  expect(invoice({ price: 'USD 10.00' })).toBe('Invoiced_Items.List_Price: money: another currency');
  expect(invoice({}, { currency: ' gbp ' })).toMatchObject({ remarks: [] });
  expect(invoice({}, { currency: '£' })).toMatchObject({ remarks: [] });
  expect(invoice({}, { currency: '' })).toMatchObject({ remarks: [] });
});

test('a column named currency is checked also where the mapping does not name it', () => {
  const silent = mappingIn('GBP', { money: undefined });
  expect(invoice({}, { currency: 'USD' }, silent)).toBe('another currency than the mapping has');
  expect(invoice({}, { currency: '€' }, silent)).toBe('another currency than the mapping has');
  expect(invoice({}, { currency: 'gbp' }, silent)).toMatchObject({ Quantity: 1 });
  // Not a currency, but an internal number of one.
  expect(invoice({}, { currency: '17' }, silent)).toMatchObject({ Quantity: 1 });
  expect(invoice({}, { currency: '17' })).toBe('another currency than the mapping has');
});

test('amounts of an account in another currency stay blank, and its name does not', () => {
  const made = transformed('billing_accounts', mappingIn('GBP'), { name: 'Ada', limit: '5', currency: 'USD' });
  expect(made).toMatchObject({
    record: { base: { Account_Name: 'Ada' }, custom: {} },
    remarks: [{ field: 'Credit_Limit', rule: 'blank:money: another currency' }],
  });
});

test.each([
  ['100.00', '80.00', '1'],
  ['29.99', '10.00', '3'],
])('a total of %s that does not follow from its lines is a remark of the record', (total, price, qty) => {
  expect(invoice({ price, qty }, { total })).toMatchObject({ remarks: ['Grand_Total total:differs'] });
});

test('a missing total is a remark, and one that can not be read rejects the record', () => {
  expect(invoice({}, { total: ' ' })).toMatchObject({ remarks: ['Grand_Total total:missing'] });
  expect(invoice({}, { total: 'twelve' })).toBe('total: not a number');
  expect(invoice({}, {}, mappingIn('GBP', { money: {} }))).toMatchObject({ remarks: [] });
  expect(invoice({}, {}, mappingIn('GBP', { money: undefined }))).toMatchObject({ remarks: [] });
});

test('a total that is ignored because Zoho adds up the lines is still compared, unless the mapping has money: {}', () => {
  const ignore = { total: 'computed from the lines' };
  const ignored = mappingIn('GBP', { money: undefined, ignore });
  expect(invoice({}, { total: '29.99' }, ignored)).toMatchObject({ remarks: ['Grand_Total total:differs'] });
  expect(moneyFields(ignored, 'Invoices')).toEqual(['Grand_Total']);
  const without = mappingIn('GBP', { money: {}, ignore });
  expect(invoice({}, { total: '29.99' }, without)).toMatchObject({ remarks: [] });
});

test('tax on top of the lines is part of the total', () => {
  const withTax = mappingIn('GBP', { money: { total: 'total', tax: 'vat' } });
  expect(invoice({}, { total: '12.00', vat: '2.00' }, withTax)).toMatchObject({ remarks: [] });
  expect(invoice({}, { total: '12.00', vat: '' }, withTax)).toMatchObject({ remarks: ['Grand_Total total:differs'] });
  expect(invoice({}, { total: '12.00', vat: 'x' }, withTax)).toBe('vat: not a number');
});

test.each([
  ['JPY', '13'],
  ['KWD', '12.5004'],
])('lines in %s are rounded to its places', (currency, total) => {
  const rounded = currency === 'JPY' ? { price: '12.5' } : { price: '12.50040' };
  expect(invoice(rounded, { total }, mappingIn(currency))).toMatchObject({ remarks: [] });
});

describe("the source's own figures", () => {
  const mapping = mappingIn('GBP', {
    route: { field: 'kind', in: ['bill'] },
    custom: { Open_Balance: { from: 'open', transforms: ['money'] } },
    money: { total: 'total', tax: 'vat', balance: 'open' },
  });

  test("belong to Zoho's fields that must show them", () => {
    expect(moneyFields(mapping, 'Invoices')).toEqual(['Grand_Total', 'Tax', 'Open_Balance']);
    expect(moneyFields(mapping, 'Accounts')).toEqual(['Credit_Limit']);
    expect(moneyFields(mapping, 'Products')).toEqual([]);
    expect(moneyFields(mapping, 'Contacts')).toEqual([]);
    expect(moneyFields(mappingIn('GBP', { money: { balance: 'open' } }), 'Invoices')).toEqual([]);
  });

  test('are read from the rows of its route, without the lines', () => {
    const read = compileFigures(mapping, 'Invoices', {});
    expect(read('invoices', { kind: 'bill', total: '£1 234.50', vat: '', open: 'lost' })).toEqual({
      Grand_Total: '1234.50',
      Tax: null,
      Open_Balance: null,
    });
    expect(read('invoices', { kind: 'draft', total: '1.00' })).toBeNull();
    expect(read('orders', { kind: 'bill', total: '1.00' })).toBeNull();
    expect(compileFigures(mapping, 'Contacts', {})('subscribers', {})).toBeNull();
  });

  test('are read in the format of their column', () => {
    const numberFormat = () => ({ decimal: ',', thousands: '.' }) as const;
    const read = compileFigures(mappingIn('GBP'), 'Invoices', { numberFormat });
    expect(read('invoices', { total: '1.234' })).toEqual({ Grand_Total: '1234.00' });
    expect(read('invoices', {})).toEqual({ Grand_Total: null });
  });

  test('are judged by the sum of the lines', () => {
    expect(judgeTotal({}, '1.00')).toBeNull();
    expect(judgeTotal({ Grand_Total: '1.0' }, '1.00')).toBeNull();
    expect(judgeTotal({ Grand_Total: '1.01' }, '1.00')).toBe('differs');
  });
});
