import type { MoneyApart } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';
import { amount, counted } from './markdown.ts';

/** Money of the source that is not the same in Zoho, and that an agreement explains. */
export interface Apart {
  module: Module;
  /** Absent: what is open. */
  field?: string;
  currency: string;
  /** Of records that are not in Zoho. */
  missing: MoneyApart;
  /** Of records whose value in Zoho is that of people. */
  edited?: MoneyApart;
}

/** Each sum with its records: `Invoices: 100.00 USD of 2 records not in Zoho`. */
export const apartTexts = (all: Apart[]): string[] =>
  all.flatMap(({ module, field, currency, missing, edited }) => {
    const of = field === undefined ? module : `${module}.${field}`;
    const parts = [{ ...missing, where: 'not in Zoho' }, ...(edited ? [{ ...edited, where: 'edited in Zoho' }] : [])];
    return parts
      .filter(({ records }) => records > 0)
      .map((one) => `${of}: ${amount(one.amount)} ${currency} of ${counted(one.records, 'record')} ${one.where}`);
  });
