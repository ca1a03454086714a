import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ConnectorError } from '../../error.ts';
import { atMost, diskFailure } from '../../temporary-files.ts';
import { kindOf } from '../../foreign-error.ts';
import { BadArchive, sizesInZip, unpackedBytes } from '../files/packed.ts';

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
  const limit = atMost(maxBytes, () => tooLarge(name, maxBytes));
  try {
    await pipeline(unpackedBytes(path, name), limit, createWriteStream(to, { mode: 0o600 }));
  } catch (error) {
    if (!(error instanceof BadArchive)) throw diskFailure(error) ?? error;
    throw failed(name, `${error.message}. Files in an archive are named in the profile as ${name}/accounts-*.csv`);
  }
}

/**
 * Checks a `.zip` with several files that stays packed.
 * @throws ConnectorError `contract` for a file that is not a zip, or has a file that is too large
 */
export async function checkArchive({ path, name, maxBytes }: PackedFile): Promise<void> {
  const sizes = await sizesInZip(path).catch((error: unknown) => {
    throw kindOf(error) === null ? failed(name, 'it is damaged') : error;
  });
  if (sizes.some((bytes) => bytes > maxBytes)) throw tooLarge(name, maxBytes);
}

const failed = (name: string, why: string) =>
  new ConnectorError('contract', `${name} of the export can't be unpacked: ${why}. Nothing of it was staged.`);

const tooLarge = (name: string, maxBytes: number) =>
  failed(name, `it has more than ${maxBytes.toLocaleString('en')} bytes`);
