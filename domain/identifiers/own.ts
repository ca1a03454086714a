import { canonicalIpv4, canonicalIpv6, ipv4Source, ipv6Source } from './address.ts';
import { spanOf, spansOfUnits, type Span } from './hit.ts';
import { bitsOf, kindByte, longestForm, shapes, writeForm } from './kinds.ts';
import type { IdentifierKind } from '../../schemas/terms.ts';
import type { Known } from './known.ts';
import { glued, joined, sawAddress, sawMixed, type Tokens } from './tokens.ts';
import type { View } from './view.ts';
import { createWordSearch } from './words.ts';

/** Called for each identifier that is known, with its place in the value. */
export type OnOwn = (kind: IdentifierKind, spans: Span[]) => void;

type DigitKind = (typeof shapes)[number]['kind'];
interface DigitMatch {
  kind: DigitKind;
  from: number;
  to: number;
}

/** Digits that may follow the fingerprinted ones of a card, device or eUICC: check digits, software version, filler. */
const tail: Record<DigitKind, number> = { imsi: 0, iccid: 2, imei: 3, eid: 2 };
const leastDigits = 14;
const keyDigits = 32;
const macDigits = 12;
/** Digits, or hex digits, between two places. */
interface Row {
  values: Uint8Array;
  from: number;
  to: number;
}

/** Orders in which a row is read: as it is, or as BCD on a card, where the two digits of each byte are swapped. */
const straight = -1;
const evenSwapped = 0;
/** The first digit belongs to another byte. 3GPP TS 31.102, 4.2.2; ETSI TS 102 221, 13.2 */
const oddSwapped = 1;

function placeIn(from: number, to: number, order: number, place: number): number {
  if (order === straight || place - from < order) return place;
  const partner = ((place - from - order) ^ 1) + from + order;
  return partner < to ? partner : place;
}

const noMatches: readonly DigitMatch[] = [];

