/** Seeded random numbers, so that a table of measurements comes out the same everywhere. Mulberry32 */
export interface Random {
  /** A whole number below `limit`. */
  below: (limit: number) => number;
  digits: (length: number) => string;
  hex: (length: number) => string;
  of: <T>(list: readonly T[]) => T;
}

export function seeded(seed: number): Random {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const text = (length: number, signs: string) => {
    let made = '';
    while (made.length < length) made += signs[below(signs.length)]!;
    return made;
  };
  return {
    below,
    digits: (length) => text(length, '0123456789'),
    hex: (length) => text(length, '0123456789abcdef'),
    of: (list) => list[below(list.length)]!,
  };
}

/** Appends the digit that makes the check of ISO/IEC 7812-1 come out. */
export function withLuhnDigit(body: string): string {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const weighed = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + Math.floor(weighed / 10) + (weighed % 10);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
