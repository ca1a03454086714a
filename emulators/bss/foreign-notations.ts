import { eidDigits, luhnDigit } from './check-digits.ts';
import type { IdentifierKind } from './network-identifiers.ts';
import type { Random } from './random.ts';

/** An identifier of another network as it is written, beside a label or in a form of its own. */
export interface Foreign {
  text: string;
  /** The identifiers in `text`, bare. */
  numbers: string[];
}
export interface ForeignNotation {
  name: string;
  kind: IdentifierKind;
  write: (random: Random) => Foreign;
}

const digits = (random: Random, length: number) => Array.from({ length }, () => random.between(0, 9)).join('');
const every = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64');

/** Country codes of Germany, France and Spain with network codes that nobody uses there; MSINs begin with 77. */
const imsi = (random: Random) => `${random.pick(['26266', '20867', '21466'])}77${digits(random, 8)}`;
const imsiParts = (value: string, separator: string) =>
  [value.slice(0, 3), value.slice(3, 5), value.slice(5)].join(separator);
const iccid = (random: Random) => {
  const body = `${random.pick(['8949660', '8933660', '8934660'])}077${digits(random, 8)}`;
  return body + luhnDigit(body);
};
const imei = (random: Random) => {
  const body = `${random.pick(['00499911', '35499911', '86499911'])}${digits(random, 6)}`;
  return body + luhnDigit(body);
};
const eid = (random: Random) => {
  const body = `89049660${digits(random, 22)}`;
  return body + eidDigits(body);
};
const key = (random: Random) => `a${random.hex(14)}b${random.hex(14)}0c`;
const mac = (random: Random) => `02ee66${random.hex(6)}`;
const ip = (random: Random) => `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.between(2, 250)}`;

/** Notations of one identifier of a kind. */
const notationsOf = (
  kind: IdentifierKind,
  make: (random: Random) => string,
  notations: Record<string, (number: string, random: Random) => string>,
): ForeignNotation[] =>
  Object.entries(notations).map(([name, write]) => ({
    name,
    kind,
    write(random) {
      const number = make(random);
      return { text: write(number, random), numbers: [number] };
    },
  }));
/** A notation of two identifiers of a kind. */
const pair = (
  kind: IdentifierKind,
  name: string,
  make: (random: Random) => string,
  write: (first: string, second: string) => string,
): ForeignNotation => ({
  name,
  kind,
  write(random) {
    const [first, second] = [make(random), make(random)];
    return { text: write(first, second), numbers: [first, second] };
  },
});

/** 34 notations of other networks' identifiers. No table has them, so a label or their form has to give them away. */
export const foreignNotations: ForeignNotation[] = [
  ...notationsOf('imsi', imsi, {
    'labelled IMSI, colon': (one) => `IMSI: ${one}`,
    'labelled IMSI, equals sign': (one) => `imsi=${one};`,
    'labelled IMSI, blanks': (one) => `IMSI ${imsiParts(one, ' ')}`,
    'labelled IMSI, full-width colon': (one) => `IMSI\uff1a${imsiParts(one, '\u00a0')}`,
    'labelled IMSI, label behind': (one) => `${one} (IMSI)`,
    'labelled IMSI, in a sentence': (one) => `the customer's imsi is ${one}`,
    'labelled IMSI, JSON': (one) => JSON.stringify({ imsi: one }),
    'labelled IMSI, %3A': (one) => `imsi%3A${one}`,
    'labelled IMSI, base64': (one) => base64(`IMSI=${one}`),
    'SUPI, imsi- form': (one) => `imsi-${one}`,
  }),
  pair('imsi', 'labelled IMSI, old and new', imsi, (old, now) => `IMSI old ${old} new ${now}`),
  ...notationsOf('iccid', iccid, {
    'labelled ICCID, colon': (one) => `ICCID: ${one}`,
    'labelled ICCID, SIM card': (one) => `SIM card no. ${one}`,
    'labelled ICCID, groups of four': (one) => `SIM number ${every(one, 4).join(' ')}`,
    'labelled ICCID, without check digit': (one) => `icc-id ${one.slice(0, 18)}`,
    'labelled ICCID, eSIM with filler': (one) => `eSIM ${one}F`,
  }),
  ...notationsOf('imei', imei, {
    'labelled IMEI, colon': (one) => `IMEI: ${one}`,
    'labelled IMEI, dashes': (one) =>
      `IMEI ${[one.slice(0, 2), one.slice(2, 8), one.slice(8, 14), one.slice(14)].join('-')}`,
    'labelled IMEISV': (one) => `imeisv ${one.slice(0, 14)}07`,
  }),
  pair('imei', 'labelled IMEI, two slots', imei, (one, two) => `IMEI1 ${one} IMEI2 ${two}`),
  ...notationsOf('eid', eid, {
    'labelled EID, colon': (one) => `EID: ${one}`,
    'EID by its check digits': (one) => `profile of ${one}`,
  }),
  ...notationsOf('ki', key, {
    'labelled Ki, colon': (one) => `Ki: ${one}`,
    'labelled K, groups of eight': (one) => `K=${every(one, 8).join(' ')}`,
  }),
  ...notationsOf('opc', key, {
    'labelled OPc, 0x': (one) => `OPc 0x${one}`,
    'labelled OPc, base64': (one) => `opc: ${base64(one, 'hex')}`,
  }),
  ...notationsOf('mac', mac, {
    'MAC, colons': (one) => every(one, 2).join(':'),
    'labelled MAC, without separators': (one) => `mac address ${one}`,
  }),
  ...notationsOf('ip', ip, { 'labelled IPv4': (one) => `static IP ${one}` }),
  ...notationsOf('puk', (random) => digits(random, 8), { 'labelled PUK': (one) => `PUK 1: ${one}` }),
  ...notationsOf('pin', (random) => digits(random, 4), { 'labelled PIN': (one) => `pin is ${one}` }),
  ...notationsOf('esim', (random) => random.hex(12).toUpperCase(), {
    'eSIM activation code': (one) => `LPA:1$smdp.example$${one}`,
  }),
  ...notationsOf('apn', (random) => `net${digits(random, 4)}.operator`, { 'labelled APN': (one) => `APN: ${one}` }),
  ...notationsOf('password', (random) => `Xy${digits(random, 8)}`, { 'labelled password': (one) => `pwd: ${one}` }),
];
