import { longestForm, shapes, writeForm } from './kinds.ts';
import { identifierKinds, type IdentifierKind } from '../../schemas/terms.ts';
import { sipHash, type SipKey } from './siphash.ts';

/**
 * What is public about the known identifiers: prefixes of networks, card issuers and device types. Most numbers of a
 * text begin with none of them and are never hashed.
 */
export interface Gates {
  /** Bits of `shapes` by the first six digits, as `prefix + bits * 2 ** 20`. */
  prefixes: readonly number[];
  /** Type allocation codes, the first eight digits of an IMEI; null for too many to list. */
  tacs: readonly number[] | null;
  /** The first 24 bits of MAC addresses; null for too many to list. */
  ouis: readonly number[] | null;
  /** First two signs and lengths of access point names, as `nameGate` makes them; null for too many to list. */
  names: readonly number[] | null;
  /** Blocks of 100,000 IMSIs of which at least 1 in 100 is known, by their first ten digits. */
  blocks: readonly number[];
}

/** Fingerprints of all known identifiers, in the form in which they are kept in a file. */
export interface Fingerprints {
  /** Known identifiers of each kind, repeated ones included. */
  counts: Record<IdentifierKind, number>;
  gates: Gates;
  /** Place of each bucket's first fingerprint in `rests`: 2^20 buckets by the first 20 bits, and the end. */
  offsets: Uint32Array;
  /** Bits 21 to 52 of the fingerprints, sorted within their bucket. */
  rests: Uint32Array;
}

/** The look-up that a guard needs. */
export interface Known {
  fingerprints: number;
  counts: Record<IdentifierKind, number>;
  /** Bits of `shapes` that begin with six digits, by these digits as a number. */
  prefixes: Uint8Array;
  /** Null: too many to list. */
  tacs: ReadonlySet<number> | null;
  mayBeOui: (bits: number) => boolean;
  names: ReadonlySet<number> | null;
  blocks: ReadonlySet<number>;
  /** Whether the form that `writeForm` wrote into a buffer is known. */
  has: (buffer: Uint8Array, length: number) => boolean;
}

export const bucketCount = 2 ** 20;

/** What is public of an access point name in lower case: two signs and its length, in one number. */
export const nameGate = (first: number, second: number, length: number): number =>
  (length << 16) | ((first & 0xff) << 8) | (second & 0xff);

/**
 * Opens fingerprints for look-up. One answer in 2^52 / count is wrong: 2e-9 for eight million.
 * @param key the one they were made with; a wrong one finds nothing, so the caller must have checked it
 */
export function openKnown({ counts, gates, offsets, rests }: Fingerprints, key: SipKey): Known {
  const prefixes = new Uint8Array(1_000_000);
  for (const entry of gates.prefixes) prefixes[entry % bucketCount] = Math.floor(entry / bucketCount);
  const hash = new Uint32Array(2);
  return {
    fingerprints: rests.length,
    counts,
    prefixes,
    tacs: gates.tacs && new Set(gates.tacs),
    mayBeOui: createOuiGate(gates.ouis),
    names: gates.names && new Set(gates.names),
    blocks: new Set(gates.blocks),
    has: (buffer, length) => {
      sipHash(key, buffer, length, hash);
      const [high, low] = [hash[0]!, hash[1]!];
      const rest = ((high << 20) | (low >>> 12)) >>> 0;
      const end = offsets[(high >>> 12) + 1]!;
      for (let place = offsets[high >>> 12]!; place < end; place += 1) {
        if (rests[place]! >= rest) return rests[place] === rest;
      }
      return false;
    },
  };
}

/** The first 16 bits are looked up first, because a set takes its time and most texts have no MAC address. */
function createOuiGate(listed: readonly number[] | null): (bits: number) => boolean {
  if (listed === null) return () => true;
  const ouis = new Set(listed);
  const starts = new Uint8Array(2 ** 16);
  for (const oui of ouis) starts[oui >>> 8] = 1;
  return (bits) => starts[bits >>> 8] === 1 && ouis.has(bits);
}

const listPrefixes = (prefixes: Uint8Array) => {
  const entries: number[] = [];
  prefixes.forEach((bits, prefix) => bits > 0 && entries.push(prefix + bits * bucketCount));
  return entries;
};

const noCounts = () => Object.fromEntries(identifierKinds.map((kind) => [kind, 0])) as Record<IdentifierKind, number>;

/** For a source that has no tables of identifiers. */
export const nothingKnown: Known = openKnown(
  {
    counts: noCounts(),
    gates: { prefixes: [], tacs: [], ouis: [], names: [], blocks: [] },
    offsets: new Uint32Array(bucketCount + 1),
    rests: new Uint32Array(0),
  },
  new Uint32Array(4),
);

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
  const prefixes = new Uint8Array(1_000_000);
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
