import { spanOf, type Span } from './hit.ts';
import { kindByte, longestForm } from './kinds.ts';
import type { IdentifierKind } from '../../schemas/terms.ts';
import { nameGate, type Known } from './known.ts';
import type { View } from './view.ts';

const letter = 1;
const digit = 2;
const dot = 4;
const nameSign = 8;
const partSign = 16;
const blank = 32;
const between = 64;

const classes = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const sign = String.fromCharCode(code);
  if (/[a-z]/i.test(sign)) classes[code]! |= letter | nameSign;
  if (/\d/.test(sign)) classes[code]! |= digit | nameSign;
  if (sign === '.') classes[code]! |= dot | nameSign;
  if (sign === '-') classes[code]! |= nameSign;
  if (sign <= ' ') classes[code]! |= blank;
  // Signs that surround values in texts.
  else classes[code]! |= /["',;<>(){}[\]|:=]/.test(sign) ? between : partSign;
}
const classOf = (code: number) => (code < 128 ? classes[code]! : letter | partSign);

const leastName = 4;
const leastPassword = 8;

/**
 * Makes the look-up of a text's words among the known names of access points and passwords. Only words with a letter and a
 * digit or a dot are looked up; the known ones are all such.
 */
export function createWordSearch(
  known: Known,
  found: (kind: IdentifierKind, spans: Span[]) => void,
): (view: View) => void {
  const form = new Uint8Array(longestForm + 1);
  const { counts } = known;

  const search = (kind: IdentifierKind, view: View, from: number, to: number) => {
    form[0] = kindByte[kind];
    for (let place = from; place < to; place += 1) form[place - from + 1] = lower(view.text.charCodeAt(place));
    if (known.has(form, to - from + 1)) found(kind, spanOf(view, from, to));
  };

  const searchName = (view: View, from: number, end: number) => {
    let to = end;
    while (to > from && (classOf(view.text.charCodeAt(to - 1)) & (letter | digit)) === 0) to -= 1;
    if (to - from < leastName || to - from > longestForm) return;
    const [first, second] = [lower(view.text.charCodeAt(from)), lower(view.text.charCodeAt(from + 1))];
    if (known.names?.has(nameGate(first, second, to - from)) !== false) search('apn', view, from, to);
  };

  /** With and without the punctuation that may end a sentence. */
  const searchPassword = (view: View, from: number, end: number) => {
    let to = end;
    for (;;) {
      if (to - from < leastPassword) return;
      if (to - from <= longestForm) search('credential', view, from, to);
      if (end - to === 3 || !isStop(view.text.charCodeAt(to - 1))) return;
      to -= 1;
    }
  };

  const eachRun = (view: View, from: number, to: number, bit: number, act: typeof searchName) => {
    let start = from;
    for (let at = from; at <= to; at += 1) {
      if (at < to && (classOf(view.text.charCodeAt(at)) & bit) !== 0) continue;
      if (at > start) act(view, start, at);
      start = at + 1;
    }
  };

  const searchWord = (view: View, from: number, to: number, seen: number) => {
    if (counts.apn > 0) eachRun(view, from, to, nameSign, searchName);
    if (counts.credential === 0 || to - from < leastPassword) return;
    searchPassword(view, from, to);
    if ((seen & between) !== 0) eachRun(view, from, to, partSign, searchPassword);
  };

  return (view) => {
    const { text } = view;
    let start = 0;
    let seen = 0;
    for (let at = 0; at <= text.length; at += 1) {
      const kind = at < text.length ? classOf(text.charCodeAt(at)) : blank;
      seen |= kind;
      if ((kind & blank) === 0) continue;
      if (at - start >= leastName && (seen & letter) !== 0 && (seen & (digit | dot)) !== 0) {
        searchWord(view, start, at, seen);
      }
      start = at + 1;
      seen = 0;
    }
  };
}

/** `.`, `!` or `?` */
const isStop = (code: number) => code === 46 || code === 33 || code === 63;

const lower = (code: number) => (code >= 65 && code <= 90 ? code | 32 : code);
