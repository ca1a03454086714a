import type { LinesRule } from '../schemas/mapping.ts';
import { compileCondition, textIn, type SourceRow } from './condition.ts';
import { isBlank } from './identity.ts';

/** Gives a line without a product the default product of its kind; null if the line has one, or no entry is for it. */
export type GiveProduct = (line: SourceRow) => SourceRow | null;

/** Compiles `products` of a rule of lines. The result names the product as a line of the source would. */
export function compileProducts({ products, fields }: LinesRule): GiveProduct {
  const rule = fields['Product_Name'];
  const [from] = [rule?.from].flat();
  if (!rule || from === undefined || products.length === 0) return () => null;
  const named = rule.lookup_from;
  const entries = products.map(({ when, object, id }) => ({
    takes: compileCondition(when),
    product: { [from]: id, ...(named === undefined ? {} : { [named]: object }) },
  }));
  return (line) => {
    if (!isBlank(textIn(line, from))) return null;
    const entry = entries.find(({ takes }) => takes(line));
    return entry ? { ...line, ...entry.product } : null;
  };
}
