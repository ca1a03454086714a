import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { codeOf, kindOf } from '../../foreign-error.ts';

/** The name of a file after it is unpacked. */
export const unpackedName = (name: string): string => name.replace(/\.(gz|zip)$/i, '');

/** An archive that can't be unpacked. Its message doesn't quote the library, which may quote names in the archive. */
export class BadArchive extends Error {}

/**
 * The bytes of a file, unpacked where its name ends with `.gz` or `.zip`. A zip without `member` must have exactly one file.
 * Names inside a zip are compared and never used as paths.
 * @throws BadArchive for a damaged archive, or one without the file
 */
export async function* unpackedBytes(path: string, name: string, member: string | null = null): AsyncGenerator<Buffer> {
  try {
    if (member !== null || /\.zip$/i.test(name)) yield* zippedBytes(path, member);
    else if (/\.gz$/i.test(name))
      yield* pipeline(createReadStream(path), createGunzip(), () => undefined) as AsyncIterable<Buffer>;
    else yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof BadArchive || unpackedName(name) === name || kindOf(error) !== null) throw error;
    throw new BadArchive(codeOf(error) || 'it is damaged');
  }
}

async function* zippedBytes(path: string, member: string | null): AsyncGenerator<Buffer> {
  yield* withZip(path, async function* (zip, entries) {
    const files = entries.filter(({ fileName }) => !fileName.endsWith('/'));
    const [file, ...more] = files.filter(({ fileName }) => member === null || fileName === member);
    if (!file || more.length > 0) throw new BadArchive('it does not have exactly one file');
    yield* (await zip.openReadStreamPromise(file)) as AsyncIterable<Buffer>;
  });
}

/** Names of the files in a zip. */
export async function namesInZip(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of withZip(path, async function* (_, entries) {
    yield* await Promise.resolve(entries.map(({ fileName }) => fileName));
  }))
    names.push(name);
  return names.filter((name) => !name.endsWith('/'));
}

/** Bytes of each file in a zip after it is unpacked, as the zip says; reading checks them. */
export async function sizesInZip(path: string): Promise<number[]> {
  const sizes: number[] = [];
  for await (const size of withZip(path, async function* (_, entries) {
    yield* await Promise.resolve(entries.map(({ uncompressedSize }) => uncompressedSize));
  }))
    sizes.push(size);
  return sizes;
}

/** Yields what `work` reads from a zip, which is closed afterwards. */
export async function* withZip<T>(
  path: string,
  work: (zip: ZipFile, entries: Entry[]) => AsyncGenerator<T>,
): AsyncGenerator<T> {
  const zip = await openPromise(path, { autoClose: false });
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    yield* work(zip, entries);
  } finally {
    zip.close();
  }
}
