import { sipHash } from '../../../domain/identifiers/siphash.ts';

const key = Uint32Array.of(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c);
const hash = (length: number) => {
  const out = new Uint32Array(2);
  sipHash(
    key,
    Uint8Array.from({ length }, (_, place) => place),
    length,
    out,
  );
  return [...out].map((half) => half.toString(16).padStart(8, '0')).join('');
};

// Published with the reference implementation: key 00 to 0f, message 00 01 02 … of this many bytes.
test.each([
  [0, '726fdb47dd0e0e31'],
  [1, '74f839c593dc67fd'],
  [2, '0d6c8009d9a94f5a'],
  [3, '85676696d7fb7e2d'],
  [4, 'cf2794e0277187b7'],
  [5, '18765564cd99a68d'],
  [6, 'cbc9466e58fee3ce'],
  [7, 'ab0200f58b01d137'],
  [8, '93f5f5799a932462'],
  [9, '9e0082df0ba9e4b0'],
  [15, 'a129ca6149be45e5'],
  [16, '3f2acc7f57c29bdb'],
  [31, '32d892fad841c342'],
  [32, '7127512f72f27cce'],
  [33, 'a7f32346f95978e3'],
  [63, '958a324ceb064572'],
])('the hash of %i bytes is the published one', (length, expected) => {
  expect(hash(length)).toBe(expected);
});
