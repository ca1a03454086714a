import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { Encrypter } from 'age-encryption';
import { createMeasure } from './digest.ts';
import { ConnectorError } from './error.ts';
import { codeOf } from './foreign-error.ts';

/** Whether a text is a public key that `age` can encrypt to. */
export function isPublicKey(key: string): boolean {
  try {
    new Encrypter().addRecipient(key);
    return true;
  } catch {
    return false;
  }
}

/** A file that only the owner of a key can read. It appears under its path when it is complete. */
export interface EncryptedFile {
  /** Waits while the disk is slower than the writer. */
  write(text: string): Promise<void>;
  /** Completes the file. Returns the SHA-256 and the size of the encrypted bytes. */
  close(): Promise<{ sha256: string; bytes: number }>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

/**
 * Opens a file that is encrypted for a public key (https://age-encryption.org/v1) while it is written, 64 KiB at a time.
 * @throws ConnectorError `storage` from each of its functions, if it can't be written
 */
export async function createEncryptedFile(path: string, key: string): Promise<EncryptedFile> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const measure = createMeasure();
  const part = `${path}.part`;
  const encrypted = Readable.fromWeb((await encrypter.encrypt(readable)) as NodeStream<Uint8Array>);
  const written = pipeline(encrypted, measure.through, createWriteStream(part)).catch((error: unknown) => {
    throw new ConnectorError(
      'storage',
      `${part} can't be written (${codeOf(error)}). Nothing was handed over in it. Make room, or correct the folder; the call is repeated.`,
    );
  });
  // Whoever writes or closes next gets the error.
  written.catch(() => undefined);
  return {
    write: (text) => writer.write(Buffer.from(text)).catch(() => written),
    async close() {
      await writer.close().catch(() => written);
      await written;
      await rename(part, path);
      return measure.result();
    },
    async abort() {
      await writer.abort().catch(() => undefined);
      await written.catch(() => undefined);
      await rm(part, { force: true });
    },
  };
}
