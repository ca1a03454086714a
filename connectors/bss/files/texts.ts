import { StringDecoder } from 'node:string_decoder';
import type { Encoding } from '../../../schemas/profile-files.ts';
import { fileError } from './errors.ts';
import { byteOrderMark, unmarkedUtf16 } from './encoding.ts';
import type { FoundFile } from './found-files.ts';
import { BadArchive, unpackedBytes } from './packed.ts';

/** Bytes at the beginning of a file that are looked at together. */
const startBytes = 4_096;

/** Files that are not text, by bytes at their beginning, or at a place after it. */
const otherFiles: { mark: number[] | string; at?: number; problem: string }[] = [
  { mark: [0x1f, 0x8b], problem: 'it is packed by gzip; its name must end with .gz' },
  {
    mark: 'PK\u0003\u0004',
    problem: 'it is a zip or an Excel workbook; its name must end with .zip, or its format is xlsx',
  },
  {
    mark: [0xd0, 0xcf, 0x11, 0xe0],
    problem: 'it is an old or a protected Excel workbook; save it as .xlsx without a password',
  },
  { mark: '%PDF', problem: 'it is a PDF' },
  { mark: '7z\u00bc\u00af', problem: 'it is a 7z archive; unpack it first' },
  { mark: 'Rar!', problem: 'it is a RAR archive; unpack it first' },
  { mark: 'ustar', at: 257, problem: 'it is a tar archive; unpack it first' },
];

/** The unpacked bytes of a file, the first chunk with enough bytes to see what kind of file it is. */
export async function* bytesOf({ path, name, member, bytes }: FoundFile): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  try {
    for await (const chunk of bytes?.() ?? unpackedBytes(path, name, member)) {
      if (start === null) yield chunk;
      else {
        start = Buffer.concat([start, chunk]);
        if (start.length < startBytes) continue;
        yield start;
        start = null;
      }
    }
    if (start !== null && start.length > 0) yield start;
  } catch (error) {
    if (error instanceof BadArchive) throw fileError(name, null, `it can't be unpacked (${error.message})`);
    throw error;
  }
}

/**
 * The text of a file without its byte order mark: UTF-16 decoded, every other encoding as one Latin-1 character for each byte.
 * @throws ConnectorError `contract` for a file that is not text, or that begins as another encoding
 */
export async function* textsOf(file: FoundFile, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new StringDecoder(encoding.startsWith('utf-16') ? 'utf16le' : 'latin1');
  let isFirst = true;
  let length = 0;
  for await (const bytes of encoding === 'utf-16be' ? swapped(bytesOf(file)) : bytesOf(file)) {
    const skipped = isFirst ? checkStart(file.name, bytes, encoding) : 0;
    isFirst = false;
    length += bytes.length;
    yield decoder.write(bytes.subarray(skipped));
  }
  if (encoding.startsWith('utf-16') && length % 2 === 1)
    throw fileError(file.name, null, 'it breaks off inside a character');
}

/** The number of bytes of the byte order mark. */
function checkStart(name: string, bytes: Buffer, encoding: Encoding): number {
  const other = otherFiles.find(({ mark, at = 0 }) =>
    bytes
      .subarray(at, at + mark.length)
      .equals(typeof mark === 'string' ? Buffer.from(mark, 'latin1') : Buffer.from(mark)),
  );
  if (other) throw fileError(name, null, other.problem);
  // What is read as UTF-16BE has its bytes swapped already.
  const expected = encoding === 'utf-16be' ? 'utf-16le' : encoding;
  const mark = byteOrderMark(bytes);
  if (mark && mark.encoding !== expected)
    throw wrongEncoding(name, encoding === 'utf-16be' ? 'utf-16le' : mark.encoding);
  const unmarked = mark ? null : unmarkedUtf16(bytes);
  if (unmarked && unmarked !== expected) throw wrongEncoding(name, encoding === 'utf-16be' ? 'utf-16le' : unmarked);
  return mark?.bytes ?? 0;
}

const wrongEncoding = (name: string, encoding: Encoding) =>
  fileError(name, null, `it is ${encoding}; name this encoding in the profile`);

/** UTF-16BE as UTF-16LE. */
async function* swapped(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of content) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    rest = bytes.subarray(whole);
    yield Buffer.from(bytes.subarray(0, whole)).swap16();
  }
  if (rest.length > 0) yield rest;
}
