import { randomFor, type Random } from './random.ts';

/** Number of the subscriber that this one duplicates, or null. */
export const originalOf = (number: number) => (number % 499 === 7 ? number - 1 : null);

/** Random values that a duplicate shares with its original. */
export const sharedRandom = (seed: number, number: number): Random =>
  randomFor(seed, 'subscriber', originalOf(number) ?? number);

/** Whether a subscriber is a business. It is the first of the shared values. */
export const isBusiness = (shared: Random): boolean => shared.chance(0.15);
