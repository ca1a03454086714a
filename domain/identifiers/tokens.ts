import {
  dotAtWordEnd,
  endingAt,
  endings,
  formAtWordEnd,
  labelAtWordEnd,
  labelWithin,
  nextLetters,
} from './label-words.ts';

/**
 * What one pass over a text collects: its digits in one row, its hex digits in streaks, whatever stands between them, and
 * what decides which of the costlier searches can find anything.
 */
export interface Tokens {
  /** Values 0 to 9. Words and signs between them are left out. */
  digits: Uint8Array;
  digitAt: Uint32Array;
  /** How a digit follows the one before: `glued`, `joined` by up to three signs such as blanks and dashes, or `apart`. */
  gaps: Uint8Array;
  digitCount: number;
  /** Groups of digits without anything between. */
  groups: number;
  /** Values 0 to 15. */
  hex: Uint8Array;
  hexAt: Uint32Array;
  /**
   * Places in `hex`, two each: where streaks of twelve and more begin and end. Between the digits may be up to three signs,
   * 0x, \x, or an h behind them.
   */
  streaks: number[];
  /** Whether a 0x or \x was left out of the streaks. */
  prefixed: boolean;
  /** Length of the longest word of letters, digits and the signs of base64 that has a letter. */
  longestCode: number;
  /** Bits of what was seen: the constants `saw…`. */
  seen: number;
}

export const glued = 0;
export const joined = 1;
export const apart = 2;

export const sawEscape = 1;
/** Words or signs of an identifier's form. */
export const sawForm = 2;
export const sawLabel = 4;
/** Letters that look like digits, beside digits. */
export const sawSimilar = 8;
/** Dots, dashes or colons of an IP address. */
export const sawAddress = 16;
/** A word with a letter and, before or behind it, a digit or dot. */
export const sawMixed = 32;

const digit = 1;
const hexLetter = 2;
const letter = 4;
const joiner = 8;
const code64 = 16;
const similar = 32;
const dot = 64;

const classes = new Uint8Array(128);
const note = (signs: string, bit: number) => {
  for (const sign of signs) classes[sign.charCodeAt(0)]! |= bit;
};
note('0123456789', digit | code64);
note('abcdefABCDEF', hexLetter);
note('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ', letter | code64);
note('_+/-', code64);
note(" \t\r\n._-/\\()+'", joiner);
note('oOlI|', similar);
note('.', dot);

const signsSeen = new Uint8Array(128);
for (const sign of '%&=\\') signsSeen[sign.charCodeAt(0)] = sawEscape;
for (const sign of '{$') signsSeen[sign.charCodeAt(0)] = sawForm;

export const newTokens = (): Tokens => ({
  digits: new Uint8Array(0),
  digitAt: new Uint32Array(0),
  gaps: new Uint8Array(0),
  digitCount: 0,
  groups: 0,
  hex: new Uint8Array(0),
  hexAt: new Uint32Array(0),
  streaks: [],
  prefixed: false,
  longestCode: 0,
  seen: 0,
});

const longestGap = 3;
const leastStreak = 12;
const far = longestGap + 1;

/**
 * Reads a folded text.
 * @param tokens are overwritten and grow with the longest text, because new arrays for each cost more than reading it
 */
