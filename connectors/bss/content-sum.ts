import { sha256 } from '../digest.ts';

const modulus = 2n ** 256n;

/** Counts rows and sums their hashes, so that the order in which they come does not matter. */
export function createContentSum(): { add: (cells: string[]) => void; result: () => { rows: number; digest: string } } {
  let rows = 0;
  let sum = 0n;
  return {
    add(cells) {
      sum = (sum + BigInt(`0x${sha256(JSON.stringify(cells))}`)) % modulus;
      rows += 1;
    },
    result: () => ({ rows, digest: sum.toString(16).padStart(64, '0') }),
  };
}
