import { decodeBase64, hexOf } from './base64.ts';
import type { Tokens } from './tokens.ts';
import { rewrite, viewOfToken, type View } from './view.ts';

const entities: Record<string, string> = {
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  zwj: '',
  zwnj: '',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  colon: ':',
  equals: '=',
  sol: '/',
  period: '.',
  comma: ',',
  hyphen: '-',
  dash: '-',
  ndash: '-',
  mdash: '-',
  lowbar: '_',
  num: '#',
};

/** A sign in UTF-8 whose bytes are written with the same escape. RFC 3629 */
const utf8 = ['%', '=', String.raw`\\x`].map((escape) => {
  const more = `${escape}[89ab][\\da-f]`;
  return `${escape}(?:[0-7][\\da-f]|[cd][\\da-f]${more}|e[\\da-f](?:${more}){2}|f[0-7](?:${more}){3})`;
});
/** One sign of a URL, of quoted-printable, of JavaScript or JSON, of HTML or XML. */
const escapes = new RegExp(
  [
    ...utf8,
    String.raw`=\r?\n|&#\d{1,7};?|&#x[\da-f]{1,6};?|&[a-z]{2,6};|\\u[\da-f]{4}|\\u\{[\da-f]{1,6}\}|\\[nrt]`,
  ].join('|'),
  'gi',
);

function unescape(found: string): string | null {
  const [first, second] = [found[0], found[1]];
  if (first === '&' && second !== '#') return entities[found.slice(1, -1).toLowerCase()] ?? null;
  if (first === '&') return fromCode(/x/i.test(found) ? found.replace(/^&#x/i, '0x') : found.slice(2));
  if (first === '=' && /\n$/.test(found)) return '';
  if (first === '\\' && /[nrt]/.test(second!)) return '\n';
  if (first === '\\' && /u/i.test(second!)) return fromCode(`0x${found.replaceAll(/[\\u{}]/gi, '')}`);
  const bytes = Uint8Array.from(found.match(/[\da-f]{2}/gi)!, (byte) => Number.parseInt(byte, 16));
  return textOf(bytes);
}

function fromCode(number: string): string | null {
  const code = Number(number.replace(/;$/, ''));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** UTF-8 or UTF-16 of mostly ASCII as text; null for anything else. */
function textOf(bytes: Uint8Array): string | null {
  let text = '';
  for (let place = 0; place < bytes.length; place += 1) {
    const byte = bytes[place]!;
    // The other half of an ASCII sign in UTF-16.
    if (byte === 0) continue;
    if (byte < 0x80) {
      if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13) return null;
      text += String.fromCharCode(byte);
      continue;
    }
    const more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    let code = byte & (0x3f >>> more);
    for (let offset = 1; offset <= more; offset += 1) {
      const next = bytes[place + offset] ?? 0;
      if ((next & 0xc0) !== 0x80) return null;
      code = (code << 6) | (next & 0x3f);
    }
    if (byte < 0xc0 || code > 0x10ffff) return null;
    text += String.fromCodePoint(code);
    place += more;
  }
  return text;
}

const leastDecoded = 10;
const longestBinary = 32;

/** What bytes say: text, or the hex of a few bytes, which may be a key or BCD. Null for what can be neither. */
function readBytes(bytes: Uint8Array): string | null {
  if (bytes.length < leastDecoded) return null;
  const text = textOf(bytes);
  if (text !== null) return text.length >= leastDecoded ? text : null;
  return bytes.length <= longestBinary ? hexOf(bytes) : null;
}

const base64 = /[\w+/-]{14,}(?:[ \t]*\r?\n[ \t]*[\w+/-]{4,})*={0,2}/g;
const separateTokens = /[\w+]{14,}/g;

/** Words are no base64, which mixes cases inside a word or letters with digits; nor are numbers, dates and UUIDs. */
const isEncoded = (token: string) => /[a-z][A-Z]|\d/.test(token) && !/^[\da-f-]+$/i.test(token);

function* base64Views(view: View): Generator<View> {
  for (const { 0: token, index } of view.text.matchAll(base64)) {
    const lines = token.includes('\n') ? [...token.matchAll(/[\w+/-]{14,}/g)] : [];
    // A slash or a dash may also part a token from others, as in a path.
    const parts = /[/-]/.test(token) ? [...token.matchAll(separateTokens)] : [];
    const candidates = [{ 0: token, index: 0 }, ...lines, ...parts];
    for (const { 0: part, index: offset } of candidates) {
      if (!isEncoded(part)) continue;
      const text = readBytes(decodeBase64(part));
      const from = index + offset;
      if (text !== null) yield viewOfToken(view, from, from + part.length, text);
    }
  }
}

const leastPairs = 14;

/** Streaks of hex that are text. Pairs may begin at the first or at the second digit. */
function* hexViews(view: View, { hex, hexAt, streaks }: Tokens): Generator<View> {
  for (let place = 0; place + 1 < streaks.length; place += 1) {
    for (const first of [streaks[place]!, streaks[place]! + 1]) {
      const end = streaks[place + 1]!;
      if ((end - first) >>> 1 < leastPairs) continue;
      for (const [from, to] of printableRuns(hex, first, end)) {
        const bytes = Uint8Array.from({ length: (to - from) / 2 }, (_, pair) => byteAt(hex, from + 2 * pair));
        yield viewOfToken(view, hexAt[from]!, hexAt[to - 1]! + 1, textOf(bytes)!);
      }
    }
  }
}

const byteAt = (hex: Uint8Array, place: number) => hex[place]! * 16 + hex[place + 1]!;

/** Runs of at least 14 pairs of hex that are printable ASCII, or the zeros of UTF-16 between. */
function* printableRuns(hex: Uint8Array, first: number, end: number): Generator<[number, number]> {
  let from = first;
  for (let place = first; ; place += 2) {
    const byte = place + 1 < end ? byteAt(hex, place) : -1;
    const isText = byte === 0 || byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte < 0x7f);
    if (isText) continue;
    if (place - from >= leastPairs * 2) yield [from, place];
    if (byte < 0) return;
    from = place + 2;
  }
}

/** Numbers in which letters may stand for digits, and those letters where they touch a digit. */
const mixedNumber = /[\doOlI|](?:[ ._/-]?[\doOlI|]){13}/;
const similar = /(?<=\d)[oOlI|]{1,15}|[oOlI|]{1,15}(?=\d)/g;

/** Everything that a view may be a notation of: escapes undone, base64 and hex decoded, similar letters read as digits. */
export function* decodedViews(view: View, tokens: Tokens): Generator<View> {
  const { text } = view;
  yield* hexViews(view, tokens);
  yield* base64Views(view);
  if (/[%&=\\]/.test(text)) {
    const unescaped = rewrite(view, escapes, unescape);
    if (unescaped.text !== text) yield unescaped;
  }
  if (mixedNumber.test(text)) {
    const read = rewrite(view, similar, (signs) => signs.replaceAll(/o/gi, '0').replaceAll(/[lI|]/g, '1'));
    if (read.text !== text) yield read;
  }
}