export function readTokens(text: string, tokens: Tokens): void {
  if (text.length > tokens.digits.length) {
    const size = text.length * 2;
    tokens.digits = new Uint8Array(size);
    tokens.gaps = new Uint8Array(size);
    tokens.hex = new Uint8Array(size);
    tokens.digitAt = new Uint32Array(size);
    tokens.hexAt = new Uint32Array(size);
  }
  const { digits, digitAt, gaps, hex, hexAt, streaks } = tokens;
  streaks.length = 0;
  let digitCount = 0;
  let groups = 0;
  let hexCount = 0;
  let streakFrom = 0;
  let prefixed = false;
  /** Signs since the last digit; more than three once something parts it from the next. */
  let digitGap = far;
  let hexGap = far;
  let codeLength = 0;
  let codeKinds = 0;
  let longestCode = 0;
  let letters = 0;
  let ends = 0;
  let colons = 0;
  let dots = 0;
  let dashes = 0;
  let slashes = 0;
  let seen = 0;
  /** Classes of the signs since the last blank, and of the last sign. */
  let word = 0;
  let before = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code]! : letter;
    if ((kind & letter) !== 0) {
      letters = nextLetters(letters, code);
      ends |= endings[endingAt(letters)]! & labelWithin;
      digitGap = far;
      if ((word & (digit | dot)) !== 0) seen |= sawMixed;
    } else if (letters !== 0) {
      ends |= endings[endingAt(letters)]!;
      letters = 0;
    }
    if ((kind & (digit | hexLetter)) !== 0) {
      if (hexGap > longestGap) {
        if (hexCount - streakFrom >= leastStreak) streaks.push(streakFrom, hexCount);
        streakFrom = hexCount;
      }
      hexGap = 0;
      hex[hexCount] = (kind & digit) !== 0 ? code - 48 : (code | 32) - 87;
      hexAt[hexCount] = at;
      hexCount += 1;
      if ((kind & digit) !== 0) {
        digits[digitCount] = code - 48;
        digitAt[digitCount] = at;
        if (digitGap === 0) gaps[digitCount] = glued;
        else {
          gaps[digitCount] = digitGap <= longestGap ? joined : apart;
          groups += 1;
        }
        digitCount += 1;
        digitGap = 0;
        if ((word & letter) !== 0) seen |= sawMixed;
        if ((before & similar) !== 0) seen |= sawSimilar;
      }
    } else if ((kind & letter) !== 0) {
      const isX = (code | 32) === 120;
      if (isX && hexGap === 0 && hex[hexCount - 1] === 0) {
        // The 0 of 0x is not part of what follows.
        hexCount -= 1;
        prefixed = true;
        hexGap = hexCount > streakFrom ? 1 : far;
      } else if (isX && text.charCodeAt(at - 1) === 92) prefixed = true;
      else hexGap = (code | 32) === 104 && hexGap === 0 ? 1 : far;
    } else {
      hexGap += 1;
      digitGap += (kind & joiner) !== 0 ? 1 : far;
      seen |= signsSeen[code]!;
      if (code === 58) colons += 1;
      else if (code === 46) dots += 1;
      else if (code === 45) dashes += 1;
      else if (code === 47) slashes += 1;
    }
    if ((kind & code64) !== 0) {
      codeLength += 1;
      codeKinds |= kind;
    } else {
      if (codeLength > longestCode && (codeKinds & letter) !== 0) longestCode = codeLength;
      codeLength = 0;
      codeKinds = 0;
    }
    if ((kind & similar) !== 0 && (before & digit) !== 0) seen |= sawSimilar;
    before = kind;
    word = code <= 32 ? 0 : word | kind;
  }
  ends |= endings[endingAt(letters)]!;
  if (hexCount - streakFrom >= leastStreak) streaks.push(streakFrom, hexCount);
  if ((ends & (labelWithin | labelAtWordEnd)) !== 0) seen |= sawLabel;
  if ((ends & formAtWordEnd) !== 0) seen |= sawForm;
  if (streaks.length > 0 && dots + dashes > 1) seen |= sawForm;
  if (groups > 3 && slashes > 0) seen |= sawForm;
  if (colons > 1) seen |= sawForm | sawAddress;
  if (groups > 3 && (dots > 2 || dashes > 2 || (ends & dotAtWordEnd) !== 0)) seen |= sawAddress;
  tokens.digitCount = digitCount;
  tokens.groups = groups;
  tokens.prefixed = prefixed;
  tokens.longestCode = (codeKinds & letter) !== 0 ? Math.max(longestCode, codeLength) : longestCode;
  tokens.seen = seen;
}
