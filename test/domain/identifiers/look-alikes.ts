import { withLuhnDigit, type Random } from './random.ts';

export interface LookAlike {
  title: string;
  write: (random: Random) => string;
}

const year = (random: Random) => String(2015 + random.below(20));
const two = (random: Random, from: number, limit: number) => String(from + random.below(limit)).padStart(2, '0');
const day = (random: Random) => `${year(random)}-${two(random, 1, 12)}-${two(random, 1, 28)}`;
const time = (random: Random) => `${two(random, 0, 24)}:${two(random, 0, 60)}:${two(random, 0, 60)}`;
const lead = (random: Random) => String(1 + random.below(9));
const fours = (text: string) => text.match(/.{1,4}/g)!.join(' ');
const uuid = (random: Random) =>
  `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${random.of(['8', '9', 'a', 'b'])}${random.hex(3)}-${random.hex(12)}`;
const words = ['Basic', 'Fibre', 'Mobile', 'Family', 'Business', 'Roaming', 'Data', 'Voice'];
const letters = (random: Random, length: number) =>
  Array.from({ length }, () => String.fromCharCode(65 + random.below(26))).join('');
const mixed = (random: Random, length: number) =>
  Array.from({ length }, () => random.of([...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789'])).join('');

/** What people write about SIM cards, PINs, access points and cards without giving an identifier away. */
const talk: ((random: Random) => string)[] = [
  (random) => `SIM only plan from ${day(random)} for ${12 + random.below(24)} months, order ${random.digits(10)}`,
  (random) => `PIN reset on ${day(random)}, ticket ${random.digits(7)}`,
  (random) => `PUK requested, case ${random.digits(8)}`,
  (random) => `APN settings sent. Version ${random.below(9)}.${random.below(9)} on ${day(random)}`,
  (random) => `credit note ${withLuhnDigit(`4${random.digits(14)}`)} of ${random.digits(3)}.${random.digits(2)}`,
  (random) => `card ending ${random.digits(4)} expires ${two(random, 1, 12)}/${25 + random.below(9)}`,
  (random) => `loyalty card ${withLuhnDigit(`6${random.digits(14)}`)}`,
  (random) => `IP65 case, article ${random.digits(9)}, ${random.digits(2)}.${random.digits(2)} EUR`,
  (random) => `IP address changed on ${day(random)} at ${time(random)}`,
  (random) => `gateway firmware ${random.below(20)}.${random.below(20)}.${random.below(20)}.${random.below(20)}`,
  (random) => `key account manager 020 7946 ${random.digits(4)}, key date ${day(random)}`,
  (random) => `Mac Mini ${year(random)}, serial C02${letters(random, 4)}${random.digits(2)}, order ${random.digits(8)}`,
  (random) => `eSIM activated ${day(random)}, order no. ${lead(random)}${random.digits(14)}`,
  (random) => `IMEI check passed, invoice ${lead(random)}${random.digits(14)}`,
  (random) => `IMSI not found, customer called back from 0044 7700 900${random.digits(3)}`,
  (random) => `ICCID missing, parcel ${lead(random)}${random.digits(17)}`,
  (random) => `EID offer ${year(random)}: ${random.digits(2)} % off, code ${letters(random, 4)}${random.digits(4)}`,
  (random) =>
    `K ${random.digits(2)} and MAC ${random.digits(1)} lipstick, EAN ${withLuhnDigit(`2${random.digits(11)}`)}`,
  (random) => `WAN outage of ${time(random)}, LAN fine, visited by technician ${random.digits(6)}`,
  (random) => `password reset requested ${random.digits(2)} times, ticket ${random.digits(7)}`,
];

/** Values that are none of the operator's business with identifiers, and look as if they were. */
export const lookAlikes: LookAlike[] = [
  { title: 'order number of 15 digits', write: (random) => lead(random) + random.digits(14) },
  {
    title: 'order number of 15 digits, with its word',
    write: (random) => `Your order ${lead(random)}${random.digits(14)} was shipped`,
  },
  { title: '15 digits in a sentence', write: (random) => `see ${lead(random)}${random.digits(14)} for details` },
  {
    title: 'account number of 15 digits that passes Luhn',
    write: (random) => withLuhnDigit(lead(random) + random.digits(13)),
  },
  {
    title: '15 digits that begin with 901, 999 or 00101',
    write: (random) => (random.of(['901', '999', '00101']) + random.digits(12)).slice(0, 15),
  },
  {
    title: 'invoice number that begins with the operator’s MCC',
    write: (random) => random.of(['999', '812']) + random.digits(12),
  },
  {
    title: '15 digits in fives or threes',
    write: (random) =>
      random
        .digits(15)
        .match(random.of([/.{5}/g, /.{3}/g]))!
        .join(random.of([' ', '-'])),
  },
  { title: '14 digits', write: (random) => lead(random) + random.digits(13) },
  { title: '16 digits', write: (random) => lead(random) + random.digits(15) },
  {
    title: 'IBAN, Germany and Great Britain',
    write: (random) =>
      fours(random.of([`DE${random.digits(20)}`, `GB${random.digits(2)}${letters(random, 4)}${random.digits(14)}`])),
  },
  { title: 'EAN-13', write: (random) => withLuhnDigit(`2${random.digits(11)}`) },
  { title: 'tracking number of 18 digits', write: (random) => lead(random) + random.digits(17) },
  { title: 'tracking number of 20 digits', write: (random) => `00${random.digits(18)}` },
  { title: 'tracking number of 22 digits in fours', write: (random) => fours(`9400${random.digits(18)}`) },
  {
    title: 'timestamp of 14 to 17 digits',
    write: (random) => `${day(random)}${time(random)}`.replaceAll(/\D/g, '') + random.digits(random.below(4)),
  },
  {
    title: 'date and time',
    write: (random) =>
      `${day(random)}${random.of(['T', ' '])}${time(random)}${random.of(['', 'Z', '+01:00', '.123456'])}`,
  },
  {
    title: 'epoch in milliseconds or microseconds',
    write: (random) => `1${random.of(['6', '7'])}${random.digits(random.of([11, 14]))}`,
  },
  { title: 'MD5', write: (random) => random.hex(32) },
  { title: 'SHA-1 or SHA-256', write: (random) => random.hex(random.of([40, 64])) },
  { title: 'UUID', write: (random) => uuid(random) },
  { title: 'UUID without dashes', write: (random) => uuid(random).replaceAll('-', '') },
  {
    title: 'phone number of ten digits',
    write: (random) => `0${random.of(['1', '2', '3', '7', '8'])}${random.digits(random.of([8, 9]))}`,
  },
  {
    title: 'phone numbers and ranges',
    write: (random) =>
      random.of([
        `020 7946 ${random.digits(4)}-${random.digits(4)}`,
        `+44 7700 900${random.digits(3)} / +44 7700 900${random.digits(3)}`,
        `0044 20 7946 0${random.digits(3)}`,
      ]),
  },
  {
    title: 'French phone number in pairs',
    write: (random) => `+33-0${random.of(['1', '6', '7'])}-${random.digits(8).match(/../g)!.join('-')}`,
  },
  { title: 'MSISDN of 15 digits', write: (random) => `+${lead(random)}${random.digits(14)}` },
  {
    title: 'coordinates',
    write: (random) => `${random.below(90)}.${random.digits(12)}, -${random.below(180)}.${random.digits(12)}`,
  },
  {
    title: 'customer number of 18 to 20 digits from 89 on',
    write: (random) => `89${random.digits(random.of([16, 17, 18]))}`,
  },
  {
    title: 'record id of Zoho, 19 digits',
    write: (random) => `${4 + random.below(3)}${random.digits(6)}000000${random.digits(6)}`,
  },
  {
    title: 'remark with dates, amounts and a phone',
    write: (random) =>
      `On ${day(random).replaceAll('-', '')} at 12:00 customer disputed ${random.digits(3)}.45 of invoice ${random.digits(8)}, call back 01632 960${random.digits(3)}, ticket ${random.digits(7)}`,
  },
  {
    title: 'list of amounts',
    write: (random) => Array.from({ length: 8 }, () => `${random.below(900)}.${random.digits(2)}`).join(', '),
  },
  {
    title: 'plan name with a version',
    write: (random) =>
      `${random.of(words)} ${random.of(words)} v${random.below(10)}.${random.below(20)}.${random.below(10)}.${random.below(100)}`,
  },
  { title: 'version of four numbers', write: (random) => Array.from({ length: 4 }, () => random.below(30)).join('.') },
  { title: 'hex colours', write: (random) => `#${random.hex(6)}, #${random.hex(6)} and #${random.hex(3)}` },
  {
    title: 'part number',
    write: (random) => `${letters(random, 3)}-${random.digits(4)}-${random.digits(6)}${letters(random, 1)}`,
  },
  {
    title: 'link with a session',
    write: (random) => `https://shop.example/o/${random.digits(12)}?s=${mixed(random, 24)}&t=${random.digits(10)}`,
  },
  {
    title: 'licence key',
    write: (random) => Array.from({ length: 5 }, () => mixed(random, 5).toUpperCase()).join('-'),
  },
  {
    title: 'mail address with digits',
    write: (random) => `${random.of(words).toLowerCase()}.${random.digits(8)}@mail.example`,
  },
  { title: 'postcode of India', write: (random) => `PIN ${random.of(['5', '6', '7'])}${random.digits(5)}` },
  {
    title: 'order beside the word SIM',
    write: (random) => `SIM swap ordered, order no. ${lead(random)}${random.digits(14)}`,
  },
  {
    title: 'account beside the word IMEI',
    write: (random) => `IMEI unknown, account ${lead(random)}${random.digits(14)}`,
  },
  {
    title: 'about a password',
    write: (random) =>
      `Password: ${random.of(['reset', 'changed', 'forgotten'])} on ${day(random)}, ticket ${random.digits(7)}`,
  },
  {
    title: 'tax numbers',
    write: (random) =>
      random.of([
        `GB ${random.digits(9)}`,
        `DE${random.digits(9)}`,
        `27${letters(random, 5)}${random.digits(4)}${letters(random, 1)}1Z${random.digits(1)}`,
      ]),
  },
  { title: 'talk about SIM, PIN, APN, keys and cards', write: (random) => random.of(talk)(random) },
];
