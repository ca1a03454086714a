import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Encoding } from '../../../schemas/profile.ts';

/**
 * Detects the encoding of a text file: by its byte order mark; else UTF-8 if the whole file is valid UTF-8; else
 * windows-1252, the most common of the others, which accepts nearly every byte. Text in another encoding is hardly ever
 * valid UTF-8 by chance. https://encoding.spec.whatwg.org/#decode
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  if ((await byteOrderMarkLength(path, 'utf-16le')) > 0) return 'utf-16le';
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

const byteOrderMarks: Partial<Record<Encoding, number[]>> = { 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe] };

/** Bytes of the byte order mark at the beginning of a file; 0 without one. */
export async function byteOrderMarkLength(path: string, encoding: Encoding): Promise<number> {
  const mark = Buffer.from(byteOrderMarks[encoding] ?? []);
  if (mark.length === 0) return 0;
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(mark.length), 0, mark.length, 0);
    return buffer.equals(mark) ? mark.length : 0;
  } finally {
    await file.close();
  }
}
