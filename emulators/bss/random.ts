import { mulberry32 } from '../mulberry32.ts';

export interface Random {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  /** True with this probability, from 0 to 1. */
  chance(probability: number): boolean;
  hex(length: number): string;
}

/** Random values of one row. They depend on seed, table and number only, so rows can be generated in any order. */
export function randomFor(seed: number, table: string, number: number): Random {
  let hash = 2_166_136_261 ^ seed;
  for (const letter of `${table}:${number}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  const next = mulberry32(hash);
  return {
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    chance: (probability) => next() < probability,
    hex: (length) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join(''),
  };
}
