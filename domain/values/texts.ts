import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { type Converted, type ValueContext, failed } from './value.ts';

/**
 * Phone number in E.164 form. Two numbers in one cell, a number damaged by a spreadsheet (`4.47E+11`), letters, and
 * short codes are errors.
 */
export function toPhone(text: string, context: ValueContext): Converted {
  const bare = text.trim().replace(/^tel:/i, '');
  if (/[a-z]/i.test(bare)) return failed('not a phone number');
  if (/[;,/|]|\d\s+\+/.test(bare)) return failed('several phone numbers');
  const number = parsePhoneNumberFromString(bare, context.phoneRegion as CountryCode);
  return number?.isValid() ? { ok: true, value: number.number } : failed('not a phone number');
}

const placeholder = /^(no-?e?mail|none|na|n\.a|unknown|nomail)@|@(na|none|nomail)\./;

/** E-mail address in lower case, at most 100 characters (Zoho's limit). Placeholders are errors. */
export function toEmail(text: string): Converted {
  const address = text.trim().toLowerCase();
  if (address.length > 100 || !z.regexes.email.test(address)) return failed('not an e-mail address');
  return placeholder.test(address) ? failed('a placeholder') : { ok: true, value: address };
}

const booleans = new Map<string, boolean>([
  ...['true', 't', 'yes', 'y', '1', 'on', 'ja', 'j', 'oui', 'si'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0', 'off', 'nein', 'non'].map((word) => [word, false] as const),
]);

/** Boolean from the spellings that source systems use. */
export function toBoolean(text: string): Converted {
  const value = booleans.get(text.trim().toLowerCase());
  return value === undefined ? failed('neither yes nor no') : { ok: true, value };
}

const englishNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const aliases: Record<string, string> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  gbr: 'GB',
  usa: 'US',
  'united states of america': 'US',
  deu: 'DE',
  fra: 'FR',
  ind: 'IN',
  uae: 'AE',
};
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codesByName = new Map<string, string>(
  letters
    .flatMap((first) => letters.map((second) => `${first}${second}`))
    .flatMap((code) => {
      const name = englishNames.of(code);
      return name === undefined ? [] : [[name.toLowerCase(), code] as const];
    }),
);

/** English short name (CLDR) of a country, from its ISO 3166 alpha-2 code, its name or a common alias. */
export function toCountry(text: string): Converted {
  const word = text.trim().replace(/\s+/g, ' ').toLowerCase();
  const code = aliases[word] ?? codesByName.get(word) ?? (/^[a-z]{2}$/.test(word) ? word.toUpperCase() : undefined);
  const name = code === undefined ? undefined : englishNames.of(code);
  return name === undefined ? failed('not a known country') : { ok: true, value: name };
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
