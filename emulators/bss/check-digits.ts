/** The check digit of IMEI and ICCID. ISO/IEC 7812-1, annex B */
export function luhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** The check digit of EAN-13. GS1 General Specifications, section 7.9 */
export function eanDigit(body: string): string {
  const sum = [...body].reduce((total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

/** The two check digits of an EID: the whole number modulo 97 is 1. GSMA SGP.29 */
export const eidDigits = (body: string): string => String(98 - Number(BigInt(`${body}00`) % 97n)).padStart(2, '0');

/** The digit that makes the sum of all digits end in 0. */
export function sumDigit(body: string): string {
  const sum = [...body].reduce((total, digit) => total + Number(digit), 0);
  return String((10 - (sum % 10)) % 10);
}
