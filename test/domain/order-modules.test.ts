import { orderModules } from '../../domain/order-modules.ts';
import { Mapping } from '../../schemas/mapping.ts';

type Modules = Record<string, { sources: { object: string; fields: object; lines?: object }[] }>;
const order = (modules: Modules) =>
  orderModules(Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules }));
const source = (object: string, lookup?: string) => ({ object, fields: lookup ? { X: { from: 'x', lookup } } : {} });

test('a module comes after the modules that its lookups refer to, whatever the order in the file', () => {
  const lines = {
    from: 'lines',
    into: 'Ordered_Items',
    fields: { Product_Name: { from: 'item', lookup_from: 'object' } },
  };
  expect(
    order({
      Invoices: { sources: [source('invoices', 'orders')] },
      Sales_Orders: { sources: [{ ...source('orders', 'subscribers'), lines }] },
      Products: { sources: [source('service_plans')] },
      Contacts: { sources: [source('subscribers', 'billing_accounts')] },
      Accounts: { sources: [source('billing_accounts', 'billing_accounts')] },
    }),
  ).toEqual(['Accounts', 'Contacts', 'Products', 'Sales_Orders', 'Invoices']);
});

test('a module comes after all modules that a lookup in several objects can lead to', () => {
  const either = { object: 'orders', fields: { X: { from: 'x', lookup: ['suppliers', 'service_plans'] } } };
  expect(
    order({
      Accounts: { sources: [either] },
      Products: { sources: [source('service_plans')] },
      Vendors: { sources: [source('suppliers')] },
    }),
  ).toEqual(['Products', 'Vendors', 'Accounts']);
});

test('files come after every module that they can hang on', () => {
  const files = { object: 'documents', fields: { Parent_Id: { from: 'owner', lookup_from: 'object' } } };
  expect(
    order({
      Attachments: { sources: [files] },
      Invoices: { sources: [source('invoices')] },
      Accounts: { sources: [source('billing_accounts')] },
    }),
  ).toEqual(['Accounts', 'Invoices', 'Attachments']);
});

test('modules without lookups keep their usual order', () => {
  expect(
    order({
      Contacts: { sources: [source('subscribers')] },
      Accounts: { sources: [{ object: 'billing_accounts', fields: { Account_Name: { from: 'name' } } }] },
    }),
  ).toEqual(['Accounts', 'Contacts']);
});

test('a lookup overrides the usual order', () => {
  expect(
    order({
      Accounts: { sources: [source('billing_accounts', 'service_plans')] },
      Products: { sources: [source('service_plans')] },
    }),
  ).toEqual(['Products', 'Accounts']);
});

test('a lookup to an object that the module holds itself does not affect the order', () => {
  expect(
    order({
      Accounts: { sources: [source('billing_accounts'), source('subscribers', 'subscribers')] },
      Contacts: { sources: [source('subscribers', 'billing_accounts')] },
    }),
  ).toEqual(['Accounts', 'Contacts']);
});

test('a lookup in a custom field counts, unless it closes a cycle', () => {
  const custom = (object: string, lookup: string) => ({
    ...{ object, fields: {}, custom: { X: { from: 'x', lookup } } },
  });
  expect(
    order({
      Accounts: { sources: [custom('billing_accounts', 'service_plans')] },
      Products: { sources: [source('service_plans')] },
    }),
  ).toEqual(['Products', 'Accounts']);
  expect(
    order({
      Accounts: { sources: [custom('billing_accounts', 'service_plans')] },
      Products: { sources: [source('service_plans', 'billing_accounts')] },
    }),
  ).toEqual(['Accounts', 'Products']);
});

test('modules whose lookups form a cycle are listed in the error', () => {
  expect(() =>
    order({
      Accounts: { sources: [source('billing_accounts', 'service_plans')] },
      Products: { sources: [source('service_plans', 'billing_accounts')] },
    }),
  ).toThrow('The lookups of Accounts, Products form a cycle');
});

test.each(['service_plans', 'product_catalog'])('lines that name their object in the data come after %s', (object) => {
  const fields = { Product_Name: { from: 'item', lookup_from: 'object' } };
  const lines = { from: 'lines', into: 'Ordered_Items', fields };
  expect(
    order({
      Accounts: { sources: [{ ...source('billing_accounts'), lines }] },
      Products: { sources: [source(object)] },
    }),
  ).toEqual(['Products', 'Accounts']);
});
