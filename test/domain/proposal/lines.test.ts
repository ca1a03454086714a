import { productLookup, proposeLines as propose } from '../../../domain/proposal/lines.ts';
import type { Column } from '../../../domain/proposal/features.ts';
import { lookupGap } from '../../../domain/proposal/lookups.ts';
import type { LoadedObject, Module } from '../../../schemas/terms.ts';
import { column, refersTo } from './columns.ts';

const all = () => true;
const proposeLines = (module: Module, columns: Column[]) => propose(module, columns, all);
const product = column('item_code', 'reference', refersTo('service_plans'));

test('a line has its product, quantity, price, discount and text', () => {
  const lines = proposeLines('Invoices', [
    column('line_no', 'number'),
    product,
    column('qty', 'quantity'),
    column('unit_price', 'money'),
    column('tax_amount', 'money'),
    column('rebate', 'money'),
    column('description', 'text'),
  ]);
  expect(lines).toEqual({
    from: 'lines',
    into: 'Invoiced_Items',
    fields: {
      Product_Name: { from: 'item_code', lookup: 'service_plans', required: true },
      Quantity: { from: 'qty', transforms: ['decimal'], required: true },
      List_Price: { from: 'unit_price', transforms: ['money'], required: true },
      Discount: { from: 'rebate', transforms: ['money'] },
      Description: { from: 'description', length: 2_000, cut: true },
    },
  });
});

test('a column that names the object of each product decides where it is looked up', () => {
  const both = column('item_code', 'reference', refersTo('service_plans', 'product_catalog'));
  const object = column('item_object', 'code', { values: ['service_plans', 'product_catalog'] });
  expect(proposeLines('Sales_Orders', [both, object])?.fields).toEqual({
    Product_Name: { from: 'item_code', lookup_from: 'item_object', required: true },
    Quantity: { constant: 1 },
  });
  expect(proposeLines('Sales_Orders', [both])?.fields['Product_Name']).toMatchObject({ lookup: 'service_plans' });
});

test('codes that are partly plans and partly items of the catalogue are looked up in both, and what is in neither is counted', () => {
  const reach = (...parts: [objects: string, rows: number][]): Column => ({
    ...column('artikel', 'reference', refersTo('service_plans', 'product_catalog')),
    reach: parts.map(([objects, rows]) => ({ objects: objects.split(' ').filter(Boolean) as LoadedObject[], rows })),
  });
  const lookup = (one: Column) => proposeLines('Invoices', [one])?.fields['Product_Name']?.lookup;
  const gap = (one: Column) => lookupGap(productLookup([one], all)!);
  const parted = reach(['service_plans', 600], ['product_catalog', 400], ['', 3]);
  expect(lookup(parted)).toEqual(['service_plans', 'product_catalog']);
  expect(gap(parted)).toBe('3 of 1,003 values are the id of no record');
  expect(gap(reach(['service_plans', 600]))).toBeNull();
  expect(productLookup([column('qty', 'quantity')], all)).toBeUndefined();
  // Both are numbered from 1: a list would make all small numbers ambiguous.
  const numbered = reach(['service_plans', 200], ['service_plans product_catalog', 800]);
  expect(lookup(numbered)).toBe('service_plans');
  const mostly = reach(['service_plans', 500], ['product_catalog', 500], ['service_plans product_catalog', 1]);
  expect(gap(mostly)).toBe('1 of 1,001 values are the id of several records');
  expect(propose('Invoices', [parted], (object) => object !== 'product_catalog')?.fields['Product_Name']).toEqual({
    ...{ from: 'artikel', lookup: 'service_plans', required: true },
  });
});

test('lines without a product, and modules without lines, have no rule', () => {
  expect(proposeLines('Invoices', [column('account', 'reference', refersTo('billing_accounts'))])).toBeNull();
  expect(proposeLines('Accounts', [product])).toBeNull();
});
