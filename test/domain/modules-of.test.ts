import { allSources, compareModules, modulesOf, sourcesOf } from '../../domain/modules-of.ts';
import { Mapping } from '../../schemas/mapping.ts';

const source = (object: string) => ({ object, fields: {} });
const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
  modules: {
    Sites: { sources: [source('contacts')] },
    Catalogue_Items: { sources: [source('product_catalog')] },
    Invoices: { sources: [source('invoices')] },
    Accounts: { sources: [source('billing_accounts'), source('subscribers')] },
  },
});

test("Zoho's own modules are in their usual order, and the others by name after them", () => {
  expect(modulesOf(mapping)).toEqual(['Accounts', 'Invoices', 'Catalogue_Items', 'Sites']);
  expect(compareModules('Sites', 'Sites')).toBe(0);
});

test('the sources of a mapping follow its modules', () => {
  expect(allSources(mapping).map(({ object }) => object)).toEqual([
    ...['billing_accounts', 'subscribers', 'invoices', 'product_catalog', 'contacts'],
  ]);
  expect(sourcesOf(mapping, 'Vendors')).toEqual([]);
});

test.each(['accounts', 'Sales Orders', 'A'])('%s is no API name of a module', (name) => {
  const modules = Object.fromEntries([[name, { sources: [source('contacts')] }]]);
  expect(Mapping.safeParse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules }).success).toBe(false);
});
