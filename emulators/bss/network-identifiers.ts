import { eidDigits, luhnDigit, sumDigit } from './check-digits.ts';
import { randomFor, type Random } from './random.ts';

/** The identifiers of a subscriber's SIM card, keys, device and addresses. */
export interface NetworkIdentifiers {
  imsi: string;
  /** Length of the network's code in `imsi`: 5 or 6 digits. */
  plmnLength: number;
  iccid: string;
  /** 32 digits; empty for a card that is not an eSIM. */
  eid: string;
  ki: string;
  opc: string;
  imei: string;
  /** 12 hex digits without separators. */
  mac: string;
  /** A static IPv4 address, or empty. */
  ip: string;
  apn: string;
  pin: string;
  puk: string;
  /** Algorithm of authentication, which uses `ki` and `opc`. */
  algorithm: string;
  /** Number of the transport key under which the card's maker sent `ki`. */
  k4Index: string;
  /** Of every third subscriber, who has voice over IP; or empty. */
  sipPassword: string;
  /** Of every fourth subscriber, who has fixed access; or empty. */
  radiusSecret: string;
}

/** Kinds that the value alone identifies. */
export type OwnKind = 'imsi' | 'iccid' | 'eid' | 'ki' | 'opc' | 'imei' | 'mac' | 'ip';
/** All kinds. The others are identifiers only beside a label or in a form of their own. */
export type IdentifierKind = OwnKind | 'pin' | 'puk' | 'apn' | 'password' | 'esim';

/** Country codes of Great Britain, Ireland and Jamaica (ITU-T E.212) with network codes that nobody uses there. */
export const plmns = ['23465', '27265', '338650'];
/** Issuers in the same three countries (ITU-T E.118), with numbers that are as fictional. */
const issuers = ['8944650', '8935365', '8918765'];
/** Two type allocation codes for test devices, which begin with 00 (GSMA TS.06), and two as real devices have them. */
const tacs = ['00499901', '00499902', '35499901', '86499901'];
/** A block of the Internet Assigned Numbers Authority, and a locally administered one. */
const makers = ['00005e', '02a0c9'];

const padded = (number: number, length: number) => String(number).padStart(length, '0');
const oneOf = (list: readonly string[], number: number) => list[number % list.length] ?? '';

/**
 * The IMSI of a subscriber. Its MSIN has a shape of its own: 77 (7 in a network code of six digits), the subscriber's number in
 * seven digits, and a digit that makes the sum of the MSIN's digits end in 0.
 */
export function imsiOf(number: number): string {
  const plmn = oneOf(plmns, number);
  const block = plmn.length === 5 ? '77' : '7';
  const body = `${block}${padded(number, 7)}`;
  return `${plmn}${body}${sumDigit(body)}`;
}

/** Every fifth subscriber has an eSIM. */
const hasEid = (number: number) => number % 5 === 0;
/** Every eighth subscriber has a static address, from the range for benchmarks. RFC 2544 */
const hasAddress = (number: number) => number % 8 === 0;

function addressOf(number: number): string {
  const place = Math.floor(number / 8);
  return `198.${18 + (Math.floor(place / 65_536) % 2)}.${Math.floor(place / 256) % 256}.${place % 256}`;
}

/** The identifiers of a subscriber, as the network's tables have them. Numbers make them unique; keys are random. */
export function identifiersOf(seed: number, number: number): NetworkIdentifiers {
  const random = randomFor(seed, 'identifiers', number);
  const card = `${oneOf(issuers, number)}0770${padded(number, 7)}`;
  const device = `${oneOf(tacs, number)}${padded(Math.floor(number / tacs.length) % 1_000_000, 6)}`;
  const chip = `89044650${padded(number, 22)}`;
  return {
    imsi: imsiOf(number),
    plmnLength: oneOf(plmns, number).length,
    iccid: card + luhnDigit(card),
    eid: hasEid(number) ? chip + eidDigits(chip) : '',
    ki: random.hex(32),
    opc: random.hex(32),
    imei: device + luhnDigit(device),
    mac: oneOf(makers, number) + number.toString(16).padStart(6, '0'),
    ip: hasAddress(number) ? addressOf(number) : '',
    apn: number % 8 === 4 ? `fleet${padded(number, 5)}.northwind` : 'internet',
    pin: padded(random.between(0, 9_999), 4),
    puk: padded(random.between(0, 99_999_999), 8),
    algorithm: number % 10 === 0 ? 'TUAK' : 'Milenage',
    k4Index: String(1 + (number % 3)),
    sipPassword: number % 3 === 0 ? `sip-${random.hex(12)}` : '',
    radiusSecret: number % 4 === 0 ? `rad-${random.hex(12)}` : '',
  };
}

/** The identifiers of a random subscriber who has one of this kind. */
export function identifiersWith(kind: OwnKind, random: Random, seed: number, subscribers: number): NetworkIdentifiers {
  const step = kind === 'eid' ? 5 : kind === 'ip' ? 8 : 1;
  return identifiersOf(seed, step * random.between(1, Math.floor(subscribers / step)));
}
