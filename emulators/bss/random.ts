/** Pseudo-random draws for one row. The same seed, table and row always give the same draws, in any order of rows. */
export interface Draw {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number;
  /** True in about `share` of the cases. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
}

function hash(text: string): number {
  let value = 2166136261;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 16777619);
  }
  return value >>> 0;
}

/**
 * Draws for row `row` of `stream`, by Chris Doty-Humphrey's sfc32 (PractRand, public domain). Each row has a generator
 * of its own, so that any row can be made again without the rows before it: no table is ever held in memory.
 */
export function drawFor(seed: number, stream: string, row: number): Draw {
  let a = hash(stream);
  let b = seed | 0;
  let c = row | 0;
  let counter = 1;
  const bits = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) bits();
  const next = (): number => bits() / 4294967296;
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    chance: (share) => next() < share,
    pick: (items) => items[whole(0, items.length - 1)]!,
    hex: (length) => Array.from({ length }, () => whole(0, 15).toString(16)).join(''),
  };
}