/** Makes the look-up of a view's tokens among the known identifiers. */
export function createOwnSearch(known: Known, found: OnOwn): (view: View, tokens: Tokens) => void {
  const form = new Uint8Array(longestForm + 1);
  const { counts, prefixes } = known;
  const anyDigits = counts.imsi + counts.iccid + counts.imei + counts.eid > 0;
  const searchWords = counts.apn + counts.credential > 0 ? createWordSearch(known, found) : null;
  // One for all searches, as it would cost more to make it than to read it.
  const row: Row = { values: form, from: 0, to: 0 };
  const takeRow = (values: Uint8Array, from: number, to: number) => {
    row.values = values;
    row.from = from;
    row.to = to;
  };

  /** Whether the digits at a place are known. `order` says in which order they are read. */
  const hasDigits = (kind: DigitKind, row: Row, order: number, from: number, length: number) => {
    if (kind === 'imei' && known.tacs !== null) {
      let tac = 0;
      for (let offset = 0; offset < 8; offset += 1)
        tac = tac * 10 + row.values[placeIn(row.from, row.to, order, from + offset)]!;
      if (!known.tacs.has(tac)) return false;
    }
    form[0] = kindByte[kind];
    for (let offset = 0; offset < length; offset += 1) {
      const value = row.values[placeIn(row.from, row.to, order, from + offset)]!;
      if (value > 9) return false;
      form[offset + 1] = 48 + value;
    }
    return known.has(form, length + 1);
  };

  /** Looks up every run of digits that begins with a known prefix. Values over 9 part the digits. */
  const matchDigits = (row: Row, order: number): readonly DigitMatch[] => {
    const { values, from: first, to: end } = row;
    let matches: DigitMatch[] | null = null;
    let prefix = 0;
    let run = 0;
    let free = first;
    for (let place = first; place < end; place += 1) {
      const value = values[order === straight ? place : placeIn(first, end, order, place)]!;
      if (value > 9) {
        run = 0;
        continue;
      }
      run += 1;
      prefix = (prefix % 100_000) * 10 + value;
      const bits = prefixes[prefix]!;
      const from = place - 5;
      if (bits === 0 || run < 6 || from < free) continue;
      for (const { kind, length, bit } of shapes) {
        if ((bits & bit) === 0 || from + length > end || !hasDigits(kind, row, order, from, length)) continue;
        free = from + length;
        (matches ??= []).push({ kind, from, to: free });
        break;
      }
    }
    return matches ?? noMatches;
  };

  const searchSwapped = (view: View, { hexAt }: Tokens, order: number) => {
    for (const match of matchDigits(row, order)) {
      let [first, last] = [Infinity, 0];
      for (let place = match.from; place < match.to; place += 1) {
        const unit = hexAt[placeIn(row.from, row.to, order, place)]!;
        first = Math.min(first, unit);
        last = Math.max(last, unit);
      }
      found(match.kind, spanOf(view, first, last + 1));
    }
  };

  const hasHex = (kind: IdentifierKind, hex: Uint8Array, first: number, length: number) => {
    form[0] = kindByte[kind];
    for (let offset = 0; offset < length; offset += 1) {
      const value = hex[first + offset]!;
      form[offset + 1] = value < 10 ? 48 + value : 87 + value;
    }
    return known.has(form, length + 1);
  };

  const searchMacs = (view: View, { hex, hexAt }: Tokens, from: number, to: number) => {
    let oui = 0;
    for (let place = from; place < to; place += 1) {
      oui = ((oui & 0xfffff) << 4) | hex[place]!;
      const first = place - 5;
      if (first < from || first + macDigits > to || !known.mayBeOui(oui)) continue;
      if (hasHex('mac', hex, first, macDigits)) found('mac', spansOfUnits(view, hexAt, first, first + macDigits));
    }
  };

  const searchKeys = (view: View, { hex, hexAt }: Tokens, from: number, to: number) => {
    let lastLetter = -1;
    for (let place = from; place < to; place += 1) {
      if (hex[place]! > 9) lastLetter = place;
      const first = place + 1 - keyDigits;
      // A key without any letter is one of three million.
      if (first < from || lastLetter < first || !hasHex('key', hex, first, keyDigits)) continue;
      found('key', spansOfUnits(view, hexAt, first, first + keyDigits));
    }
  };

  const searchStreak = (view: View, tokens: Tokens, from: number, to: number) => {
    if (counts.mac > 0) searchMacs(view, tokens, from, to);
    if (counts.key > 0) searchKeys(view, tokens, from, to);
    if (!anyDigits || to - from < leastDigits) return;
    takeRow(tokens.hex, from, to);
    searchSwapped(view, tokens, evenSwapped);
    searchSwapped(view, tokens, oddSwapped);
    if (!tokens.prefixed) return;
    for (const match of matchDigits(row, straight)) {
      found(match.kind, spansOfUnits(view, tokens.hexAt, match.from, match.to));
    }
  };

  const hasText = (kind: IdentifierKind, text: string) =>
    text.length <= longestForm && known.has(form, writeForm(kind, text, form));

  const searchAddresses = (view: View) => {
    for (const match of view.text.matchAll(addresses)) {
      const [all, ...groups] = match;
      const parts = groups.filter((one) => one !== undefined);
      const end = match.index + all.length;
      const readings = parts.length === 0 ? [canonicalIpv6(all)] : [canonicalIpv4(parts)];
      if (parts.length > 0 && hostName.test(view.text.slice(end, end + 2)))
        readings.push(canonicalIpv4(parts.reverse()));
      if (readings.some((one) => one !== null && hasText('ip', one))) found('ip', spanOf(view, match.index, end));
    }
  };

  return (view, tokens) => {
    if (anyDigits && tokens.digitCount >= leastDigits) {
      takeRow(tokens.digits, 0, tokens.digitCount);
      for (const { kind, from, to } of matchDigits(row, straight)) {
        found(kind, spansOfUnits(view, tokens.digitAt, from, endOfTail(tokens, to, tail[kind])));
      }
    }
    const { streaks } = tokens;
    for (let place = 0; place < streaks.length; place += 2) {
      searchStreak(view, tokens, streaks[place]!, streaks[place + 1]!);
    }
    if (counts.ip > 0 && (tokens.seen & sawAddress) !== 0) searchAddresses(view);
    if (searchWords && (tokens.seen & sawMixed) !== 0) searchWords(view);
  };
}

/** Where the group of digits ends that begins at a place, if it has at most `most` digits; else the place itself. */
function endOfTail({ gaps, digitCount }: Tokens, place: number, most: number): number {
  let end = place;
  while (end < digitCount && end - place <= most && gaps[end]! <= (end === place ? joined : glued)) end += 1;
  return end - place <= most ? end : place;
}

/** Names of hosts have their address with dashes, as in ip-192-0-2-77.isp.example. */
const dashedIpv4 = String.raw`(?<!\d|\d[.-])(\d{1,3})-(\d{1,3})-(\d{1,3})-(\d{1,3})(?!-?\d)`;
const addresses = new RegExp(`${ipv4Source}|${dashedIpv4}|${ipv6Source}`, 'gi');
/** Behind an address: the rest of a host's name, in which the address may be reversed as in 77.2.0.192.in-addr.arpa. */
const hostName = /^\.[a-z]/i;

const mostPlmns = 64;

/**
 * Makes the look-up of the last nine or ten digits of known IMSIs, by putting each network code of the operator before
 * them. Only for digits beside a label: of ten-digit phone numbers, too many are the end of some IMSI.
 */
export function createMsinSearch(known: Known): (digits: string) => boolean {
  const form = new Uint8Array(longestForm + 1);
  const codes = new Set<string>();
  for (let prefix = 0; prefix < known.prefixes.length; prefix += 1) {
    if ((known.prefixes[prefix]! & bitsOf.imsi) === 0) continue;
    const six = String(prefix).padStart(6, '0');
    codes.add(six).add(six.slice(0, 5));
  }
  if (codes.size > mostPlmns) codes.clear();
  return (digits) => [...codes].some((code) => known.has(form, writeForm('imsi', code + digits, form)));
}
