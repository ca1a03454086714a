import { proposeLines } from '../../../domain/proposal/lines.ts';
import { column, refersTo } from './columns.ts';

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

test('lines without a product, and modules without lines, have no rule', () => {
  expect(proposeLines('Invoices', [column('account', 'reference', refersTo('billing_accounts'))])).toBeNull();
  expect(proposeLines('Accounts', [product])).toBeNull();
});
