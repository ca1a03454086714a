import type { Random } from './random.ts';

export interface Identifier {
  kind: 'imsi' | 'iccid' | 'ki' | 'mac' | 'supi' | 'imei';
  value: string;
}

/** The check digit of the Luhn algorithm. */
function luhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

const digits = (random: Random, length: number) => Array.from({ length }, () => random.between(0, 9)).join('');

/** Identifiers of networks that don't exist: test PLMN 001-01, ICCID of an unassigned country, locally administered MAC. */
export const createIdentifier: Record<Identifier['kind'], (random: Random) => string> = {
  imsi: (random) => `00101${digits(random, 10)}`,
  supi: (random) => `imsi-00101${digits(random, 10)}`,
  iccid: (random) => {
    const body = `89999${digits(random, 13)}`;
    return body + luhnDigit(body);
  },
  imei: (random) => {
    const body = `00101700${digits(random, 6)}`;
    return body + luhnDigit(body);
  },
  ki: (random) => `a${random.hex(14)}b${random.hex(14)}0c`,
  mac: (random) => `02:00:00:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
};
export const identifierKinds = Object.keys(createIdentifier) as Identifier['kind'][];

/** The SIM card of a subscriber. Made from the number, because random identifiers would repeat among millions. */
export function simOf(number: number): { iccid: string; imsi: string } {
  const body = `89999${String(number).padStart(13, '0')}`;
  return { iccid: body + luhnDigit(body), imsi: `00101${String(number).padStart(10, '0')}` };
}
