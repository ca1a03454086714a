/** A key of 128 bits as four words, the lowest first. */
export type SipKey = Uint32Array;

/**
 * SipHash-2-4: a keyed hash of 64 bits, made to be a pseudo-random function of short inputs. Written here in 32-bit
 * arithmetic, because a guard hashes millions of short texts and BigInt costs four times as much.
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
 * @param out receives the upper and the lower word
 */
export function sipHash(key: SipKey, bytes: Uint8Array, length: number, out: Uint32Array): void {
  const [k0, k1, k2, k3] = [key[0]!, key[1]!, key[2]!, key[3]!];
  let v0l = k0 ^ 0x70736575;
  let v0h = k1 ^ 0x736f6d65;
  let v1l = k2 ^ 0x6e646f6d;
  let v1h = k3 ^ 0x646f7261;
  let v2l = k0 ^ 0x6e657261;
  let v2h = k1 ^ 0x6c796765;
  let v3l = k2 ^ 0x79746573;
  let v3h = k3 ^ 0x74656462;
  const blocks = (length >>> 3) + 1;
  // One turn for each block of eight bytes, the last one filled up with the length, and one to finish.
  for (let block = 0; block <= blocks; block += 1) {
    let low = 0;
    let high = 0;
    let rounds = 2;
    if (block === blocks) {
      v2l ^= 0xff;
      rounds = 4;
    } else {
      const from = block << 3;
      if (from + 8 <= length) {
        low = word(bytes, from);
        high = word(bytes, from + 4);
      } else {
        high = length << 24;
        for (let at = from; at < length; at += 1) {
          const place = at - from;
          if (place < 4) low |= bytes[at]! << (place << 3);
          else high |= bytes[at]! << ((place - 4) << 3);
        }
      }
      v3l ^= low;
      v3h ^= high;
    }
    for (; rounds > 0; rounds -= 1) {
      let sum = (v0l + v1l) | 0;
      v0h = (v0h + v1h + (sum >>> 0 < v1l >>> 0 ? 1 : 0)) | 0;
      v0l = sum;
      let turned = (v1l << 13) | (v1h >>> 19);
      v1h = (v1h << 13) | (v1l >>> 19);
      v1l = turned ^ v0l;
      v1h ^= v0h;
      turned = v0l;
      v0l = v0h;
      v0h = turned;

      sum = (v2l + v3l) | 0;
      v2h = (v2h + v3h + (sum >>> 0 < v3l >>> 0 ? 1 : 0)) | 0;
      v2l = sum;
      turned = (v3l << 16) | (v3h >>> 16);
      v3h = (v3h << 16) | (v3l >>> 16);
      v3l = turned ^ v2l;
      v3h ^= v2h;

      sum = (v0l + v3l) | 0;
      v0h = (v0h + v3h + (sum >>> 0 < v3l >>> 0 ? 1 : 0)) | 0;
      v0l = sum;
      turned = (v3l << 21) | (v3h >>> 11);
      v3h = (v3h << 21) | (v3l >>> 11);
      v3l = turned ^ v0l;
      v3h ^= v0h;

      sum = (v2l + v1l) | 0;
      v2h = (v2h + v1h + (sum >>> 0 < v1l >>> 0 ? 1 : 0)) | 0;
      v2l = sum;
      turned = (v1l << 17) | (v1h >>> 15);
      v1h = (v1h << 17) | (v1l >>> 15);
      v1l = turned ^ v2l;
      v1h ^= v2h;
      turned = v2l;
      v2l = v2h;
      v2h = turned;
    }
    v0l ^= low;
    v0h ^= high;
  }
  out[0] = v0h ^ v1h ^ v2h ^ v3h;
  out[1] = v0l ^ v1l ^ v2l ^ v3l;
}

const word = (bytes: Uint8Array, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
