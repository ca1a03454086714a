import { Decimal } from 'decimal.js';
import type { NumberFormat } from '../../schemas/profile-fields.ts';
import { type Converted, type ValueContext, failed } from './value.ts';

const plain = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
/** Thousands in groups by blanks or apostrophes, which never are decimal signs. */
const blankGroups = /^\d{1,3}([\s\u00a0\u202f'\u2019])\d{3}(?:\1\d{3})*([.,]\d+)?$/;
const commaGroups = /^[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/;
const pointGroups = /^[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$/;
/** Either a decimal number or a group of thousands. */
const ambiguous = /^[1-9]\d{0,2}[.,]\d{3}$/;
const decimalComma = /^\d*,\d+$/;
const exponential = /^(\d+(?:\.\d+)?)E([+-]?\d{1,3})$/i;
/** Spreadsheets write longer numbers with an exponent, and then without their last digits. */
const mostExponential = new Decimal('1E+11');

/** The sign of a text, and the rest of it. A minus sign, brackets, and CR (credit) make an amount negative. */
function splitSign(text: string): { isNegative: boolean; digits: string } {
  const [, inner] = /^\((.+)\)$/.exec(text) ?? /^(.+?)\s*(?:-|CR)$/i.exec(text) ?? [];
  if (inner !== undefined) return { isNegative: true, digits: inner.trim() };
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return { isNegative: sign === '-', digits: text.slice(sign.length).trim() };
}

/** Digits without a sign, in a format that is known. Null if they are written otherwise. */
function inFormat(digits: string, { decimal, thousands }: NumberFormat): string | null {
  const [first, fraction, ...more] = digits.split(decimal);
  const whole = first!;
  if (more.length > 0 || (fraction !== undefined && !/^\d*$/.test(fraction))) return null;
  const blank = thousands === ' ' ? '[\\s\\u00a0\\u202f]' : thousands === "'" ? "['\\u2019]" : `[${thousands}]`;
  const isGrouped = thousands !== undefined && new RegExp(`^\\d{1,3}(?:${blank}\\d{3})+$`).test(whole);
  const joined = isGrouped ? whole.replace(/\D/g, '') : whole;
  return /^\d*$/.test(joined) && /\d/.test(joined + (fraction ?? '')) ? `${joined || '0'}.${fraction || '0'}` : null;
}

/** Digits without a sign in the notation of a computer. Undefined for a text that isn't a number. */
function inAnyFormat(digits: string): string | undefined {
  const grouped = blankGroups.exec(digits);
  if (grouped) return digits.replaceAll(grouped[1]!, '').replace(',', '.');
  if (plain.test(digits)) return digits;
  if (commaGroups.test(digits)) return digits.replaceAll(',', '');
  if (pointGroups.test(digits)) return digits.replaceAll('.', '').replace(',', '.');
  return decimalComma.test(digits) ? digits.replace(',', '.') : undefined;
}

const signed = (value: Decimal, isNegative: boolean) => (isNegative ? value.negated() : value);

/**
 * Reads a number in any unambiguous notation, or in the format of its column. Returns the reason if there is none: `1,234`
 * and `1.234` are ambiguous without a format.
 */
export function readDecimal(text: string, format?: NumberFormat): { value: Decimal; repaired: boolean } | string {
  const trimmed = text.trim().replace(/^\u2212/, '-');
  const { isNegative, digits } = splitSign(trimmed);
  if (/^[+-]/.test(digits)) return 'not a number';
  const exponent = exponential.exec(digits);
  if (exponent && (!format || format.decimal === '.' || !exponent[1]!.includes('.'))) {
    const value = new Decimal(`${exponent[1]}E${exponent[2]}`);
    if (value.greaterThanOrEqualTo(mostExponential)) return 'an exponent, which can hide digits';
    return { value: signed(value, isNegative), repaired: true };
  }
  if (format) {
    const known = inFormat(digits, format);
    if (known === null) return 'not in the number format of its column';
    return { value: signed(new Decimal(known), isNegative), repaired: digits !== trimmed.replace(/^[+-]/, '') };
  }
  if (ambiguous.test(digits)) return 'ambiguous point or comma (decimal or thousands)';
  const plainDigits = inAnyFormat(digits);
  if (plainDigits === undefined) return 'not a number';
  return { value: signed(new Decimal(plainDigits), isNegative), repaired: !plain.test(trimmed) };
}

/** Zoho accepts these types as JSON numbers only, so the number must print as exactly the same decimal. */
function exactNumber(value: Decimal, repaired: boolean): Converted {
  const number = value.toNumber();
  if (value.precision(true) > 16 || !new Decimal(String(number)).equals(value)) return failed('more than 16 digits');
  return repaired ? { ok: true, value: number, repaired } : { ok: true, value: number };
}

/** Digits that are surely an exact number, as nearly all are. */
export const short = /^-?\d{1,10}(?:\.\d{1,5}0{0,20})?$/;
/** The same with at most two decimal places that are not zero. */
const shortAmount = /^-?\d{1,10}(?:\.\d{1,2}0{0,20})?$/;
/** What `short` lets through and what is ambiguous without a format. */
export const unsure = /^-?\d{1,3}\.\d{3}$/;

const isShort = (text: string, form: RegExp, { numbers }: Pick<ValueContext, 'numbers'>): boolean =>
  numbers === undefined && form.test(text) && !unsure.test(text);

/** Decimal number with up to 16 digits. */
export function toDecimal(text: string, context: ValueContext): Converted {
  if (isShort(text, short, context)) return { ok: true, value: Number(text) };
  const read = readDecimal(text, context.numbers);
  return typeof read === 'string' ? failed(read) : exactNumber(read.value, read.repaired);
}

/** Whole number with at most nine digits, the limit of an integer field in Zoho. */
export function toInteger(text: string, context: ValueContext): Converted {
  if (/^\d{1,9}$/.test(text)) return { ok: true, value: Number(text) };
  const read = readDecimal(text, context.numbers);
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

const symbolsOf = new Map<string, string>();

/** The sign of a currency, such as £. Several currencies can have the same, as the dollars have. */
function symbolOf(currency: string): string {
  let symbol = symbolsOf.get(currency);
  if (symbol === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    symbol = format.formatToParts(0).find(({ type }) => type === 'currency')!.value;
    symbolsOf.set(currency, symbol);
  }
  return symbol;
}

/** Whether a code or a sign can be that of a currency. */
export const namesCurrency = (text: string, currency: string): boolean =>
  text.toUpperCase() === currency || text === symbolOf(currency);

const marked = /^([+-]?)\s*(?:([A-Z]{3})(?![A-Z])|(\p{Sc}))?\s*(.*?)\s*(?:(?<![A-Z])([A-Z]{3})|(\p{Sc}))?$/isu;

/**
 * Reads an amount without rounding it. An amount that names another currency is an error, because in Zoho it would look like
 * an amount in the mapping's currency. Letters without a digit are no amount at all: `uno` is no currency.
 */
function readAmount(
  text: string,
  { currency, numbers }: Pick<ValueContext, 'currency' | 'numbers'>,
): ReturnType<typeof readDecimal> {
  const [, sign, codeBefore, symbolBefore, amount, codeAfter, symbolAfter] = marked.exec(text.trim())!;
  const names = [codeBefore, symbolBefore, codeAfter, symbolAfter].filter((name) => name !== undefined);
  if (/\d/.test(amount!) && names.some((name) => !namesCurrency(name, currency))) return 'another currency';
  return readDecimal(`${sign}${amount}`, numbers);
}

/** Rounds half up, away from zero, as Zoho does, to the places of a currency. */
const roundAmount = (value: Decimal, currency: string): Decimal =>
  value.toDecimalPlaces(minorUnitOf(currency), Decimal.ROUND_HALF_UP);

/** An amount as a decimal string with the places of the currency, or why it can't be read. */
export function readRounded(
  text: string,
  context: Pick<ValueContext, 'currency' | 'numbers'>,
): { amount: string } | { problem: string } {
  const places = minorUnitOf(context.currency);
  if (places >= 2 && isShort(text, shortAmount, context)) return { amount: Number(text).toFixed(places) };
  const read = readAmount(text, context);
  if (typeof read === 'string') return { problem: read };
  return { amount: roundAmount(read.value, context.currency).toFixed(places) };
}

/** Maximum number of decimal places of a number in Zoho. docs: fields, double */
const mostPlaces = 9;

/**
 * Amount in the mapping's currency. It is rounded to the places of the currency, except in a unit price or a line, which
 * Zoho does not round: `amounts` says so. A discount can be a percentage, which stays one.
 */
export function toMoney(text: string, context: ValueContext): Converted {
  const { currency, numbers, amounts = 'rounded' } = context;
  if (minorUnitOf(currency) >= 2 && isShort(text, shortAmount, context)) return { ok: true, value: Number(text) };
  const percent = amounts === 'discount' ? /^(.*\d)\s*%$/s.exec(text.trim()) : null;
  if (percent) return toPercent(percent[1]!, numbers);
  const read = readAmount(text, context);
  if (typeof read === 'string') return failed(read);
  if (amounts !== 'rounded')
    return read.value.decimalPlaces() > mostPlaces
      ? failed(`more than ${mostPlaces} decimal places`)
      : exactNumber(read.value, read.repaired);
  const rounded = roundAmount(read.value, currency);
  return exactNumber(rounded, read.repaired || !rounded.equals(read.value));
}

function toPercent(text: string, numbers: NumberFormat | undefined): Converted {
  const read = readDecimal(text, numbers);
  if (typeof read === 'string') return failed(read);
  if (read.value.isNegative() || read.value.greaterThan(100)) return failed('not a percentage from 0 to 100');
  return { ok: true, value: `${read.value.toFixed()}%`, repaired: true };
}

/** Whether an amount in the mapping's currency is not zero, after it was rounded. */
export function toNonzero(text: string, context: ValueContext): Converted {
  const amount = toMoney(text, { ...context, amounts: 'rounded' });
  return amount.ok ? { ok: true, value: Number(amount.value) !== 0 } : amount;
}
