import type { IdentifierKind } from '../../schemas/terms.ts';
import { longestForm, shapes, writeForm } from './kinds.ts';
import { bucketCount, nameGate, noCounts, prefixCount, type Fingerprints } from './known.ts';
import { sipHash, type SipKey } from './siphash.ts';

/** Distinct prefixes that are worth a list; with more of them the prefix tells nothing. */
const longestList = 65_536;
const blockSize = 100_000;

/**
 * Collects fingerprints. Memory: 12 bytes an identifier outside the heap, up to 20 while the last ones are added.
 * @param key 128 bits
 */
export function collectFingerprints(key: SipKey): {
  /** `form` is canonical, from `canonicalForm`. */
  add: (kind: IdentifierKind, form: string) => void;
  finish: () => Fingerprints;
} {
  const buffer = new Uint8Array(longestForm + 1);
  const hash = new Uint32Array(2);
  const counts = noCounts();
  const prefixes = new Uint8Array(prefixCount);
  const tacs = new Set<number>();
  const ouis = new Set<number>();
  const names = new Set<number>();
  const blocks = new Map<number, number>();
  let taken = 0;
  let all = new Float64Array(1 << 16);

  const note = (kind: IdentifierKind, form: string) => {
    const shape = shapes.find((one) => one.kind === kind && one.length === form.length);
    if (shape) prefixes[Number(form.slice(0, 6))]! |= shape.bit;
    if (kind === 'imei' && tacs.size <= longestList) tacs.add(Number(form.slice(0, 8)));
    if (kind === 'mac' && ouis.size <= longestList) ouis.add(Number.parseInt(form.slice(0, 6), 16));
    if (kind === 'apn' && names.size <= longestList) {
      names.add(nameGate(form.charCodeAt(0), form.charCodeAt(1), form.length));
    }
    if (kind === 'imsi' && form.length === 15 && blocks.size <= longestList) {
      const block = Number(form.slice(0, 10));
      blocks.set(block, (blocks.get(block) ?? 0) + 1);
    }
  };
  return {
    add: (kind, form) => {
      note(kind, form);
      counts[kind] += 1;
      sipHash(key, buffer, writeForm(kind, form, buffer), hash);
      if (taken === all.length) {
        const larger = new Float64Array(all.length * 2);
        larger.set(all);
        all = larger;
      }
      // The first 52 bits as a whole number, which a double holds exactly and sorts natively.
      all[taken] = hash[0]! * bucketCount + (hash[1]! >>> 12);
      taken += 1;
    },
    finish: () => {
      const sorted = all.subarray(0, taken).sort();
      const isFirst = (place: number) => place === 0 || sorted[place] !== sorted[place - 1];
      let distinct = 0;
      for (let place = 0; place < taken; place += 1) if (isFirst(place)) distinct += 1;
      const rests = new Uint32Array(distinct);
      const offsets = new Uint32Array(bucketCount + 1);
      let next = 0;
      for (let place = 0; place < taken; place += 1) {
        if (!isFirst(place)) continue;
        const value = sorted[place]!;
        rests[next] = value % 2 ** 32;
        next += 1;
        offsets[Math.floor(value / 2 ** 32) + 1]! += 1;
      }
      for (let bucket = 0; bucket < bucketCount; bucket += 1) offsets[bucket + 1]! += offsets[bucket]!;
      const list = (set: Set<number>) => (set.size > longestList ? null : [...set].sort((a, b) => a - b));
      const dense = blocks.size > longestList ? [] : [...blocks].filter(([, known]) => known * 100 >= blockSize);
      return {
        counts,
        gates: {
          prefixes: listPrefixes(prefixes),
          tacs: list(tacs),
          ouis: list(ouis),
          names: list(names),
          blocks: dense.map(([block]) => block).sort((a, b) => a - b),
        },
        offsets,
        rests,
      };
    },
  };
}

const listPrefixes = (prefixes: Uint8Array) => {
  const entries: number[] = [];
  prefixes.forEach((bits, prefix) => bits > 0 && entries.push(prefix + bits * bucketCount));
  return entries;
};
