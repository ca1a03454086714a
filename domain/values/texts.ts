import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { type Converted, type ValueContext, failed } from './value.ts';

/** Digits of an area code, with its zero. */
const longestArea = 5;

/**
 * Phone number in E.164 form. Two numbers in one cell, a number damaged by a spreadsheet (`4.47E+11`), letters, and
 * short codes are errors.
 */
export function toPhone(text: string, context: ValueContext): Converted {
  const bare = text.trim().replace(/^tel:/i, '');
  if (/[a-z]/i.test(bare)) return failed('not a phone number');
  // `0171/2000074`: a slash behind the area code, as in German. A number before it would be longer.
  const whole = bare.replace(/^(0[\d ()-]{1,8}?)\/(?=[\d -]+$)/, (all, area: string) =>
    area.replace(/\D/g, '').length <= longestArea ? `${area} ` : all,
  );
  if (/[;,/|]|\d\s+\+/.test(whole)) return failed('several phone numbers');
  const number = parsePhoneNumberFromString(whole, context.phoneRegion as CountryCode);
  return number?.isValid() ? { ok: true, value: number.number } : failed('not a phone number');
}

const placeholder = /^(no-?e?mail|none|na|n\.a|unknown|nomail)@|@(na|none|nomail)\./;

/** E-mail address in lower case, at most 100 characters (Zoho's limit). Placeholders are errors. */
export function toEmail(text: string): Converted {
  const address = text.trim().toLowerCase();
  if (address.length > 100 || !z.regexes.email.test(address)) return failed('not an e-mail address');
  return placeholder.test(address) ? failed('a placeholder') : { ok: true, value: address };
}

/** Words and letters for yes and no, without accents. The proposal calls a column of them a flag. docs/mapping.md lists them. */
const booleans = new Map<string, boolean>([
  ...'true t yes y 1 on ja j wahr oui o vrai si s verdadero sim'.split(' ').map((word) => [word, true] as const),
  ...'false f no n 0 off nein nee falsch non faux falso nao'.split(' ').map((word) => [word, false] as const),
]);

/** Boolean from the spellings that source systems use. */
export function toBoolean(text: string): Converted {
  const value = booleans.get(text.trim().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, ''));
  return value === undefined ? failed('neither yes nor no') : { ok: true, value };
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The beginning of a text that is longer than `length`, in UTF-16 code units. What a reader sees as one character is not cut
 * in half: an emoji of several parts, a letter with its accents. Empty if not even one character fits.
 */
export const cutText = (text: string, length: number): string =>
  text.slice(0, graphemes.segment(text).containing(length)!.index);

/** A JSON object or list that is wanted as a text, unchanged. */
export function toJson(text: string): Converted {
  try {
    if (typeof JSON.parse(text) === 'object') return { ok: true, value: text };
  } catch {
    // It is reported below.
  }
  return failed('not a JSON object or list');
}

/** The characters of Windows-1252 from 0x80 to 0x9f, where Latin-1 has control codes. A dot marks an unused code. */
const windows1252 = '€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ';
const suspicious = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function byteOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return code;
  const index = windows1252.indexOf(character);
  return index < 0 ? -1 : 0x80 + index;
}

/**
 * Repairs UTF-8 that was decoded as Latin-1 or Windows-1252, once or twice. A text that can't be restored exactly stays
 * unchanged.
 */
export function repairEncoding(text: string): Converted {
  let value = text;
  for (let round = 0; round < 2 && suspicious.test(value); round += 1) {
    const bytes = Array.from(value, byteOf);
    if (bytes.includes(-1)) break;
    try {
      value = strictUtf8.decode(Uint8Array.from(bytes));
    } catch {
      break;
    }
  }
  return value === text ? { ok: true, value } : { ok: true, value, repaired: true };
}
