import type { FieldRule } from '../schemas/mapping.ts';
import type { ValueContext } from './values/value.ts';

/** What makes a line worth another amount. A line without it would be loaded with a wrong total. */
const counts = new Set<string>(['money', 'decimal', 'integer']);
/** Fields of a record with lines that are part of its total. */
const countedFields = new Set(['Discount', 'Adjustment']);

/**
 * Whether a value that can't be read would make the total of a record wrong, so that it rejects the record.
 * @param isLine a field of a line
 * @param hasLines the record has lines
 */
export const isCounted = (
  name: string,
  { transforms }: Pick<FieldRule, 'transforms'>,
  { isLine, hasLines }: { isLine: boolean; hasLines: boolean },
): boolean => (isLine || (hasLines && countedFields.has(name))) && transforms.some((one) => counts.has(one));

/** Zoho rounds the total of a line, and neither the price of a unit nor a discount. */
export const amountsFor = (name: string, isLine: boolean): NonNullable<ValueContext['amounts']> =>
  isLine ? (name === 'Discount' ? 'discount' : 'exact') : name === 'Unit_Price' ? 'exact' : 'rounded';
