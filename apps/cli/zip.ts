import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { CliError } from './failure.ts';

/**
 * Writes texts into a new zip that only its owner can read.
 *
 * @throws {CliError} if the file exists or can't be written
 */
export async function writeZip(path: string, files: readonly { name: string; text: string }[]): Promise<void> {
  const zip = new ZipFile();
  for (const { name, text } of files) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  try {
    await pipeline(zip.outputStream as Readable, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'exists already' : `can't be written (${code})`;
    throw new CliError(`The file ${path} ${why}.`, 'Nothing was changed.', 'Give another path with --into.');
  }
}
