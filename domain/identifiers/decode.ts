import { decodeBase64, hexOf } from './base64.ts';
import { sawEscape, sawSimilar, type Tokens } from './tokens.ts';
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
    String.raw`=\r?\n|&#\d{1,7};?|&#x[\da-f]{1,6};?|&[a-z]{2,6};|[\\%]u[\da-f]{4}|\\u\{[\da-f]{1,6}\}|\\[0-3][0-7]{2}|\\[nrt]`,
  ].join('|'),
  'gi',
);

function unescape(found: string): string | null {
  if (found.startsWith('&')) {
    const [, number, name] = /^&(?:#(x?[\da-f]+);?|(\w+);)$/i.exec(found)!;
    return number === undefined ? (entities[name!.toLowerCase()] ?? null) : fromCode(number.replace(/^x/i, '0x'));
  }
  if (found.startsWith('=') && found.endsWith('\n')) return '';
  const [, escape, octal] = /^\\([nrt])|^\\([0-7]{3})/i.exec(found) ?? [];
  if (escape !== undefined) return '\n';
  if (octal !== undefined) return fromCode(`0o${octal}`);
  if (/^.u/i.test(found)) return fromCode(`0x${found.replaceAll(/[\\%u{}]/gi, '')}`);
  return textOf(Uint8Array.from(found.match(/[\da-f]{2}/gi)!, (byte) => Number.parseInt(byte, 16)));
}

function fromCode(number: string): string | null {
  const code = Number(number);
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
  const text = textOf(bytes);
  if (text !== null) return text.length >= leastDecoded ? text : null;
  return bytes.length <= longestBinary ? hexOf(bytes) : null;
}

/** Signs of the shortest code: 10 bytes. */
const leastCode = 14;
const base64 = /[\w+/-]{14,}(?:[ \t]*\r?\n[ \t]*[\w+/-]{4,})*={0,2}/g;
const base64Lines = /[\w+/-]{14,}/g;
const base64Parts = /[\w+]{14,}/g;

/** Words are no base64, which mixes cases inside a word or letters with digits; nor are numbers, dates and UUIDs. */
const isEncoded = (token: string) => /[a-z][A-Z]|\d/.test(token) && !/^[\da-f-]+$/i.test(token);

function addBase64(view: View, add: OnView): void {
  for (const { 0: token, index } of view.text.matchAll(base64)) {
    const lines = token.includes('\n') ? token.matchAll(base64Lines) : [];
    // A slash or a dash may also part a token from others, as in a path.
    const parts = /[/-]/.test(token) ? token.matchAll(base64Parts) : [];
    for (const { 0: part, index: offset } of [{ 0: token, index: 0 }, ...lines, ...parts]) {
      if (!isEncoded(part)) continue;
      const text = readBytes(decodeBase64(part));
      const from = index + offset;
      if (text !== null) add(viewOfToken(view, from, from + part.length, text));
    }
  }
}

const leastPairs = 14;

/** Runs of at least 14 pairs of hex that are printable ASCII, or the zeros of UTF-16 between. */
function addHex(view: View, { hex, hexAt }: Tokens, first: number, end: number, add: OnView): void {
  let from = first;
  for (let place = first; ; place += 2) {
    const byte = place + 1 < end ? byteAt(hex, place) : -1;
    if (byte === 0 || byte === 9 || byte === 10 || byte === 13 || (byte >= 0x20 && byte < 0x7f)) continue;
    if (place - from >= leastPairs * 2) {
      const bytes = new Uint8Array((place - from) / 2);
      for (let pair = 0; pair < bytes.length; pair += 1) bytes[pair] = byteAt(hex, from + 2 * pair);
      add(viewOfToken(view, hexAt[from]!, hexAt[place - 1]! + 1, textOf(bytes)!));
    }
    if (byte < 0) return;
    from = place + 2;
  }
}

const byteAt = (hex: Uint8Array, place: number) => hex[place]! * 16 + hex[place + 1]!;

/** Numbers in which letters may stand for digits, and those letters where they touch a digit. */
const mixedNumber = /[\doOlI|](?:[ ._/-]?[\doOlI|]){13}/;
const similar = /(?<=\d)[oOlI|]{1,15}|[oOlI|]{1,15}(?=\d)/g;

/** Called for each view. */
type OnView = (view: View) => void;

/** Everything that a view may be a notation of: escapes undone, base64 and hex decoded, similar letters read as digits. */
export function addDecoded(view: View, tokens: Tokens, add: OnView): void {
  const { streaks, seen } = tokens;
  for (let place = 0; place < streaks.length; place += 2) {
    const [from, to] = [streaks[place]!, streaks[place + 1]!];
    if (to - from < leastPairs * 2) continue;
    // Pairs may begin at the first or at the second digit.
    addHex(view, tokens, from, to, add);
    addHex(view, tokens, from + 1, to, add);
  }
  if (tokens.longestCode >= leastCode) addBase64(view, add);
  if ((seen & sawEscape) !== 0) addChanged(view, rewrite(view, escapes, unescape), add);
  if ((seen & sawSimilar) !== 0 && mixedNumber.test(view.text)) {
    addChanged(view, rewrite(view, similar, readAsDigits), add);
  }
}

const readAsDigits = (signs: string) => signs.replaceAll(/o/gi, '0').replaceAll(/[lI|]/g, '1');

function addChanged(view: View, changed: View, add: OnView): void {
  if (changed !== view) add(changed);
}
