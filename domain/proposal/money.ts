import type { MoneyRule } from '../../schemas/mapping.ts';
import { speaksOf, type Word } from './names.ts';
import type { Column } from './features.ts';
import type { SourceTable } from './source.ts';

const isMoney = ({ facts }: Column) => facts.semantic === 'money';

/** Whose amounts are in a table. */
type Document = 'invoice' | 'order';

/** An amount without another word is the total of its document: `amount`, `invoice_amount`, `importe_pedido`. */
export const isBareAmount = (words: readonly Word[], document: Document): boolean =>
  speaksOf(words, 'amount') &&
  words.every(({ concepts }) => concepts.some((one) => one === 'amount' || one === document));

/** The columns that hold the source's own amounts of a record. */
export function amountsOf({ object, columns }: Pick<SourceTable, 'object' | 'columns'>): {
  total?: string;
  tax?: string;
} {
  const document = object === 'orders' ? 'order' : 'invoice';
  const total =
    columns.find(
      (one) => isMoney(one) && speaksOf(one.words, 'total') && !speaksOf(one.words, 'balance', 'credit', 'discount'),
    ) ?? columns.find((one) => isMoney(one) && isBareAmount(one.words, document));
  const tax = columns.find(
    (one) => isMoney(one) && speaksOf(one.words, 'tax') && !speaksOf(one.words, 'total', 'subtotal', 'with', 'without'),
  );
  return {
    ...(total ? { total: total.facts.column } : {}),
    ...(tax ? { tax: tax.facts.column } : {}),
  };
}

/** Share of the records whose total must be that of their lines, so that the others are worth a rejection. */
const leastAgreeing = 0.9;

/** What the amounts of a record are compared with; with lines, only totals that the survey has seen agree. */
export function moneyFor(table: SourceTable, used: ReadonlySet<string>): MoneyRule | null {
  const { columns, lines, totals } = table;
  const { total, tax } = amountsOf(table);
  const currency = columns.find(({ facts }) => facts.semantic === 'currency');
  const balance = columns.find((one) => isMoney(one) && speaksOf(one.words, 'balance') && used.has(one.facts.column));
  const others = {
    ...(balance ? { balance: balance.facts.column } : {}),
    ...(currency ? { currency: currency.facts.column } : {}),
  };
  if (lines === null) return balance ? others : null;
  if (total === undefined || totals === null) return others;
  if (totals.alone >= leastAgreeing) return { total, ...others };
  return totals.withTax >= leastAgreeing && tax !== undefined ? { total, tax, ...others } : others;
}
