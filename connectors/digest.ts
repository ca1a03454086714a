import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'safe-stable-stringify';
import { codeOf } from './foreign-error.ts';

/** SHA-256 of a text or of bytes, in hex. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of a text in base64url, without padding: the nonce of a sign-off. */
export const sha256Base64url = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Counts and hashes the bytes of a pipeline. Call `result` after the pipeline has ended. */
export function createMeasure(): {
  through: (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;
  result: () => { bytes: number; sha256: string };
} {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async *through(source) {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    result: () => ({ bytes, sha256: hash.digest('hex') }),
  };
}

/** SHA-256 of a file's bytes, in hex; null if there is no such file. */
export async function sha256OfFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex');
}

/** Digest of a plain JSON value. The order of its members does not matter. */
export function digestOf(value: unknown): string {
  return sha256(stringify(value) ?? 'null');
}
