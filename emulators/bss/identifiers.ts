import type { Dice } from './dice.ts';
import type { Scale } from './scale.ts';

export interface Identifier {
  kind: 'imsi' | 'iccid' | 'ki' | 'mac' | 'supi' | 'imei';
  value: string;
}

/** The last digit that makes a number pass Luhn's check. */
function luhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

const digits = (dice: Dice, length: number) => Array.from({ length }, () => dice.between(0, 9)).join('');

/** Identifiers of networks that don't exist: PLMN 001-01, ICCID of an unassigned country, locally administered MAC. */
export const makeIdentifier: Record<Identifier['kind'], (dice: Dice) => string> = {
  imsi: (dice) => `00101${digits(dice, 10)}`,
  supi: (dice) => `imsi-00101${digits(dice, 10)}`,
  iccid: (dice) => {
    const body = `89999${digits(dice, 13)}`;
    return body + luhnDigit(body);
  },
  imei: (dice) => {
    const body = `00101700${digits(dice, 6)}`;
    return body + luhnDigit(body);
  },
  ki: (dice) => `a${dice.hex(14)}b${dice.hex(14)}0c`,
  mac: (dice) => `02:00:00:${dice.hex(2)}:${dice.hex(2)}:${dice.hex(2)}`,
};

/** The card of a subscriber, whose identifiers nobody else has; dice alone would throw some twice among millions. */
export function simOf(number: number): { iccid: string; imsi: string } {
  const body = `89999${String(number).padStart(13, '0')}`;
  return { iccid: body + luhnDigit(body), imsi: `00101${String(number).padStart(10, '0')}` };
}

const kinds = Object.keys(makeIdentifier) as Identifier['kind'][];

/** Tables with free text, in the order in which places for identifiers are numbered. */
const places = ['accounts', 'subscribers', 'orders', 'extensions'] as const;

/** The identifier hidden in the free text of a row, if it is one of the chosen; spread evenly over all rows. */
export function plantedIn(scale: Scale, place: (typeof places)[number], number: number, dice: Dice): Identifier | null {
  const sizes = {
    accounts: scale.accounts,
    subscribers: scale.subscribers,
    orders: scale.orders,
    extensions: scale.subscribers,
  };
  const all = places.reduce((sum, name) => sum + sizes[name], 0);
  const before = places.slice(0, places.indexOf(place)).reduce((sum, name) => sum + sizes[name], 0);
  const slot = before + number - 1;
  const planted = Math.min(scale.plantedIdentifiers, all);
  if (Math.floor(((slot + 1) * planted) / all) === Math.floor((slot * planted) / all)) return null;
  const kind = kinds[slot % kinds.length] ?? 'imsi';
  return { kind, value: makeIdentifier[kind](dice) };
}
