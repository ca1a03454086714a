import { digitsOf, passesLuhn } from '../identifiers/checks.ts';

/** Digits as on a card, alone or in groups. */
const cardLike = /(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d.,-]?\d)/g;
/** Prefixes and lengths of Visa, Mastercard, American Express and Discover. ISO/IEC 7812; the schemes' own lists */
const schemes =
  /^(?:4\d{15}|4\d{18}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|2720\d{12}|3[47]\d{13}|6(?:011|5\d\d|4[4-9]\d)\d{12})$/;
/** An account number of a bank, in groups or not. ISO 13616-1 */
const ibanLike = /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])/g;

/** Whether a text holds the number of a payment card or an IBAN, with a right check digit. */
export function holdsPaymentNumber(text: string): boolean {
  for (const [found] of text.matchAll(cardLike)) {
    const digits = found.replaceAll(/\D/g, '');
    if (schemes.test(digits) && passesLuhn(digitsOf(digits))) return true;
  }
  for (const [found] of text.matchAll(ibanLike)) if (isIban(found.replaceAll(' ', ''))) return true;
  return false;
}

function isIban(text: string): boolean {
  let rest = 0;
  for (const sign of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(sign, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  // Check digits run from 02 to 98.
  return rest === 1 && !/^..(?:0[01]|99)/.test(text);
}
