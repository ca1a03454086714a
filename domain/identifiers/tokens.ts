/** The digits of a text in one row, and its hex digits in streaks, whatever stands between them. */
export interface Tokens {
  /** Values 0 to 9. Words and signs between them are left out. */
  digits: Uint8Array;
  digitAt: Uint32Array;
  /** How a digit follows the one before: `glued`, `joined` by up to three signs such as blanks and dashes, or `apart`. */
  gaps: Uint8Array;
  digitCount: number;
  /** Values 0 to 15. */
  hex: Uint8Array;
  hexAt: Uint32Array;
  hexCount: number;
  /** First places in `hex` of streaks: hex digits with up to three signs or 0x between them. Ends with `hexCount`. */
  streaks: number[];
  /** Whether a 0x was left out of the streaks. */
  prefixed: boolean;
}

export const glued = 0;
export const joined = 1;
export const apart = 2;

// 0 is any other sign.
const joiner = 1;
const letter = 2;
const hexLetter = 3;
const digit = 4;

const classes = new Uint8Array(128);
for (const sign of " \t\r\n._-/\\()+'") classes[sign.charCodeAt(0)] = joiner;
for (let code = 0; code < 128; code += 1) {
  const sign = String.fromCharCode(code);
  if (/[a-z]/i.test(sign)) classes[code] = /[a-f]/i.test(sign) ? hexLetter : letter;
  if (/\d/.test(sign)) classes[code] = digit;
}

const longestGap = 3;

export const newTokens = (): Tokens => ({
  digits: new Uint8Array(0),
  digitAt: new Uint32Array(0),
  gaps: new Uint8Array(0),
  digitCount: 0,
  hex: new Uint8Array(0),
  hexAt: new Uint32Array(0),
  hexCount: 0,
  streaks: [],
  prefixed: false,
});

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
  const { digits, digitAt, gaps, hex, hexAt } = tokens;
  const streaks = [];
  let digitCount = 0;
  let hexCount = 0;
  let prefixed = false;
  /** Signs since the last digit; more than three once something parts it from the next. */
  let digitGap = longestGap + 1;
  let hexGap = longestGap + 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classes[code]! : letter;
    if (kind >= hexLetter) {
      if (hexGap > longestGap) streaks.push(hexCount);
      hexGap = 0;
      hex[hexCount] = kind === digit ? code - 48 : (code | 32) - 87;
      hexAt[hexCount] = at;
      hexCount += 1;
      if (kind === digit) {
        digits[digitCount] = code - 48;
        digitAt[digitCount] = at;
        gaps[digitCount] = digitGap === 0 ? glued : digitGap <= longestGap ? joined : apart;
        digitCount += 1;
        digitGap = 0;
      } else digitGap = longestGap + 1;
    } else if (kind === letter) {
      digitGap = longestGap + 1;
      // The 0 of 0x is not part of what follows.
      if ((code | 32) === 120 && hexGap === 0 && hex[hexCount - 1] === 0) {
        hexCount -= 1;
        prefixed = true;
        if (streaks.at(-1) === hexCount) {
          streaks.pop();
          hexGap = longestGap + 1;
        } else hexGap = 1;
      } else hexGap = longestGap + 1;
    } else {
      hexGap += 1;
      digitGap += kind === joiner ? 1 : longestGap + 1;
    }
  }
  streaks.push(hexCount);
  tokens.digitCount = digitCount;
  tokens.hexCount = hexCount;
  tokens.streaks = streaks;
  tokens.prefixed = prefixed;
}
