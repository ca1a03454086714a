import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';

/** SHA-256 of a text or of bytes, in hex. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Digest of a plain JSON value, the same for any order of its members. */
export function digestOf(value: unknown): string {
  return sha256(stringify(value) ?? 'null');
}
