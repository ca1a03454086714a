const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Int8Array(128).fill(-1);
for (let place = 0; place < 64; place += 1) values[signs.charCodeAt(place)] = place;
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** Bytes of base64 or base64url, with or without padding; other ASCII signs are skipped. RFC 4648 */
export function decodeBase64(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length * 3) >>> 2);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let place = 0; place < text.length; place += 1) {
    const value = values[text.charCodeAt(place)]!;
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = held >>> bits;
    length += 1;
  }
  return bytes.subarray(0, length);
}

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
