import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { ArchiveManifest } from '../../schemas/engagement-archive.ts';
import { createMeasure, sha256 } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { codeOf } from '../foreign-error.ts';
import { manifestEntry } from './write.ts';

const maxManifestBytes = 64 * 2 ** 20;
const maxEntries = 1_000_000;

/** An archive of an engagement, whose entries can be read in any order. */
export interface Archive {
  manifest: ArchiveManifest;
  /** SHA-256 of the manifest, which has the digests of all entries. */
  digest: string;
  /**
   * Passes the content of an entry to `take`, decrypted and unpacked.
   *
   * @throws ConnectorError `contract` after `take`, if its size or digest is not that of the manifest
   */
  read(
    expected: { entry: string; bytes: number; sha256: string },
    take: (content: AsyncIterable<Buffer>) => Promise<void>,
  ): Promise<void>;
  close(): void;
}

/**
 * Opens an archive.
 *
 * @param identities private keys of age; none for an archive that is not encrypted
 * @throws ConnectorError `configuration` if it can't be read, or is encrypted and there is no key
 */
export async function openArchive(path: string, identities: readonly string[]): Promise<Archive> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    const why = codeOf(error) === 'ENOENT' ? 'is missing' : 'is no zip that can be read';
    throw refused(`The archive ${path} ${why}.`);
  });
  try {
    const entries = await entriesOf(zip);
    const text = await textOf(zip, entries.get(manifestEntry), path);
    const manifest = readManifest(text, path);
    if (manifest.encrypted && identities.length === 0)
      throw refused(`The archive ${path} is encrypted. Give the private key of its recipient.`);
    return {
      manifest,
      digest: sha256(text),
      async read(expected, take) {
        const entry = entries.get(expected.entry);
        if (!entry) throw damaged(`${expected.entry} is missing`);
        const measure = createMeasure();
        const packed = await zip.openReadStreamPromise(entry);
        try {
          await pipeline(
            packed,
            measure.through,
            decryptWith(manifest.encrypted ? identities : []),
            createGunzip(),
            take,
          );
        } catch (error) {
          // What an entry holds is not repeated.
          if (error instanceof ConnectorError) throw error;
          if (isPacking(error)) throw damaged(`${expected.entry} can't be unpacked`);
          throw error;
        }
        const { bytes, sha256: digest } = measure.result();
        if (bytes !== expected.bytes || digest !== expected.sha256)
          throw damaged(`${expected.entry} has another size or digest than the manifest`);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const decryptWith = (identities: readonly string[]) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    if (identities.length === 0) {
      yield* source;
      return;
    }
    const decrypter = new Decrypter();
    for (const one of identities) decrypter.addIdentity(one);
    const encrypted = Readable.toWeb(Readable.from(source)) as ReadableStream<Uint8Array>;
    const plain = await decrypter.decrypt(encrypted).catch(() => {
      throw refused('The archive is encrypted for another key, or its beginning is damaged.');
    });
    try {
      for await (const chunk of Readable.fromWeb(plain as NodeStream<Uint8Array>))
        yield Buffer.from(chunk as Uint8Array);
    } catch {
      throw damaged('an entry was changed after it was encrypted');
    }
  };

/** Errors of unpacking have codes such as `Z_DATA_ERROR`, or come from the zip. */
const isPacking = (error: unknown): boolean =>
  /^Z_|ERR_STREAM_PREMATURE_CLOSE/.test(codeOf(error)) ||
  (error instanceof Error && /zip|crc|compressed/i.test(error.message));

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > maxEntries) throw damaged('it has too many entries');
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return entries;
}

async function textOf(zip: ZipFile, entry: Entry | undefined, path: string): Promise<string> {
  if (!entry || entry.uncompressedSize > maxManifestBytes) throw refused(`${path} is no archive of an engagement.`);
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function readManifest(text: string, path: string): ArchiveManifest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refused(`The manifest of ${path} is no JSON.`);
  }
  const parsed = ArchiveManifest.safeParse(body);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  throw refused(`The manifest of ${path} is of another version or damaged, at ${place || 'its beginning'}.`);
}

const refused = (what: string): ConnectorError => new ConnectorError('configuration', `${what} Nothing was imported.`);
const damaged = (what: string): ConnectorError =>
  new ConnectorError('contract', `The archive is damaged: ${what}. Nothing was imported. Take another copy of it.`);
