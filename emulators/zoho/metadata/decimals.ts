import { itemError, type Item } from '../http/answers.ts';
import type { Field, Rounding } from '../orgs/field.ts';
import type { Row } from '../orgs/org.ts';

/** What a new or changed field says of its decimal places. */
interface Decimals {
  decimal_place?: number;
  currency?: { rounding_option?: string; precision?: number | string };
}

/** Types with decimal places, and the most of them. docs: insert-records, types table */
const decimalTypes = new Set(['double', 'currency', 'percent', 'formula']);
const maxDecimals = 9;
/** docs: create-custom-field, currency */
const roundingOptions = ['normal', 'round_off', 'round_up', 'round_down'];

const isPlaces = (value: unknown): boolean =>
  Number.isInteger(Number(value)) && Number(value) >= 0 && Number(value) <= maxDecimals;

/** An error if the decimal places or the rounding of a new or changed field are invalid. */
export function checkDecimals(type: string, wanted: Decimals, at: (name: string) => Row): Item | null {
  const { decimal_place: places, currency } = wanted;
  if (places !== undefined && decimalTypes.has(type) && !isPlaces(places))
    return itemError('INVALID_DATA', 'invalid data', at('decimal_place'));
  if (currency === undefined || type !== 'currency') return null;
  const { rounding_option: option = 'normal', precision } = currency;
  const isValid = roundingOptions.includes(option) && (precision === undefined || isPlaces(precision));
  return isValid ? null : itemError('INVALID_DATA', 'invalid data', at('currency'));
}

/** The decimal places and the rounding that a field gets. What the call does not name stays as it is. */
export function decimalsOf(
  type: string,
  { decimal_place: places, currency }: Decimals,
  before: Pick<Field, 'decimals' | 'rounding'>,
): Pick<Field, 'decimals' | 'rounding'> {
  const decimals = decimalTypes.has(type) ? (places ?? before.decimals) : null;
  if (type !== 'currency' || currency === undefined) return { decimals, rounding: before.rounding };
  const rounding: Rounding = {
    rounding_option: currency.rounding_option ?? before.rounding?.rounding_option ?? 'normal',
    precision: Number(currency.precision ?? before.rounding?.precision ?? decimals ?? 2),
  };
  return { decimals, rounding };
}
