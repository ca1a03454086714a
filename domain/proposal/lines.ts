import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { loadedObjects, type Module } from '../../schemas/terms.ts';
import { lineFields } from '../line-items.ts';
import { moduleOf, type Column } from './features.ts';
import { speaksOf } from './names.ts';
import type { ProposedRule } from './rules.ts';

/** How the lines of an order or an invoice become rows of Zoho's subform. */
export interface ProposedLines {
  from: string;
  into: string;
  fields: Record<string, ProposedRule>;
}

export const isNumber = ({ semantic }: ColumnFacts) => ['number', 'quantity', 'money', 'percentage'].includes(semantic);

/** The first column that speaks of one of the concepts, in their order, and of none of the others. */
function find(columns: Column[], concepts: string[], not: string[] = []): Column | undefined {
  const fitting = columns.filter(({ facts, words }) => isNumber(facts) && !speaksOf(words, ...not));
  for (const concept of concepts) {
    const found = fitting.find(({ words }) => speaksOf(words, concept));
    if (found) return found;
  }
  return undefined;
}

/** The price of one unit; where no name says so, an amount of the line. */
export const priceOf = (columns: Column[]): Column | undefined =>
  find(columns, ['price', 'amount', 'total'], ['discount', 'tax']);

/** The number of units of a line. */
export const quantityOf = (columns: Column[]): Column | undefined => find(columns, ['quantity']);

/** The discount of a line. */
export const discountOf = (columns: Column[]): Column | undefined => find(columns, ['discount']);

/** The product of a line: by one object, or by the one that another column names. */
function productRule(columns: Column[]): ProposedRule | null {
  for (const { facts } of columns) {
    const objects = facts.references.map(({ object }) => object).filter((object) => moduleOf[object] === 'Products');
    const [first] = objects;
    if (first === undefined) continue;
    const names = columns.find(
      ({ values }) =>
        values && values.length > 0 && values.every((value) => loadedObjects.some((one) => one === value)),
    );
    return objects.length > 1 && names
      ? { from: facts.column, lookup_from: names.facts.column, required: true }
      : { from: facts.column, lookup: first, required: true };
  }
  return null;
}

/** The rule for the lines of a module's records; null where no column refers to a product. */
export function proposeLines(module: Module, columns: Column[]): ProposedLines | null {
  const into = lineFields[module];
  const product = productRule(columns);
  if (!into || !product) return null;
  const quantity = quantityOf(columns);
  const price = priceOf(columns);
  const discount = discountOf(columns);
  const text = columns.find(({ facts, words }) => !isNumber(facts) && speaksOf(words, 'description', 'name'));
  return {
    from: 'lines',
    into,
    fields: {
      Product_Name: product,
      Quantity: quantity ? { from: quantity.facts.column, transforms: ['decimal'], required: true } : { constant: 1 },
      ...(price ? { List_Price: { from: price.facts.column, transforms: ['money'], required: true } } : {}),
      ...(discount ? { Discount: { from: discount.facts.column, transforms: ['money'] } } : {}),
      ...(text ? { Description: { from: text.facts.column, length: 2_000, cut: true } } : {}),
    },
  };
}
