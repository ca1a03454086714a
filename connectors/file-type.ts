import type { Readable } from 'node:stream';
import { fileTypeFromStream } from 'file-type';

/**
 * The usual extension of the type that the bytes of a file have, such as `pdf`; null for a text and for an unknown type.
 * Office files of before 2007 are `cfb`.
 */
export async function typeOfFile(bytes: Readable): Promise<string | null> {
  try {
    return (await fileTypeFromStream(bytes))?.ext ?? null;
  } finally {
    bytes.destroy();
  }
}
