import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Encoding } from '../../schemas/profile.ts';

/**
 * The encoding of a file of texts: what its byte order mark says, UTF-8 if all of it is sound as such, and windows-1252
 * otherwise, which is what is left in practice and takes nearly any byte. Text of another encoding is hardly ever sound UTF-8
 * by chance. https://encoding.spec.whatwg.org/#decode
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  if ((await markLength(path, 'utf-16le')) > 0) return 'utf-16le';
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

const marks: Partial<Record<Encoding, number[]>> = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe] };

/** Bytes of the byte order mark that a file begins with; 0 without one. */
export async function markLength(path: string, encoding: Encoding): Promise<number> {
  const mark = Buffer.from(marks[encoding] ?? []);
  if (mark.length === 0) return 0;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(mark.length), 0, mark.length, 0);
    return buffer.equals(mark) ? mark.length : 0;
  } finally {
    await file.close();
  }
}
