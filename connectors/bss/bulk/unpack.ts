import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { openPromise } from 'yauzl';
import { ConnectorError } from '../../error.ts';
import { atMost, diskFailure } from '../../temporary-files.ts';

export interface PackedFile {
  path: string;
  /** Its name in the export, whose ending says how it is packed. */
  name: string;
  /** Bytes that it may unpack to. */
  maxBytes: number;
}

/** The name of a file after it is unpacked. */
export const unpackedName = (name: string): string => name.replace(/\.(gz|zip)$/, '');

/**
 * Unpacks a `.gz`, or a `.zip` with one file, to another path. Names inside a zip are never used as paths.
 * @throws ConnectorError `contract` for a file that can't be unpacked, or is too large
 */
export async function unpack({ path, name, maxBytes }: PackedFile, to: string): Promise<void> {
  const failed = (why: string) =>
    new ConnectorError('contract', `${name} of the export can't be unpacked: ${why}. Nothing of it was staged.`);
  const tooLarge = () => failed(`it has more than ${maxBytes.toLocaleString('en')} bytes`);
  const write = (from: Readable) => pipeline(from, atMost(maxBytes, tooLarge), createWriteStream(to, { mode: 0o600 }));
  try {
    if (name.endsWith('.gz')) await write(createReadStream(path).compose<Readable>(createGunzip()));
    else await withZippedFile(path, write, () => failed('it does not have exactly one file'));
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    // The libraries' messages are left out, because they may quote names in the archive.
    throw diskFailure(error) ?? failed((error as NodeJS.ErrnoException).code ?? 'it is damaged');
  }
}

async function withZippedFile(
  path: string,
  read: (content: Readable) => Promise<void>,
  notOneFile: () => ConnectorError,
): Promise<void> {
  const zip = await openPromise(path, { autoClose: false });
  try {
    const entries = [];
    if (zip.entryCount === 1) for await (const entry of zip.eachEntry()) entries.push(entry);
    const [entry] = entries;
    if (!entry) throw notOneFile();
    await read(await zip.openReadStreamPromise(entry));
  } finally {
    zip.close();
  }
}
