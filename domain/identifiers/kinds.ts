import { identifierKinds, type IdentifierKind } from '../../schemas/terms.ts';
import { canonicalIpv4, canonicalIpv6, isCommonAddress } from './address.ts';
import { digitsOf, isFiller } from './checks.ts';
import { decodeBase64, hexOf } from './base64.ts';
import { foldText } from './view.ts';

/** Longest canonical form; a form is hashed from a buffer of this size and one byte for the kind. */
export const longestForm = 64;

const separators = /[\s.:_/-]+/g;
const plain = (text: string) => text.replaceAll(separators, '');

function digitsIf(pattern: RegExp, text: string, length: number): string | null {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined || isFiller(digitsOf(digits)) ? null : digits.slice(0, length);
}

/** Hex of a key that is written as hex, with or without 0x and separators, or as base64. */
function canonicalKey(text: string): string | null {
  const hex = text.replaceAll(/0x|[\s.:,_-]/gi, '').toLowerCase();
  if (/^(?!(.)\1*$)(?:[0-9a-f]{32}){1,2}$/.test(hex)) return hex.slice(0, 32);
  return /^(?:[\w+/-]{22}(?:==)?|[\w+/-]{43}=?)$/.test(text) ? hexOf(decodeBase64(text)).slice(0, 32) : null;
}

function canonicalIp(text: string): string | null {
  const bare = text.replace(/[/%].*$/s, '').replaceAll(/[[\]()]/g, '');
  const address = bare.includes(':')
    ? canonicalIpv6(bare)
    : /^[\d.]+$/.test(bare)
      ? canonicalIpv4(bare.split('.'))
      : null;
  return address === null || isCommonAddress(address) ? null : address;
}

/**
 * One canonical form for each kind, chosen so that partial notations need no form of their own: the ICCID and the EID
 * without what follows digit 18 and 30 (check digits, filler), IMEI and IMEISV as their first 14 digits.
 */
const canonical: Record<IdentifierKind, (text: string) => string | null> = {
  imsi: (text) => digitsIf(/^(?:imsi|supi)?(\d{14,15})$/i, plain(text), 15),
  iccid: (text) => digitsIf(/^(\d{18,20})f*$/i, plain(text), 18),
  imei: (text) => digitsIf(/^(\d{14,17})$/, plain(text), 14),
  eid: (text) => digitsIf(/^(\d{32})$/, plain(text), 30),
  key: canonicalKey,
  mac: (text) => /^(?!(.)\1{11})[0-9a-f]{12}$/.exec(plain(text.toLowerCase()))?.[0] ?? null,
  ip: canonicalIp,
  // A name without a dot or a digit, such as internet, is a word of every text.
  apn: (text) => /^(?=.*[.\d])[a-z0-9.-]{4,64}$/.exec(text.toLowerCase())?.[0] ?? null,
  credential: (text) =>
    /^(?=.*\d)(?=.*\p{L})\S{8,64}$/u.exec(text)?.[0].replaceAll(/[A-Z]/g, (one) => one.toLowerCase()) ?? null,
};

/**
 * The form of an identifier that is fingerprinted and looked up.
 * @returns null for what has not the shape of its kind, is a filler such as 123456789012345, or identifies nobody
 */
export const canonicalForm = (kind: IdentifierKind, value: string): string | null =>
  canonical[kind](foldText(value).trim());

/** Runs of digits that are looked up, and the bit that marks their kind and length in the table of prefixes. */
export const shapes = [
  { kind: 'imsi', length: 15, bit: 1 },
  { kind: 'imsi', length: 14, bit: 2 },
  { kind: 'iccid', length: 18, bit: 4 },
  { kind: 'imei', length: 14, bit: 8 },
  { kind: 'eid', length: 30, bit: 16 },
] as const;

/** The bits of each kind in the table of prefixes. */
export const bitsOf = { imsi: 1 | 2, iccid: 4, imei: 8, eid: 16 } as const;

/** First byte of each hashed form, so that no form of one kind equals one of another. */
export const kindByte = Object.fromEntries(identifierKinds.map((kind, place) => [kind, place + 1])) as Record<
  IdentifierKind,
  number
>;

/** Writes a canonical form into a buffer, as it is hashed. Returns its length in bytes. */
export function writeForm(kind: IdentifierKind, form: string, buffer: Uint8Array): number {
  buffer[0] = kindByte[kind];
  for (let place = 0; place < form.length; place += 1) buffer[place + 1] = form.charCodeAt(place) & 0xff;
  return form.length + 1;
}
