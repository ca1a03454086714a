import { canonicalForm } from '../../../domain/identifiers/kinds.ts';
import type { IdentifierKind } from '../../../schemas/terms.ts';
import { collectFingerprints } from '../../../domain/identifiers/collect.ts';
import { openKnown, type Fingerprints, type Known } from '../../../domain/identifiers/known.ts';
import { seeded, withLuhnDigit, type Random } from './random.ts';

/** The identifiers of one subscriber of an operator that does not exist. */
export interface Subscriber {
  imsi: string;
  iccid: string;
  imei: string;
  eid: string;
  ki: string;
  opc: string;
  mac: string;
  ip: string;
  apn: string;
  password: string;
  pin: string;
  puk: string;
}

export const key = Uint32Array.of(0x12345678, 0x9abcdef0, 0x0fedcba9, 0x87654321);

/** MCC 999 is for internal use and 812 is not assigned; ICCIDs of an unassigned country; addresses for benchmarks. */
export const plmns = ['99970', '81207'];
const blocks = ['99970123', '99970124', '99970317', '81207001', '81207002', '81207450'];
const issuers = ['8999901', '8999970'];
const makers = ['00005e', '02a0c9', '0a1b2c', 'd4e5f6'];
const tacs = Array.from({ length: 3_000 }, (_, place) => {
  const random = seeded(place + 1);
  return `${random.of(['35', '86'])}${random.digits(6)}`;
});

/** Check digits that make an EID modulo 97 come out as 1. GSMA SGP.02 */
function withEidCheck(body: string): string {
  const rest = Number(BigInt(`${body}00`) % 97n);
  return `${body}${String((98 - rest) % 97).padStart(2, '0')}`;
}

function subscriberOf(random: Random, number: number): Subscriber {
  const spread = (size: number) => String(random.below(size)).padStart(7, '0');
  return {
    // Each block has 200,000 numbers that may be in use.
    imsi: random.of(blocks) + spread(200_000),
    iccid: withLuhnDigit(random.of(issuers) + random.digits(11)),
    imei: withLuhnDigit(random.of(tacs) + random.digits(6)),
    eid: withEidCheck(`89999001${random.digits(22)}`),
    ki: random.hex(32),
    opc: random.hex(32),
    mac: random.of(makers) + random.hex(6),
    ip: `198.${18 + (number % 2)}.${(number >> 1) % 256}.${2 + ((number >> 9) % 250)}`,
    apn: `net${random.digits(4)}.operator`,
    password: `${random.of(['Xy', 'Qw', 'Zk'])}${random.hex(6)}${random.digits(3)}`,
    pin: random.digits(4),
    puk: random.digits(8),
  };
}

export const subscribersOf = (seed: number, count: number): Subscriber[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, number) => subscriberOf(random, number));
};

const kinds: [IdentifierKind, keyof Subscriber][] = [
  ['imsi', 'imsi'],
  ['iccid', 'iccid'],
  ['imei', 'imei'],
  ['eid', 'eid'],
  ['key', 'ki'],
  ['key', 'opc'],
  ['mac', 'mac'],
  ['ip', 'ip'],
  ['apn', 'apn'],
  ['credential', 'password'],
];

export function fingerprintsOf(subscribers: Subscriber[]): Fingerprints {
  const collector = collectFingerprints(key);
  for (const subscriber of subscribers) {
    for (const [kind, field] of kinds) collector.add(kind, canonicalForm(kind, subscriber[field])!);
  }
  return collector.finish();
}

export const knownOf = (subscribers: Subscriber[]): Known => openKnown(fingerprintsOf(subscribers), key);
