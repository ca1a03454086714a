/** Values of digits, one a place. */
export type Digits = ArrayLike<number>;

export const digitsOf = (text: string): Uint8Array => Uint8Array.from(text, Number);

/** Digits between two places as one number, exact up to fifteen. */
export function numberOf(digits: Digits, from: number, to: number): number {
  let number = 0;
  for (let place = from; place < to; place += 1) number = number * 10 + digits[place]!;
  return number;
}

/** The check of payment cards, IMEI and ICCID. ISO/IEC 7812-1, annex B */
export function passesLuhn(digits: Digits, from = 0, to = digits.length): boolean {
  let sum = 0;
  for (let place = to - 1; place >= from; place -= 1) {
    const weighed = (to - place) % 2 === 0 ? digits[place]! * 2 : digits[place]!;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/** The check of an EID: the number modulo 97 is 1. GSMA SGP.02, section 2.2.2 */
export function passesMod97(digits: Digits, from: number, to: number): boolean {
  let rest = 0;
  for (let place = from; place < to; place += 1) rest = (rest * 10 + digits[place]!) % 97;
  return rest === 1;
}

/** Whether digits are counted up or repeated, as people fill a field that must not stay empty. */
export function isFiller(digits: Digits): boolean {
  const stepAt = (place: number) => (digits[place]! - digits[place - 1]! + 10) % 10;
  const step = stepAt(1);
  if (step > 1) return false;
  for (let place = 2; place < digits.length; place += 1) if (stepAt(place) !== step) return false;
  return true;
}
