import { dateFromSerial, format, getFormatInfo, isDateFormat, isTextFormat, tokenize } from 'numfmt';

/** What a cell shows, and whether its value has more digits than that. */
export interface Shown {
  text: string;
  isRounded: boolean;
}

/** Excel keeps 15 significant digits of a number. */
const plain = new Intl.NumberFormat('en', { useGrouping: false, maximumSignificantDigits: 15 });
export const hasLostDigits = (value: number): boolean => Number.isInteger(value) && Math.abs(value) >= 1e15;

/** Reads numbers as a number format shows them; null for a number that the format can't show. */
export type NumberReader = (value: number) => Shown | null;

/** Tokens between the first and the last digit of a format that change how a number is shown. */
const skippedTokens = new Set(['group', 'scale', 'comma', 'skip', 'fill', 'color', 'currency', 'locale']);
const digitTokens = new Set(['zero', 'hash', 'qmark', 'digit']);

/**
 * A reader for one number format. A date is written as `2026-01-15`, with a time where the format shows one: Excel shows many
 * dates by the settings of each computer, so their order of day and month is not in the file. A number has the decimals
 * and the leading zeros of the format, but no thousands separators and no currency.
 */
export function numberReader(pattern: string, uses1904: boolean): NumberReader {
  if (isDateFormat(pattern)) return dateReader(pattern, uses1904);
  if (isTextFormat(pattern) || !/[0#?]/.test(pattern)) return plainNumber;
  const { type } = getFormatInfo(pattern);
  const digits = digitsOf(pattern);
  if (digits === null || type === 'fraction' || type === 'scientific' || type === 'general') return plainNumber;
  return (value) => {
    const exact = plain.format(value);
    const text = `${value < 0 ? '-' : ''}${format(digits, Math.abs(value), { nbsp: false }).trim()}`;
    const shown = Number(text.replace('%', '')) / (text.endsWith('%') ? 100 : 1);
    return { text, isRounded: Number.isFinite(shown) && Math.abs(shown - Number(exact)) > Math.abs(value) * 1e-14 };
  };
}

const plainNumber: NumberReader = (value) => ({ text: plain.format(value), isRounded: false });

/** The part of a format that shows digits: `#,##0.00 "kr"` becomes `##0.00`. Null for one with exponents or fractions. */
function digitsOf(pattern: string): string | null {
  const tokens = tokenize(pattern).map((token) => ({ ...token, type: String(token.type).toLowerCase() }));
  const end = tokens.findIndex(({ type }) => type === 'break');
  const section = end === -1 ? tokens : tokens.slice(0, end);
  if (section.some(({ type }) => type === 'exp' || type === 'slash')) return null;
  const isDigit = ({ type }: { type: string }) => digitTokens.has(type);
  const first = section.findIndex(isDigit);
  const last = section.findLastIndex(isDigit);
  if (first === -1) return null;
  const shown = section.slice(first, last + 1).filter(({ type }) => !skippedTokens.has(type));
  const percent = section.some(({ type }) => type === 'percent') ? '%' : '';
  return shown.map(({ raw }) => raw).join('') + percent;
}

const pad = (value: number, length = 2) => String(value).padStart(length, '0');
const daysFrom1900To1904 = 1_462;
const secondsPerDay = 86_400;

function dateReader(pattern: string, uses1904: boolean): NumberReader {
  // Durations such as [h]:mm count on after 24 hours.
  if (/\[(?:h+|m+|s+)\]/i.test(pattern))
    return (value) => ({ text: format(pattern, value, { nbsp: false }), isRounded: false });
  const section = pattern.split(';')[0] ?? '';
  const letters = section.replaceAll(/\[[^\]]*\]|"[^"]*"|\\./g, '');
  const showsDate = /[dy]/i.test(letters) || (/m/i.test(letters) && !/[hs]/i.test(letters));
  const showsTime = /[hs]/i.test(letters);
  return (value) => {
    const serial = value + (uses1904 ? daysFrom1900To1904 : 0);
    // A serial number is a fraction of days, so a whole second may be a little too small.
    const parts = serial < 0 ? null : dateFromSerial((Math.round(serial * secondsPerDay) + 0.1) / secondsPerDay);
    if (!parts) return null;
    const [year, month, day, hours = 0, minutes = 0, seconds = 0] = parts as number[];
    const date = `${pad(year ?? 0, 4)}-${pad(month ?? 0)}-${pad(day ?? 0)}`;
    const time = `${pad(hours)}:${pad(minutes)}:${pad(seconds)}`;
    return { text: [showsDate && date, showsTime && time].filter(Boolean).join(' '), isRounded: false };
  };
}
