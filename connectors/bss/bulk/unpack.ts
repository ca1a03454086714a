import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { openPromise } from 'yauzl';
import { ConnectorError } from '../error.ts';
import { atMost, diskFailure } from '../temporary-files.ts';

/** What the name of a file becomes when it is unpacked. */
export const unpackedName = (name: string): string => name.replace(/\.(gz|zip)$/, '');

/**
 * Writes what a `.gz` or a `.zip` with one file holds to another path, never more than `most` bytes; names in a zip are
 * never used as paths.
 * @throws ConnectorError `contract` for what can't be unpacked, or is larger
 */
export async function unpack(path: string, name: string, to: string, most: number): Promise<void> {
  const wrong = (why: string) =>
    new ConnectorError('contract', `${name} of the export can't be unpacked: ${why}. Nothing of it was staged.`);
  const tooMuch = () => wrong(`it holds more than ${most.toLocaleString('en')} bytes`);
  const write = (from: Readable) => pipeline(from, atMost(most, tooMuch), createWriteStream(to, { mode: 0o600 }));
  try {
    if (name.endsWith('.gz')) return await write(createReadStream(path).compose<Readable>(createGunzip()));
    const zip = await openPromise(path, { autoClose: false });
    try {
      const entries = [];
      if (zip.entryCount === 1) for await (const entry of zip.eachEntry()) entries.push(entry);
      const [entry] = entries;
      if (!entry) throw wrong('it does not hold exactly one file');
      await write(await zip.openReadStreamPromise(entry));
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    // The libraries' own words may quote names in the archive.
    throw diskFailure(error) ?? wrong((error as NodeJS.ErrnoException).code ?? 'it is not sound');
  }
}
