import { textIn } from '../condition.ts';
import type { ListRow } from '../handoff/row.ts';
import { counted, page, section, table } from './markdown.ts';

/** A product with what it consists of, for people. */
export interface BundleLine {
  object: string;
  id: string;
  name: string;
  components: string[];
  allowances: string[];
}

/** The products that consist of something. */
export interface BundleTable {
  /** All products with components or allowances. `lines` has the first of them. */
  products: number;
  bundles: number;
  /** Components without a quantity in the source. */
  withoutQuantity: number;
  lines: BundleLine[];
}

/** The most products on the page. The file has all. */
const mostLines = 500;

/** Collects the rows of products, as the page shows them. `add` takes all rows of one product. */
export function createBundleTable() {
  const found: BundleTable = { products: 0, bundles: 0, withoutQuantity: 0, lines: [] };
  return {
    add(rows: ListRow[]): void {
      const [first] = rows;
      if (!first) return;
      const components = rows.filter(({ kind }) => kind === 'component');
      found.products += 1;
      if (components.length > 0) found.bundles += 1;
      found.withoutQuantity += components.filter(({ quantity }) => quantity === '').length;
      if (found.lines.length >= mostLines) return;
      const { object, id } = first;
      found.lines.push({
        ...{ object, id, name: textIn(first, 'name') },
        components: components.map(
          ({ quantity, item, item_name }) => `${quantity || 'unknown quantity'} × ${`${item} ${item_name}`.trim()}`,
        ),
        allowances: rows.filter(({ kind }) => kind === 'allowance').map(({ quantity, item }) => `${quantity} ${item}`),
      });
    },
    result: (): BundleTable => found,
  };
}

/** The page for the product manager: which product consists of what. */
export function bundlesDocument(
  found: BundleTable & { customer: string; extractedAt: string; file: string; sha256: string },
): string {
  const { lines, products, bundles, withoutQuantity } = found;
  const of = (test: (line: BundleLine) => boolean) => lines.filter(test);
  const rest = products - lines.length;
  return page(
    `Bundles and allowances of ${found.customer}`,
    `${counted(products, 'product')} ${products === 1 ? 'has' : 'have'} components or allowances; ${counted(bundles, 'of them is a bundle', 'of them are bundles')}. ` +
      `They are those of the extraction of ${found.extractedAt}. The file \`${found.file}\` has a row for each component and allowance; its SHA-256 is \`${found.sha256}\`.`,
    withoutQuantity > 0 && `${counted(withoutQuantity, 'component has', 'components have')} no quantity in the source.`,
    rest > 0 && `${counted(rest, 'more product is', 'more products are')} in the file only.`,
    section(
      'Bundles',
      table(
        ['Source object', 'Id', 'Name', 'Components', 'Allowances'],
        of(({ components }) => components.length > 0).map((one) => [
          ...[one.object, one.id, one.name, one.components.join(', '), one.allowances.join(', ')],
        ]),
      ),
    ),
    section(
      'Allowances',
      table(
        ['Source object', 'Id', 'Name', 'Allowances'],
        of(({ components }) => components.length === 0).map((one) => [
          ...[one.object, one.id, one.name, one.allowances.join(', ')],
        ]),
      ),
    ),
  );
}
