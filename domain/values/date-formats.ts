import { DateTime } from 'luxon';
import type { DateForm } from '../../schemas/profile-fields.ts';
import type { ColumnDates } from './value.ts';

/** How a column with this declaration is read. */
export const columnDates = (form: DateForm): ColumnDates => ({
  read: readerOf(form),
  zone: form.zone ?? null,
  hasOffset: isEpoch(form) || hasOffset(tokensOf(form)),
});

const isEpoch = ({ format }: DateForm): boolean => format === 'epoch' || format === 'epoch_ms';
const tokensOf = ({ format }: DateForm): string => (format ?? '').replaceAll(/'[^']*'/g, '');
const hasOffset = (tokens: string): boolean => /[zZ]/.test(tokens);
const hasTime = (tokens: string): boolean => /[HhtT]/.test(tokens);

/** Whether a column with this declaration holds days or points in time. Null: the declaration has only a zone. */
export function typeOfForm(form: DateForm): 'date' | 'timestamp' | null {
  if (form.format === undefined) return null;
  return isEpoch(form) || hasTime(tokensOf(form)) ? 'timestamp' : 'date';
}

function readerOf(form: DateForm): ColumnDates['read'] {
  const { format, pivot } = form;
  switch (format) {
    case undefined:
      return null;
    case 'epoch':
      return (text) => (/^-?\d{1,11}(\.\d+)?$/.test(text) ? isoOf(Math.floor(Number(text)) * 1_000) : null);
    case 'epoch_ms':
      return (text) => (/^-?\d{1,14}$/.test(text) ? isoOf(Number(text)) : null);
    case 'excel':
      return readSerial;
    default:
      return readPattern(format, tokensOf(form), pivot);
  }
}

/** Years below 0 and above 9999 have another form. */
function isoOf(milliseconds: number): string | null {
  const text = new Date(milliseconds).toISOString();
  return text.length === 24 ? text : null;
}

const dayMs = 86_400_000;
const serialZero = Date.UTC(1899, 11, 30);

/**
 * A day as a spreadsheet counts it, with the time as a fraction. Excel has a 29 February 1900, number 60, which never was.
 * https://support.microsoft.com/office/date-function-e36c0c8c-4104-49da-ab83-82328b832349
 */
function readSerial(text: string): string | null {
  if (!/^\d{1,7}([.,]\d+)?$/.test(text)) return null;
  const serial = Number(text.replace(',', '.'));
  if (serial < 1 || Math.floor(serial) === 60 || serial >= 2_958_466) return null;
  const seconds = Math.round((serial < 60 ? serial + 1 : serial) * 86_400);
  const iso = isoOf(serialZero + seconds * 1_000);
  return seconds % (dayMs / 1_000) === 0 ? iso!.slice(0, 10) : iso!.slice(0, 19);
}

/**
 * @param format of luxon: https://moment.github.io/luxon/#/parsing?id=table-of-tokens
 * @param tokens the format without its literal parts
 */
function readPattern(format: string, tokens: string, pivot: number): (text: string) => string | null {
  const hasTwoDigitYear = /(?<!y)yy(?!y)/.test(tokens);
  const parser = DateTime.buildFormatParser(format, { locale: 'en' });
  const written = hasTime(tokens) ? `yyyy-MM-dd'T'HH:mm:ss${hasOffset(tokens) ? 'ZZ' : ''}` : 'yyyy-MM-dd';
  return (text) => {
    const read = DateTime.fromFormatParser(text, parser, { setZone: true, zone: 'UTC', locale: 'en' });
    if (!read.isValid) return null;
    if (!hasTwoDigitYear) return read.toFormat(written);
    const short = read.year % 100;
    const full = read.set({ year: (short < pivot ? 2000 : 1900) + short });
    // 1900 has no 29 February, 2000 has one.
    return full.day === read.day ? full.toFormat(written) : null;
  };
}
