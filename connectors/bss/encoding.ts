import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Encoding } from '../../schemas/profile.ts';

/**
 * The encoding of a file of texts: what its byte order mark says, UTF-8 if all of it is sound as such, and windows-1252
 * otherwise, which is what is left in practice and takes nearly any byte. Text of another encoding is hardly ever sound UTF-8
 * by chance. https://encoding.spec.whatwg.org/#decode
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    if (buffer.equals(Buffer.from([0xff, 0xfe]))) return 'utf-16le';
  } finally {
    await file.close();
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'windows-1252';
    throw error;
  }
}
