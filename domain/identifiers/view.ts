/**
 * A text to scan and where its units are in the value that was given. The value itself is never changed; decoding and
 * folding make views of it.
 */
export interface View {
  text: string;
  /** Place of a unit's first sign in the value. */
  start: (unit: number) => number;
  /** Place after a unit's last sign in the value. */
  end: (unit: number) => number;
}

export const viewOf = (text: string): View => ({ text, start: (unit) => unit, end: (unit) => unit + 1 });

/** A text that was decoded from a whole token of another view; its units have no places of their own. */
export function viewOfToken(parent: View, from: number, to: number, text: string): View {
  const start = parent.start(from);
  const end = parent.end(to - 1);
  return { text, start: () => start, end: () => end };
}

/**
 * A view of a text in which parts are replaced.
 * @param pattern global
 * @param replace null leaves a part as it is
 */
export function rewrite(parent: View, pattern: RegExp, replace: (found: string) => string | null): View {
  const { text } = parent;
  const parts: string[] = [];
  /** Pieces whose length changed: where each begins and ends in the new and in the old text. */
  const pieces: { from: number; to: number; oldFrom: number; oldTo: number }[] = [];
  let copied = 0;
  let length = 0;
  for (const match of text.matchAll(pattern)) {
    const piece = replace(match[0]);
    if (piece === null) continue;
    parts.push(text.slice(copied, match.index), piece);
    length += match.index - copied;
    copied = match.index + match[0].length;
    if (piece.length !== match[0].length) {
      pieces.push({ from: length, to: length + piece.length, oldFrom: match.index, oldTo: copied });
    }
    length += piece.length;
  }
  parts.push(text.slice(copied));
  const changed = parts.join('');
  if (pieces.length === 0) return { ...parent, text: changed };

  const pieceAt = (unit: number) => {
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (pieces[middle]!.from <= unit) low = middle + 1;
      else high = middle;
    }
    return pieces[low - 1];
  };
  const within = (unit: number, side: 'start' | 'end') => {
    const piece = pieceAt(unit);
    if (!piece) return parent[side](unit);
    if (unit >= piece.to) return parent[side](piece.oldTo + unit - piece.to);
    return side === 'start' ? parent.start(piece.oldFrom) : parent.end(piece.oldTo - 1);
  };
  return { text: changed, start: (unit) => within(unit, 'start'), end: (unit) => within(unit, 'end') };
}

const beyondAscii = /[^\0-\x7f]/;
const everyBeyondAscii = /[^\0-\x7f]/gu;
const digit = /\p{Nd}/u;
/** Format and combining signs, variation selectors, and letters that are blank. */
const invisible = /[\p{Cf}\p{M}\u115f\u1160\u3164\uffa0]/u;
const letter = /\p{L}/u;

const foldings = new Map<string, string>();

/** Digits of any script become ASCII digits, invisible signs nothing, and what is neither letter nor digit a blank. */
function foldPoint(point: string): string {
  const known = foldings.get(point);
  if (known !== undefined) return known;
  const folded = [...point.normalize('NFKC')]
    .map((one) => {
      if (one < '\x80') return one;
      if (digit.test(one)) return String(digitValue(one));
      if (invisible.test(one)) return '';
      return letter.test(one) ? one : ' ';
    })
    .join('');
  foldings.set(point, folded);
  return folded;
}

/** Decimal digits of a script follow each other from its zero; mathematical ones come in five sets. Unicode, section 4.6 */
function digitValue(one: string): number {
  const code = one.codePointAt(0)!;
  let zero = code;
  while (digit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/** A view in ASCII as far as digits and signs are concerned; letters of other scripts stay letters. */
export const fold = (view: View): View =>
  beyondAscii.test(view.text) ? rewrite(view, everyBeyondAscii, foldPoint) : view;

export const foldText = (text: string): string => fold(viewOf(text)).text;
