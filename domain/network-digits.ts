import { isValidPhoneNumber } from 'libphonenumber-js';

/** Check digit of card, IMEI and ICCID numbers (ISO/IEC 7812-1). */
export function luhnValid(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9;
  }
  return sum % 10 === 0;
}

/** Codes that no country has: test networks, networks at sea and in the air, and private ones (ITU-T E.212). */
const networksWithoutCountry = ['001', '901', '999'];

const timestampPrefix = /^20[0-3]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/;
const imeiInGroups = /^\d{2}[\s.-]\d{6}[\s.-]\d{6}[\s.-]\d$|^\d{6}[\s.-]\d{2}[\s.-]\d{6}[\s.-]\d$|^\d{8}[\s.-]\d{6}[\s.-]\d$/;
const dateInGroups = /(?<!\d)(\d{4}[.-]\d{2}[.-]\d{2}|\d{2}[.-]\d{2}[.-]\d{4})(?!\d)/;

/**
 * Which identifier a number is, if any. `written` is the number with its separators: numbers in groups are often
 * phones or dates next to each other, so a check digit alone counts there only in the grouping of an IMEI.
 * Source of the forms: ITU-T E.118 and E.212, GSMA SGP.02 and TS.06.
 */
export function digitRuleOf(
  digits: string,
  written: string,
  international: boolean,
  ownNetworks: readonly string[],
): string | null {
  const whole = digits === written;
  if (digits.length >= 18 && digits.length <= 22 && digits.startsWith('89')) {
    return luhnValid(digits) || (whole && digits.length >= 19) ? 'iccid' : null;
  }
  if (digits.length === 32) return BigInt(digits) % 97n === 1n ? 'eid' : null;
  if (digits.length !== 15 || international || /^\d+\.\d+$/.test(written)) return null;
  if (timestampPrefix.test(digits) || dateInGroups.test(written)) return null;
  if ([...networksWithoutCountry, ...ownNetworks].some((prefix) => digits.startsWith(prefix))) return 'imsi';
  if (!luhnValid(digits) || !(whole || imeiInGroups.test(written))) return null;
  return digits.startsWith('00') && isValidPhoneNumber(`+${digits.slice(2)}`) ? null : 'imei';
}
