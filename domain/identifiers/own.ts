import { canonicalIpv4, canonicalIpv6, ipv4Source, ipv6Source } from './address.ts';
import { spanOf, spansOfUnits, type Span } from './hit.ts';
import { longestForm, kindByte, shapes, writeForm, type IdentifierKind } from './kinds.ts';
import type { Known } from './known.ts';
import { glued, joined, type Tokens } from './tokens.ts';
import type { View } from './view.ts';

/** Called for each identifier that is known, with its place in the value. */
export type OnOwn = (kind: IdentifierKind, spans: Span[]) => void;

/** Digits that may follow the fingerprinted ones of a card, device or eUICC: check digits, software version, filler. */
const tail = { imsi: 0, iccid: 2, imei: 3, eid: 2 } as const;
const leastDigits = 14;
const keyDigits = 32;
const macDigits = 12;

/** Makes the look-up of a view's tokens among the known identifiers. */
export function createOwnSearch(known: Known): (view: View, tokens: Tokens, found: OnOwn) => void {
  const form = new Uint8Array(longestForm + 1);
  const { counts } = known;
  const anyDigits = counts.imsi + counts.iccid + counts.imei + counts.eid > 0;
  let swapped = new Uint8Array(64);
  let swappedAt = new Uint32Array(64);

  /** Looks up every run of digits that begins with a known prefix. Values over 9 part the digits. */
  const searchDigits = (
    values: Uint8Array,
    first: number,
    end: number,
    onFound: (kind: keyof typeof tail, from: number, to: number) => void,
  ) => {
    let prefix = 0;
    let run = 0;
    let free = first;
    for (let place = first; place < end; place += 1) {
      const value = values[place]!;
      if (value > 9) {
        run = 0;
        continue;
      }
      run += 1;
      prefix = (prefix % 100_000) * 10 + value;
      if (run < 6) continue;
      const bits = known.prefixes[prefix]!;
      const from = place - 5;
      if (bits === 0 || from < free) continue;
      for (const { kind, length, bit } of shapes) {
        if ((bits & bit) === 0 || from + length > end) continue;
        if (kind === 'imei' && known.tacs?.has(prefix * 100 + values[from + 6]! * 10 + values[from + 7]!) === false)
          continue;
        form[0] = kindByte[kind];
        for (let offset = 0; offset < length; offset += 1) form[offset + 1] = 48 + values[from + offset]!;
        if (!known.has(form, length + 1)) continue;
        onFound(kind, from, from + length);
        free = from + length;
        break;
      }
    }
  };

  /** Where the group of digits ends that begins at a place, if it is at most `most` digits; else the place itself. */
  const endOfTail = ({ gaps, digitCount }: Tokens, place: number, most: number) => {
    let end = place;
    while (end < digitCount && end - place <= most && gaps[end]! <= (end === place ? joined : glued)) end += 1;
    return end - place <= most ? end : place;
  };

  /** BCD as on a card: the two digits of each byte are swapped. 3GPP TS 31.102, 4.2.2; TS 102 221, 13.2 */
  const searchSwapped = (view: View, tokens: Tokens, from: number, to: number, found: OnOwn) => {
    const length = to - from;
    if (length > swapped.length) {
      swapped = new Uint8Array(length * 2);
      swappedAt = new Uint32Array(length * 2);
    }
    for (const parity of [0, 1]) {
      for (let place = 0; place < length; place += 1) {
        const partner = place < parity ? place : ((place - parity) ^ 1) + parity;
        const source = from + (partner < length ? partner : place);
        swapped[place] = tokens.hex[source]!;
        swappedAt[place] = tokens.hexAt[source]!;
      }
      searchDigits(swapped, 0, length, (kind, start, end) => {
        const units = swappedAt.slice(start, end).sort();
        found(kind, spanOf(view, units[0]!, units.at(-1)! + 1));
      });
    }
  };

  const searchHex = (view: View, tokens: Tokens, from: number, to: number, found: OnOwn) => {
    const { hex, hexAt } = tokens;
    const spansAt = (first: number, length: number) => spansOfUnits(view, hexAt, first, first + length);
    if (counts.mac > 0) {
      for (let first = from; first + macDigits <= to; first += 1) {
        let oui = 0;
        for (let offset = 0; offset < 6; offset += 1) oui = oui * 16 + hex[first + offset]!;
        if (known.ouis?.has(oui) !== false && hasHex('mac', hex, first, macDigits))
          found('mac', spansAt(first, macDigits));
      }
    }
    if (counts.key === 0) return;
    let lastLetter = -1;
    for (let place = from; place < to; place += 1) {
      if (hex[place]! > 9) lastLetter = place;
      const first = place + 1 - keyDigits;
      // A key without any letter is one of three million.
      if (first < from || lastLetter < first || !hasHex('key', hex, first, keyDigits)) continue;
      found('key', spansAt(first, keyDigits));
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

  const hasText = (kind: IdentifierKind, text: string) =>
    text.length <= longestForm && known.has(form, writeForm(kind, text, form));

  const searchAddresses = (view: View, found: OnOwn) => {
    for (const match of view.text.matchAll(addresses)) {
      const [all, ...parts] = match;
      const address = parts[0] === undefined ? canonicalIpv6(all) : canonicalIpv4(parts as string[]);
      if (address !== null && hasText('ip', address)) found('ip', spanOf(view, match.index, match.index + all.length));
    }
  };

  const searchNames = (view: View, found: OnOwn) => {
    for (const { 0: name, index } of view.text.matchAll(names)) {
      if (hasText('apn', name.toLowerCase())) found('apn', spanOf(view, index, index + name.length));
    }
  };

  const searchPasswords = (view: View, found: OnOwn) => {
    for (const pattern of passwords) {
      for (const { 0: word, index } of view.text.matchAll(pattern)) {
        if (!/\d/.test(word)) continue;
        for (const text of new Set([word, word.replace(/[.!?]+$/, '')])) {
          if (hasText('credential', text.toLowerCase())) found('credential', spanOf(view, index, index + text.length));
        }
      }
    }
  };

  return (view, tokens, found) => {
    if (anyDigits && tokens.digitCount >= leastDigits) {
      searchDigits(tokens.digits, 0, tokens.digitCount, (kind, from, to) => {
        found(kind, spansOfUnits(view, tokens.digitAt, from, endOfTail(tokens, to, tail[kind])));
      });
    }
    for (let place = 0; place + 1 < tokens.streaks.length; place += 1) {
      const from = tokens.streaks[place]!;
      const to = tokens.streaks[place + 1]!;
      if (to - from < macDigits) continue;
      searchHex(view, tokens, from, to, found);
      if (!anyDigits || to - from < leastDigits) continue;
      searchSwapped(view, tokens, from, to, found);
      if (!tokens.prefixed) continue;
      searchDigits(tokens.hex, from, to, (kind, first, end) =>
        found(kind, spansOfUnits(view, tokens.hexAt, first, end)),
      );
    }
    if (counts.ip > 0) searchAddresses(view, found);
    if (counts.apn > 0) searchNames(view, found);
    if (counts.credential > 0) searchPasswords(view, found);
  };
}

const addresses = new RegExp(`${ipv4Source}|${ipv6Source}`, 'gi');

/** Access points are told from words by a dot or a digit. */
const names = /(?<![a-z\d.-])(?=[a-z-]{0,62}[\d.])[a-z\d][a-z\d.-]{2,62}(?<=[a-z\d])(?![a-z\d-])/gi;

/** Words between blanks, and between the signs that surround values in texts. */
const passwords = [/(?<!\S)\S{8,64}(?!\S)/g, /[^\s"',;<>(){}[\]|:=]{8,64}/g];

const mostPlmns = 64;

/**
 * Makes the look-up of the last nine or ten digits of known IMSIs, by putting each network code of the operator before
 * them. Only for digits beside a label: of ten-digit phone numbers, too many are the end of some IMSI.
 */
export function createMsinSearch(known: Known): (digits: string) => boolean {
  const form = new Uint8Array(longestForm + 1);
  const codes = new Set<string>();
  for (const [prefix, bits] of known.prefixes.entries()) {
    if (!shapes.some(({ kind, bit }) => kind === 'imsi' && (bits & bit) > 0)) continue;
    const six = String(prefix).padStart(6, '0');
    codes.add(six).add(six.slice(0, 5));
  }
  if (codes.size > mostPlmns) codes.clear();
  return (digits) => [...codes].some((code) => known.has(form, writeForm('imsi', code + digits, form)));
}
