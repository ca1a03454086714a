import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createMeasure } from '../digest.ts';
import type { StagingStore } from './port.ts';

/** Content can also consist of texts. */
async function* asBytes(content: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const chunk of content) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/** Staging in a local folder. */
export function createLocalStaging(folder: string): StagingStore {
  const local = (path: string) => join(folder, path);
  return {
    async write(path, content) {
      await mkdir(dirname(local(path)), { recursive: true });
      const measure = createMeasure();
      const part = `${local(path)}.part`;
      await pipeline(content, asBytes, measure.through, createWriteStream(part, { mode: 0o600 }));
      await rename(part, local(path));
      return measure.result();
    },
    read: (path, range) =>
      createReadStream(local(path), range ? { start: range.from, end: range.to - 1 } : { highWaterMark: 2 ** 18 }),
    readText: (path) =>
      readFile(local(path), 'utf8').catch((error: NodeJS.ErrnoException) => {
        // A file that is there and can't be read is not missing: without fingerprints, less would be withheld.
        if (error.code === 'ENOENT') return null;
        throw error;
      }),
    async list(place) {
      const entries = await readdir(local(place), { recursive: true, withFileTypes: true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return [];
          throw error;
        },
      );
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return Promise.all(
        files.map(async (file) => ({
          path: relative(folder, file).split(sep).join('/'),
          bytes: (await stat(file)).size,
        })),
      );
    },
    async remove(paths) {
      // Also removes the partial file of an interrupted write.
      for (const path of paths.flatMap((one) => [one, `${one}.part`])) await rm(local(path), { force: true });
    },
    removeFolder: (place) => rm(local(place), { recursive: true, force: true }),
    async freeBytes() {
      await mkdir(folder, { recursive: true });
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    withLocalFile: (path, work) => work(local(path)),
  };
}
