/**
 * The check of payment cards, IMEI and ICCID. ISO/IEC 7812-1, annex B
 * @param digits ASCII digits only
 */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const weighed = place % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/** The check of an EID: the number modulo 97 is 1. GSMA SGP.02, section 2.2.2 */
export function passesMod97(digits: string): boolean {
  let rest = 0;
  for (let place = 0; place < digits.length; place += 1) rest = (rest * 10 + digits.charCodeAt(place) - 48) % 97;
  return rest === 1;
}

/** Whether digits are counted up or repeated, as people fill a field that must not stay empty. */
export function isFiller(digits: string): boolean {
  const step = (digits.charCodeAt(1) - digits.charCodeAt(0) + 10) % 10;
  if (step > 1) return false;
  for (let place = 2; place < digits.length; place += 1) {
    if ((digits.charCodeAt(place) - digits.charCodeAt(place - 1) + 10) % 10 !== step) return false;
  }
  return true;
}
