import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ConnectorError } from '../../error.ts';
import { atMost, diskFailure } from '../../temporary-files.ts';
import { BadArchive, unpackedBytes } from '../files/packed.ts';

export interface PackedFile {
  path: string;
  /** Its name in the export, whose ending says how it is packed. */
  name: string;
  /** Bytes that it may unpack to. */
  maxBytes: number;
}

/**
 * Unpacks a `.gz`, or a `.zip` with one file, to another path.
 * @throws ConnectorError `contract` for a file that can't be unpacked, or is too large
 */
export async function unpack({ path, name, maxBytes }: PackedFile, to: string): Promise<void> {
  const failed = (why: string) =>
    new ConnectorError('contract', `${name} of the export can't be unpacked: ${why}. Nothing of it was staged.`);
  const tooLarge = () => failed(`it has more than ${maxBytes.toLocaleString('en')} bytes`);
  try {
    await pipeline(unpackedBytes(path, name), atMost(maxBytes, tooLarge), createWriteStream(to, { mode: 0o600 }));
  } catch (error) {
    throw error instanceof BadArchive ? failed(error.message) : (diskFailure(error) ?? error);
  }
}
