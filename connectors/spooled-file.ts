import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { diskFailure, openFolder } from './temporary-files.ts';

/** The bytes of a file, in a temporary file without a name: it is gone when this process closes it or dies. */
export interface SpooledFile {
  /** More than `mostBytes` when the rest was not read. */
  bytes: number;
  /** In hex. */
  sha256: string;
  /** Begins with the first byte each time. */
  open(): Readable;
  close(): Promise<void>;
}

/**
 * Writes a stream to disk, because its length must be known before it can be sent, and a rejected token sends it again. It stops
 * reading behind `mostBytes`.
 * @throws ConnectorError `storage` when the disk is full, and what the stream throws
 */
export async function spoolFile(source: Readable, mostBytes: number, parent = tmpdir()): Promise<SpooledFile> {
  const folder = await openFolder(parent);
  let handle: FileHandle | null = null;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    handle = await open(join(folder.path, 'file'), 'wx+', 0o600);
    // Windows keeps the name until the file is closed.
    await folder.remove().catch(() => undefined);
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) break;
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  } catch (error) {
    await handle?.close();
    await folder.remove();
    throw diskFailure(error) ?? error;
  } finally {
    source.destroy();
  }
  const opened = handle;
  return {
    bytes,
    sha256: hash.digest('hex'),
    // A stream of the handle would close it when it is destroyed.
    open: () => Readable.from(readAll(opened), { objectMode: false }),
    async close() {
      await opened.close();
      await folder.remove();
    },
  };
}

async function* readAll(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(pieceBytes), 0, pieceBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const pieceBytes = 2 ** 16;
