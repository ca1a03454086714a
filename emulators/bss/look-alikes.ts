import { eanDigit, luhnDigit } from './check-digits.ts';
import { plmns } from './network-identifiers.ts';
import type { Random } from './random.ts';

/** A value that looks like a network identifier and is none, so that it has to stay. */
export interface LookAlike {
  kind: string;
  write: (random: Random) => string;
}

const digits = (random: Random, length: number) => Array.from({ length }, () => random.between(0, 9)).join('');
/** A number that doesn't begin with 0 or with a network of the operator. */
function number(random: Random, length: number): string {
  const made = `${random.between(1, 9)}${digits(random, length - 1)}`;
  return plmns.some((plmn) => made.startsWith(plmn)) ? `1${made.slice(1)}` : made;
}
const groups = (text: string) => (text.match(/.{1,4}/g) ?? []).join(' ');
const two = (random: Random, low: number, high: number) => String(random.between(low, high)).padStart(2, '0');
const day = (random: Random) => `${random.between(2015, 2025)}${two(random, 1, 12)}${two(random, 1, 28)}`;
const clock = (random: Random) => `${two(random, 0, 23)}${two(random, 0, 59)}`;
/** Numbers that the British regulator reserves for fiction. Ofcom, telephone numbers for drama use */
const mobile = (random: Random) => `7700 900${digits(random, 3)}`;
const luhn = (body: string) => body + luhnDigit(body);

/** 20 kinds of look-alikes. Numbers of banks, phones and customers are reserved or invalid, so they belong to nobody. */
export const lookAlikes: LookAlike[] = [
  { kind: 'order number of 15 digits', write: (random) => number(random, 15) },
  { kind: 'order number in a sentence', write: (random) => `Your order ${number(random, 15)} was shipped` },
  { kind: '15 digits in a sentence', write: (random) => `see ${number(random, 15)} for details` },
  { kind: 'account number with a Luhn digit', write: (random) => luhn(`1${digits(random, 13)}`) },
  {
    kind: '15 digits that begin like a test network',
    write: (random) => {
      const prefix = random.pick(['901', '999', '00101']);
      return prefix + digits(random, 15 - prefix.length);
    },
  },
  {
    kind: "invoice number with the operator's country code",
    // The network code may be the operator's too, but no MSIN of the operator continues with 0.
    write: (random) => {
      const plmn = random.pick(plmns);
      const start = plmn.slice(0, 3) + digits(random, plmn.length - 3);
      return `${start}0${digits(random, 14 - start.length)}`;
    },
  },
  {
    kind: 'IBAN',
    // 00 is never a check digit of an IBAN. ISO 13616-1
    write: (random) => groups(random.pick([`DE00370400${digits(random, 12)}`, `GB00WEST${digits(random, 14)}`])),
  },
  {
    kind: 'EAN-13',
    write: (random) => {
      const body = `20${digits(random, 10)}`;
      return body + eanDigit(body);
    },
  },
  { kind: 'tracking number of 18 digits', write: (random) => number(random, 18) },
  { kind: 'tracking number of 20 digits', write: (random) => `00340${digits(random, 15)}` },
  { kind: 'tracking number of 22 digits in fours', write: (random) => groups(`94001${digits(random, 17)}`) },
  {
    kind: 'timestamp',
    write: (random) => `${day(random)}${clock(random)}${two(random, 0, 59)}${random.pick(['', digits(random, 3)])}`,
  },
  {
    kind: 'seconds since 1970 with fractions',
    write: (random) => `1${random.between(5, 7)}${digits(random, random.pick([11, 14]))}`,
  },
  { kind: 'MD5 or SHA-1', write: (random) => random.hex(random.pick([32, 40])) },
  {
    kind: 'UUID',
    write: (random) => `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
  },
  {
    kind: 'phone numbers',
    write: (random) =>
      random.pick([
        `020 7946 0${digits(random, 3)}-0999`,
        `+44 ${mobile(random)} / +44 ${mobile(random)}`,
        `0${mobile(random)}, 0${mobile(random)}`,
      ]),
  },
  {
    kind: 'coordinates',
    write: (random) => `5${random.between(0, 9)}.${digits(random, 12)}, -0.${digits(random, 12)}`,
  },
  // No country has the code 999. ITU-T E.164, list of country codes
  { kind: 'phone number of 15 digits', write: (random) => `+999${digits(random, 12)}` },
  { kind: 'customer number that begins with 89', write: (random) => `8900${digits(random, random.between(14, 16))}` },
  {
    kind: 'remark with dates and numbers',
    write: (random) =>
      `On ${day(random)} at ${two(random, 8, 19)}:${two(random, 0, 59)} customer disputed ${random.between(10, 999)}.${two(random, 0, 99)} ` +
      `of invoice ${number(random, 8)}, call back 01632 960${digits(random, 3)}, ticket ${number(random, 7)}`,
  },
];
