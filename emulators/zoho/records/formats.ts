import type { Row } from '../orgs/org.ts';

const email = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;
const phone = /^[\dA-Za-z+.()\-\s,;#]+$/;
const website = /^(https?:\/\/|ftp:\/\/|www\.)?[^\s/]+\.[^\s]+$/i;
const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const datetime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)$/;
const percentOrNumber = /^-?\d+(\.\d+)?%?$/;
/** Decimals of a double or an amount. docs: insert-records, types table */
const maxDecimals = 9;

export const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < most;
const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const hasId = (value: unknown) => isObject(value) && typeof value['id'] === 'string';
/** Whether the day exists. JavaScript would read 30 February as 1 March. */
const isDay = (text: string) => new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}
const isDecimal = (value: unknown) => isNumber(value, 1e16) && decimalsOf(value) <= maxDecimals;

/** Whether a value has the correct form, by field type. docs: insert-records, types table */
export const formats: Record<string, (value: unknown) => boolean> = {
  integer: (value) => Number.isInteger(value) && isNumber(value, 1e9),
  double: isDecimal,
  currency: isDecimal,
  percent: (value) => isNumber(value, 1e5),
  boolean: (value) => typeof value === 'boolean',
  bigint: (value) => (isText(value) && /^-?\d{1,18}$/.test(value)) || Number.isSafeInteger(value),
  email: (value) => isText(value) && email.test(value),
  phone: (value) => isText(value) && phone.test(value),
  website: (value) => isText(value) && website.test(value),
  date: (value) => isText(value) && date.test(value) && isDay(value),
  datetime: (value) => isText(value) && datetime.test(value) && !Number.isNaN(Date.parse(value)),
  lookup: hasId,
  ownerlookup: hasId,
  userlookup: hasId,
  layout: hasId,
  multiselectpicklist: (value) => Array.isArray(value) && value.every(isText),
  subform: Array.isArray,
  taxes: Array.isArray,
  linetax: Array.isArray,
  participants: Array.isArray,
  multireminder: Array.isArray,
  ALARM: isObject,
  RRULE: isObject,
  fileupload: Array.isArray,
  imageupload: Array.isArray,
  discount: (value) => isNumber(value, 1e16) || (isText(value) && percentOrNumber.test(value)),
};

const numeric = new Set(['integer', 'double', 'currency', 'percent', 'bigint']);

/** Whether a value is longer than its field: characters of a text, digits before the point of a number. */
export function isTooLong(type: string, value: unknown, length: number): boolean {
  if (numeric.has(type)) {
    const digits = isText(value) ? value.replace('-', '') : String(Math.trunc(Math.abs(value as number)));
    return digits.length > length;
  }
  if (Array.isArray(value)) return value.some((one) => isText(one) && one.length > length);
  return isText(value) && value.length > length;
}

/** A discount of more than 100 %. docs: line items */
export const isTooMuch = (discount: unknown): boolean =>
  isText(discount) && discount.endsWith('%') && Number(discount.slice(0, -1)) > 100;
