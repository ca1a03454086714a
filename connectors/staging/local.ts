import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StagingStore } from './port.ts';

/** Staging in a local folder. */
export function createLocalStaging(folder: string): StagingStore {
  const local = (path: string) => join(folder, path);
  return {
    async write(path, content) {
      await mkdir(dirname(local(path)), { recursive: true });
      const hash = createHash('sha256');
      let bytes = 0;
      const measure = new Transform({
        transform(chunk: Buffer, _, done) {
          hash.update(chunk);
          bytes += chunk.length;
          done(null, chunk);
        },
      });
      const part = `${local(path)}.part`;
      await pipeline(content, measure, createWriteStream(part));
      await rename(part, local(path));
      return { bytes, sha256: hash.digest('hex') };
    },
    read: (path) => createReadStream(local(path)),
    readText: (path) => readFile(local(path), 'utf8').catch(() => null),
    async remove(paths) {
      // With what an interrupted writing left behind.
      for (const path of paths.flatMap((one) => [one, `${one}.part`])) await rm(local(path), { force: true });
    },
    withLocalFile: (path, work) => work(local(path)),
  };
}
