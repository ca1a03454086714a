import operators from 'mcc-mnc-list';

/**
 * Codes of the world's mobile networks, MCC and MNC, as the package mcc-mnc-list has them from Wikipedia (CC BY-SA 4.0),
 * which follows ITU-T E.212 and its list of codes. Entries without a whole code of five or six digits are left out.
 */
const codes = new Set(
  operators
    .all()
    .map(({ mcc, mnc }) => `${mcc}${mnc}`)
    .filter((code) => /^\d{5,6}$/.test(code)),
);

/** Whether digits begin with the code of a network. Of random numbers, 1 in 43 do. */
export const isPlmn = (digits: string): boolean => codes.has(digits.slice(0, 5)) || codes.has(digits.slice(0, 6));
