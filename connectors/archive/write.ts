import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { Encrypter } from 'age-encryption';
import { ZipFile } from 'yazl';
import { createMeasure } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { codeOf } from '../foreign-error.ts';

/** The name of the one entry that is never encrypted. */
export const manifestEntry = 'manifest.json';

export interface WrittenEntry {
  entry: string;
  bytes: number;
  sha256: string;
}

/** A zip that is written one entry after the other. It appears under its path when it is complete. */
export interface ArchiveWriter {
  /** Adds a compressed entry, encrypted if the archive is. */
  add(name: string, content: Readable): Promise<WrittenEntry>;
  /** Completes the archive with its manifest, which is readable without a key. */
  close(manifest: string): Promise<void>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

/**
 * Opens an archive that only its owner can read.
 *
 * @param recipient public key of age, to which each entry is encrypted on its own; null: not encrypted
 * @throws ConnectorError `storage` from each of its functions, if it can't be written
 */
export function createArchive(path: string, recipient: string | null): ArchiveWriter {
  const part = `${path}.part`;
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const sink = createWriteStream(part, { mode: 0o600 });
  const written = pipeline(output, sink).catch((error: unknown) => {
    throw new ConnectorError(
      'storage',
      `${part} can't be written (${codeOf(error)}). No archive was made. Make room, or give another path.`,
    );
  });
  written.catch(() => undefined);
  return {
    async add(name, content) {
      const entry = `${name}.gz${recipient === null ? '' : '.age'}`;
      const measure = createMeasure();
      const packed = new PassThrough();
      zip.addReadStream(packed, entry, { compress: false, mode: 0o100600 });
      const source = pipeline(content, createGzip(), encryptTo(recipient), measure.through, packed);
      // A full disk ends the output, and nothing reads the entry any longer.
      await Promise.race([source, written.then(() => source)]).catch((error: unknown) => {
        content.destroy();
        packed.destroy();
        throw error;
      });
      return { entry, ...measure.result() };
    },
    async close(manifest) {
      zip.addBuffer(Buffer.from(manifest), manifestEntry, { mode: 0o100600 });
      zip.end();
      await written;
      await rename(part, path);
    },
    async abort() {
      output.destroy();
      sink.destroy();
      await finished(sink).catch(() => undefined);
      await rm(part, { force: true });
    },
  };
}

/** A stage of a pipeline that encrypts for a key, or changes nothing. */
const encryptTo = (recipient: string | null) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    if (recipient === null) {
      yield* source;
      return;
    }
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const plain = Readable.toWeb(Readable.from(source)) as ReadableStream<Uint8Array>;
    for await (const chunk of Readable.fromWeb((await encrypter.encrypt(plain)) as NodeStream<Uint8Array>))
      yield Buffer.from(chunk as Uint8Array);
  };
