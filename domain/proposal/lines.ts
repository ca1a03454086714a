import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { lineFields } from '../line-items.ts';
import type { Column } from './features.ts';
import { chooseLookup, isIn, objectColumn, type ChosenLookup } from './lookups.ts';
import { speaksOf } from './names.ts';
import type { ProposedRule } from './rules.ts';

/** How the lines of an order or an invoice become rows of Zoho's subform. */
export interface ProposedLines {
  from: string;
  into: string;
  fields: Record<string, ProposedRule>;
}

/** Where the products of lines are looked up; undefined if no column refers to one. */
export const productLookup = (
  columns: Column[],
  isLoaded: (object: LoadedObject) => boolean,
): ChosenLookup | undefined => productOf(columns, isLoaded)?.found;

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

/** The column that refers to the product of a line, and where it is looked up. */
function productOf(
  columns: Column[],
  isLoaded: (object: LoadedObject) => boolean,
): { column: Column; found: ChosenLookup } | undefined {
  for (const column of columns) {
    const found = chooseLookup(column, isIn('Products', isLoaded));
    if (found) return { column, found };
  }
  return undefined;
}

/** The rule for the lines of a module's records; null where no column refers to a product that is loaded. */
export function proposeLines(
  module: Module,
  columns: Column[],
  isLoaded: (object: LoadedObject) => boolean,
): ProposedLines | null {
  const into = lineFields[module];
  const product = productOf(columns, isLoaded);
  if (!into || !product) return null;
  const { column, found } = product;
  const from = column.facts.column;
  const object = column.facts.references.length > 1 ? objectColumn(columns) : undefined;
  const quantity = quantityOf(columns);
  const price = priceOf(columns);
  const discount = discountOf(columns);
  const text = columns.find(({ facts, words }) => !isNumber(facts) && speaksOf(words, 'description', 'name'));
  return {
    from: 'lines',
    into,
    fields: {
      Product_Name: object
        ? { from, lookup_from: object.facts.column, required: true }
        : { from, lookup: found.lookup, required: true },
      Quantity: quantity ? { from: quantity.facts.column, transforms: ['decimal'], required: true } : { constant: 1 },
      ...(price ? { List_Price: { from: price.facts.column, transforms: ['money'], required: true } } : {}),
      ...(discount ? { Discount: { from: discount.facts.column, transforms: ['money'] } } : {}),
      ...(text ? { Description: { from: text.facts.column, length: 2_000, cut: true } } : {}),
    },
  };
}
