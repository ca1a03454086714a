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
/** All numbers of six digits. */
export const prefixCount = 1_000_000;

/** What is public of an access point name in lower case: two signs and its length, in one number. */
export const nameGate = (first: number, second: number, length: number): number =>
  (length << 16) | ((first & 0xff) << 8) | (second & 0xff);

/**
 * Opens fingerprints for look-up. One answer in 2^52 / count is wrong: 2e-9 for eight million.
 * @param key the one they were made with; a wrong one finds nothing, so the caller must have checked it
 */
export function openKnown({ counts, gates, offsets, rests }: Fingerprints, key: SipKey): Known {
  const prefixes = new Uint8Array(prefixCount);
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

export const noCounts = () =>
  Object.fromEntries(identifierKinds.map((kind) => [kind, 0])) as Record<IdentifierKind, number>;

/** For a source that has no tables of identifiers. */
export const nothingKnown: Known = {
  fingerprints: 0,
  counts: noCounts(),
  prefixes: new Uint8Array(prefixCount),
  tacs: new Set(),
  mayBeOui: () => false,
  names: new Set(),
  blocks: new Set(),
  has: () => false,
};
