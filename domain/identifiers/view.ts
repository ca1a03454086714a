/**
 * A text to scan and how its units are found in the value that was given. The value itself is never changed; decoding and
 * folding make views of it. Plain data, because a view is made of every value and closures would cost more than reading it.
 */
export interface View {
  text: string;
  /** What it was made of; null for the value itself. */
  parent: View | null;
  /** Pieces whose length changed, in order. Null: every unit has the place of its parent's. */
  pieces: Piece[] | null;
}

/** Where a piece begins and ends in a view and in its parent. */
interface Piece {
  from: number;
  to: number;
  oldFrom: number;
  oldTo: number;
}

export const viewOf = (text: string): View => ({ text, parent: null, pieces: null });

/** A text that was decoded from a whole token of another view; its units have no places of their own. */
export const viewOfToken = (parent: View, oldFrom: number, oldTo: number, text: string): View => ({
  text,
  parent,
  pieces: [{ from: 0, to: text.length, oldFrom, oldTo }],
});

/** Place of a unit's first sign in the value. */
export function startOf(view: View, unit: number): number {
  if (view.parent === null) return unit;
  const piece = pieceAt(view.pieces, unit);
  if (!piece) return startOf(view.parent, unit);
  return startOf(view.parent, unit >= piece.to ? piece.oldTo + unit - piece.to : piece.oldFrom);
}

/** Place after a unit's last sign in the value. */
export function endOf(view: View, unit: number): number {
  if (view.parent === null) return unit + 1;
  const piece = pieceAt(view.pieces, unit);
  if (!piece) return endOf(view.parent, unit);
  return endOf(view.parent, unit >= piece.to ? piece.oldTo + unit - piece.to : piece.oldTo - 1);
}

/** The last piece that begins at or before a unit. */
function pieceAt(pieces: Piece[] | null, unit: number): Piece | undefined {
  if (pieces === null) return undefined;
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pieces[middle]!.from <= unit) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}

/**
 * A view of a text in which parts are replaced; the same view if none is.
 * @param pattern global
 * @param replace null leaves a part as it is
 */
export function rewrite(parent: View, pattern: RegExp, replace: (found: string) => string | null): View {
  const { text } = parent;
  const parts: string[] = [];
  const pieces: Piece[] = [];
  let copied = 0;
  let length = 0;
  for (const match of text.matchAll(pattern)) {
    const piece = replace(match[0]);
    if (piece === null || piece === match[0]) continue;
    parts.push(text.slice(copied, match.index), piece);
    length += match.index - copied;
    copied = match.index + match[0].length;
    if (piece.length !== match[0].length) {
      pieces.push({ from: length, to: length + piece.length, oldFrom: match.index, oldTo: copied });
    }
    length += piece.length;
  }
  if (copied === 0) return parent;
  parts.push(text.slice(copied));
  return { text: parts.join(''), parent, pieces: pieces.length === 0 ? null : pieces };
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
