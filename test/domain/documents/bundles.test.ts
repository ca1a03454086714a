import { bundlesDocument, createBundleTable } from '../../../domain/documents/bundles.ts';
import type { ListRow } from '../../../domain/handoff/row.ts';

const about = { customer: 'Northwind', extractedAt: '2026-01-01', file: 'handoff-bundles.csv', sha256: 'c0ffee' };
const row = (kind: string, item: string, quantity: string, item_name = ''): ListRow => ({
  ...{ object: 'product_catalog', id: 'OFF-010', name: 'Bundle 10', kind, item, item_name, quantity },
});
function pageOf(...records: ListRow[][]): string {
  const table = createBundleTable();
  for (const rows of records) table.add(rows);
  return bundlesDocument({ ...about, ...table.result() });
}

test('the page shows what a bundle consists of, with quantities and allowances', () => {
  const text = pageOf([row('component', 'OFF-009', '2', 'Router 9'), row('allowance', 'MB', '1024')], []);
  expect(text).toContain('1 product has components or allowances; 1 of them is a bundle.');
  expect(text).toContain('| product_catalog | OFF-010 | Bundle 10 | 2 × OFF-009 Router 9 | 1024 MB |');
  expect(text).toContain('its SHA-256 is `c0ffee`');
  expect(text).not.toContain('## Allowances');
});

test('a product that has only allowances is in a table of its own', () => {
  const text = pageOf([row('allowance', 'minutes', '100')], [row('allowance', 'SMS', '5')]);
  expect(text).toContain('2 products have components or allowances; 0 of them are bundles.');
  expect(text).toContain('| product_catalog | OFF-010 | Bundle 10 | 100 minutes |');
  expect(text).not.toContain('## Bundles');
});

test('components without a quantity are counted', () => {
  const text = pageOf([row('component', 'OFF-009', '')]);
  expect(text).toContain('unknown quantity × OFF-009 |');
  expect(text).toContain('1 component has no quantity in the source.');
});

test('a long table ends, and says how many products are in the file only', () => {
  const text = pageOf(...Array.from({ length: 503 }, () => [row('allowance', 'SMS', '5')]));
  expect(text.match(/\| 5 SMS \|/g)).toHaveLength(500);
  expect(text).toContain('3 more products are in the file only.');
});
