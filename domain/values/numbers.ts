import { Decimal } from 'decimal.js';
import { type Converted, type ValueContext, failed } from './value.ts';

const plain = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const commaGroups = /^[+-]?\d{1,3}(,\d{3})+\.\d+$/;
const repeatedCommaGroups = /^[+-]?\d{1,3}(,\d{3}){2,}$/;
const pointGroups = /^[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})$/;
const decimalComma = /^[+-]?\d*,(\d{1,2}|\d{4,})$/;

/** Reads a number in any unambiguous notation. Returns the reason if there is none; `1,234` is ambiguous. */
function readDecimal(text: string): { value: Decimal; repaired: boolean } | string {
  let digits = text.trim().replace(/(?<=\d)[\s\u00a0\u202f'](?=\d{3}(?!\d))/g, '');
  const negative = /^\((.+)\)$/.exec(digits) ?? /^(.+?)\s*(?:-|CR)$/i.exec(digits);
  if (negative) digits = `-${negative[1]!.trim()}`;
  if (plain.test(digits)) return { value: new Decimal(digits), repaired: digits !== text.trim() };
  if (commaGroups.test(digits) || repeatedCommaGroups.test(digits))
    return { value: new Decimal(digits.replaceAll(',', '')), repaired: true };
  if (pointGroups.test(digits))
    return { value: new Decimal(digits.replaceAll('.', '').replace(',', '.')), repaired: true };
  if (decimalComma.test(digits)) return { value: new Decimal(digits.replace(',', '.')), repaired: true };
  return /^[+-]?\d{1,3},\d{3}$/.test(digits) ? 'ambiguous comma (decimal or thousands)' : 'not a number';
}

/** Zoho accepts these types as JSON numbers only, so the number must print as exactly the same decimal. */
function exactNumber(value: Decimal, repaired: boolean): Converted {
  const number = value.toNumber();
  if (value.precision(true) > 16 || !new Decimal(String(number)).equals(value)) return failed('more than 16 digits');
  return repaired ? { ok: true, value: number, repaired } : { ok: true, value: number };
}

/** Digits that are surely an exact number, as nearly all are. */
const short = /^-?\d{1,10}(?:\.\d{1,5}0{0,20})?$/;
/** The same with at most two decimal places that are not zero. */
const shortAmount = /^-?\d{1,10}(?:\.\d{1,2}0{0,20})?$/;

/** Decimal number with up to 16 digits. */
export function toDecimal(text: string): Converted {
  if (short.test(text)) return { ok: true, value: Number(text) };
  const read = readDecimal(text);
  return typeof read === 'string' ? failed(read) : exactNumber(read.value, read.repaired);
}

/** Whole number with at most nine digits, the limit of an integer field in Zoho. */
export function toInteger(text: string): Converted {
  if (/^\d{1,9}$/.test(text)) return { ok: true, value: Number(text) };
  const read = readDecimal(text);
  if (typeof read === 'string') return failed(read);
  if (!read.value.isInteger()) return failed('not a whole number');
  return read.value.abs().greaterThan(999_999_999)
    ? failed('more than 9 digits')
    : exactNumber(read.value, read.repaired);
}

const minorUnits = new Map<string, number>();

/** Number of decimal places of a currency (ISO 4217). */
export function minorUnitOf(currency: string): number {
  let digits = minorUnits.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
    digits = format.maximumFractionDigits!;
    minorUnits.set(currency, digits);
  }
  return digits;
}

const symbols: Record<string, string> = { '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR' };
const marked = /^([+-]?)\s*(?:([A-Z]{3})(?![A-Z])|([€£¥₹$]))?\s*(.*?)\s*(?:([A-Z]{3})|([€£¥₹$]))?$/i;

/**
 * Amount in the mapping's currency, rounded half up (away from zero) to its minor unit. An amount that names another
 * currency is an error, because in Zoho it would look like an amount in the mapping's currency.
 */
export function toMoney(text: string, context: ValueContext): Converted {
  if (shortAmount.test(text) && minorUnitOf(context.currency) >= 2) return { ok: true, value: Number(text) };
  const [, sign, codeBefore, symbolBefore, amount, codeAfter, symbolAfter] = marked.exec(text.trim())!;
  const named = (codeBefore ?? codeAfter)?.toUpperCase() ?? symbols[symbolBefore ?? symbolAfter ?? ''];
  if (named !== undefined && named !== context.currency) return failed('another currency');
  const read = readDecimal(`${sign}${amount}`);
  if (typeof read === 'string') return failed(read);
  const rounded = read.value.toDecimalPlaces(minorUnitOf(context.currency), Decimal.ROUND_HALF_UP);
  return exactNumber(rounded, read.repaired || !rounded.equals(read.value));
}
