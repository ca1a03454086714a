import type { ColumnFacts, Meaning } from '../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { column } from '../sql-text.ts';
import { minorUnitOf } from '../values/numbers.ts';
import { placeOfLine } from './conditions.ts';
import { asMoney, pricesOf } from './prices.ts';
import { columnsOf, filledColumns, inColumn, numbersOf, tableOf, type QualityContext, type Search } from './rule.ts';
import { amountOfLine } from './totals.ts';

/** Objects whose records have a total and lines. */
export const billed: readonly ExtractedObject[] = ['invoices', 'orders'];

/** The columns from which the total of a document follows. */
interface Amounts {
  quantity: ColumnFacts;
  price: ColumnFacts;
  /** Of a line. */
  discount: ColumnFacts | undefined;
  tax: ColumnFacts | undefined;
  /** What Zoho takes from the sum of the lines, and adds to it. */
  less: ColumnFacts | undefined;
  more: ColumnFacts | undefined;
}

/** The columns that the mapping compares or fills fields of Zoho from; where it says nothing, those whose name says so. */
function amountsIn(context: QualityContext, object: ExtractedObject): Amounts | null {
  const inLines = (into: string, types: ('money' | 'percentage' | 'quantity')[], meaning?: Meaning) =>
    filledColumns(context, object, into, 'lines')[0] ??
    columnsOf(context, { types, objects: [object], within: 'lines', ...(meaning && { meaning }) })[0];
  const ofRecord = (into: string) => filledColumns(context, object, into, 'record').map(asMoney)[0];
  const [price] = pricesOf(context, object, 'lines');
  const quantity = inLines('Quantity', ['quantity']);
  if (!price || !quantity) return null;
  const discount = inLines('Discount', ['money', 'percentage'], 'discount');
  const compared = context.figuresOf(object);
  const [tax] = compared
    ? columnNamed(context, object, compared.tax)
    : columnsOf(context, { types: ['money'], objects: [object], within: 'record', meaning: 'tax' });
  return { quantity, price, discount, tax, less: ofRecord('Discount'), more: ofRecord('Adjustment') };
}

const columnNamed = ({ facts }: QualityContext, object: ExtractedObject, name: string | null): ColumnFacts[] =>
  facts.filter((one) => one.object === object && one.within === null && one.column === name).map(asMoney);

/**
 * Documents whose lines amount to something else than their total, to the least unit of the currency, as the load and the
 * verification compare them. One with an amount that can't be read is not compared.
 */
export function wrongTotals(context: QualityContext, object: ExtractedObject): Search[] {
  const amounts = amountsIn(context, object);
  if (amounts === null) return [];
  const compared = context.figuresOf(object);
  const totals = compared
    ? columnNamed(context, object, compared.total)
    : columnsOf(context, { types: ['money'], objects: [object], within: 'record', meaning: 'total' });
  return totals.map((total) => wrongTotal(context, total, amounts));
}

function wrongTotal(context: QualityContext, total: ColumnFacts, amounts: Amounts): Search {
  const { quantity, price, discount, tax, less, more } = amounts;
  const present = [total, quantity, price, discount, tax, less, more].filter((one) => one !== undefined);
  const readings = new Map(present.map((one) => [one, numbersOf(context, one)]));
  const places = minorUnitOf(context.readAs(total).currency);
  const amount = (one: ColumnFacts) => readings.get(one)!.of(column(one.column));
  const rounded = (one: ColumnFacts) => `round(${amount(one)}, ${places})`;
  const orNothing = (one: ColumnFacts) => `case when ${column(one.column)} is null then 0 else ${amount(one)} end`;
  const ofLine = amountOfLine(
    {
      quantity: amount(quantity),
      price: amount(price),
      discount: discount ? { amount: orNothing(discount), isPercentage: discount.semantic === 'percentage' } : null,
    },
    places,
  );
  const ofLines = `line.amount${less ? ` - ${orNothing(less)}` : ''}${more ? ` + ${orNothing(more)}` : ''}`;
  const withoutTax = tax ? `${rounded(total)} - coalesce(${rounded(tax)}, 0)` : rounded(total);
  // Where no mapping says whether the tax is part of the lines, it may be or not.
  const totals = context.figuresOf(total.object) ? [withoutTax] : [rounded(total), withoutTax];
  return inColumn(
    total,
    () => `rowid in (select record.rowid from ${column(total.object)} record join (
      select of, case when count(*) = count(amount) then sum(amount) end as amount
      from (select ${placeOfLine} as of, ${ofLine} as amount from ${column(tableOf(price))}) group by 1
      ) line on record.rowid = line.of where ${totals.map((one) => `${one} <> ${ofLines}`).join(' and ')})`,
    { reads: [...readings.values()] },
  );
}
