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

test('files come after the e-mails of a module that is loaded late, and what names its record can be about no file', () => {
  const about = (object: string) => ({ object, fields: { Parent_Id: { from: 'owner', lookup_from: 'object' } } });
  const mails = { object: 'interactions', fields: { Parent_Id: { from: 'owner', lookup: 'bundle_components' } } };
  expect(
    order({
      Attachments: { sources: [about('documents')] },
      Notes: { sources: [about('notes')] },
      Emails: { sources: [mails] },
      Parts: { sources: [source('bundle_components', 'service_plans')] },
      Products: { sources: [source('service_plans')] },
    }),
  ).toEqual(['Products', 'Parts', 'Notes', 'Emails', 'Attachments']);
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

test('a cycle of two custom modules and a module of Zoho is broken where the fewest lookups must wait', () => {
  const two = {
    object: 'orders',
    fields: { X: { from: 'x', lookup: 'invoices' }, Y: { from: 'y', lookup: 'invoices' } },
  };
  expect(
    order({
      Sales_Orders: { sources: [two] },
      Contracts: { sources: [source('product_catalog', 'orders')] },
      Invoices: { sources: [source('invoices', 'product_catalog')] },
    }),
  ).toEqual(['Invoices', 'Sales_Orders', 'Contracts']);
});

test('a module that only depends on a cycle comes after it', () => {
  expect(
    order({
      Accounts: { sources: [source('billing_accounts', 'service_plans')] },
      Contacts: { sources: [source('subscribers', 'service_plans')] },
      Products: { sources: [source('service_plans', 'subscribers')] },
    }),
  ).toEqual(['Contacts', 'Products', 'Accounts']);
});

const required = (object: string, lookup: string) => ({
  ...{ object, fields: { X: { from: 'x', lookup, required: true } } },
});

test('a cycle is broken at a lookup that is not needed to create its record', () => {
  expect(
    order({
      Accounts: { sources: [required('billing_accounts', 'service_plans')] },
      Products: { sources: [source('service_plans', 'billing_accounts')] },
    }),
  ).toEqual(['Products', 'Accounts']);
});

test('a cycle of lookups that are all needed to create their records is an error that names them', () => {
  expect(() =>
    order({
      Accounts: { sources: [required('billing_accounts', 'service_plans')] },
      Products: { sources: [required('service_plans', 'billing_accounts')] },
    }),
  ).toThrow(
    'The lookups of Accounts, Products form a cycle, and each of these modules has one that its records are created with: Accounts.X, Products.X. ' +
      'Remove one of them from the mapping, or take required from it.',
  );
});

test('what an activity is about is written with the activity', () => {
  const about = { object: 'interactions', fields: { What_Id: { from: 'owner', lookup: 'billing_accounts' } } };
  expect(
    order({
      Accounts: { sources: [source('billing_accounts', 'interactions')] },
      Calls: { sources: [about] },
    }),
  ).toEqual(['Accounts', 'Calls']);
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
