import { Decimal } from 'decimal.js';
import type { NumberFormat } from '../../schemas/profile-fields.ts';
import { readDecimal } from '../values/numbers.ts';

/** Sums of many large amounts stay exact. */
export const Amount = Decimal.clone({ precision: 60 });
export type Amount = Decimal;

/** An amount; null without one. Without a number format, a point is the decimal sign, as databases and JSON write it. */
export function amountIn(text: string, numberFormat: NumberFormat | undefined): Amount | null {
  if (!numberFormat && /^-?\d+(\.\d+)?$/.test(text)) return new Amount(text);
  const read = text === '' ? '' : readDecimal(text, numberFormat);
  return typeof read === 'string' ? null : new Amount(read.value);
}
