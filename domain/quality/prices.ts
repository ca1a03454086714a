import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { columnsOf, filledColumns, type QualityContext } from './rule.ts';

/** As an amount, whatever the values seem to be: the load reads it so. */
export const asMoney = (facts: ColumnFacts): ColumnFacts => ({ ...facts, semantic: 'money' });

/**
 * The columns with the price of one unit: those that the mapping writes into Zoho's field for it; where it has none, those whose
 * name says so; and where none does, the only amount that is not said to be something else.
 */
export function pricesOf(context: QualityContext, object: ExtractedObject, within: 'lines' | 'record'): ColumnFacts[] {
  const mapped = filledColumns(context, object, within === 'lines' ? 'List_Price' : 'Unit_Price', within);
  if (mapped.length > 0) return mapped.map(asMoney);
  const amounts = columnsOf(context, { types: ['money'], objects: [object], within });
  const named = amounts.filter(({ meaning }) => meaning === 'price');
  if (named.length > 0) return named;
  const others = amounts.filter(({ meaning }) => meaning === null);
  return others.length === 1 ? others : [];
}
