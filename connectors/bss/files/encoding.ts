import type { Encoding } from '../../../schemas/profile-files.ts';

const byteOrderMarks: Partial<Record<Encoding, Buffer>> = {
  'utf-8': Buffer.from([0xef, 0xbb, 0xbf]),
  'utf-16le': Buffer.from([0xff, 0xfe]),
  'utf-16be': Buffer.from([0xfe, 0xff]),
};

/** The byte order mark that a file begins with: its encoding, and its number of bytes. Null without one. */
export function byteOrderMark(start: Buffer): { encoding: Encoding; bytes: number } | null {
  for (const [encoding, mark] of Object.entries(byteOrderMarks) as [Encoding, Buffer][])
    if (start.subarray(0, mark.length).equals(mark)) return { encoding, bytes: mark.length };
  return null;
}

/** Bytes at the beginning of a file that show whether it is UTF-16. */
const startBytes = 4_096;

/**
 * UTF-16 without a byte order mark: line ends, digits and separators have a zero in every second byte, which no other
 * encoding of text has.
 */
export function unmarkedUtf16(start: Buffer): Encoding | null {
  const zeros = [0, 0];
  for (let at = 0; at < Math.min(start.length, startBytes); at += 1) if (start[at] === 0) zeros[at % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) * 20 < Math.min(start.length, startBytes) || Math.min(even, odd) * 4 > Math.max(even, odd))
    return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/**
 * Detects the encoding of a text file: by its byte order mark; by zeros in every second byte; else UTF-8 if the whole file is
 * valid UTF-8; else windows-1252, the most common of the others, which accepts nearly every byte. Text in another encoding
 * is hardly ever valid UTF-8 by chance. https://encoding.spec.whatwg.org/#decode
 */
export async function detectEncoding(content: AsyncIterable<Buffer>): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  for await (const bytes of content) {
    const utf16 = isFirst ? (byteOrderMark(bytes)?.encoding ?? unmarkedUtf16(bytes)) : null;
    if (utf16 !== null) return utf16;
    isFirst = false;
    if (!decodes(decoder, bytes)) return 'windows-1252';
  }
  return decodes(decoder) ? 'utf-8' : 'windows-1252';
}

function decodes(decoder: InstanceType<typeof TextDecoder>, bytes?: Buffer): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined });
    return true;
  } catch {
    return false;
  }
}
