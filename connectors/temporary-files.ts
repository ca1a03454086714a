import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConnectorError } from './error.ts';
import { codeOf, kindOf } from './foreign-error.ts';

/** A folder in `parent` that only this user can read, for files with customers' data. */
export async function openFolder(
  parent: string,
  prefix = 'portage-bulk-',
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(parent, prefix)).catch((error: unknown) => {
    throw diskFailure(error) ?? error;
  });
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Translates an error of the file system. Returns null for any other error. */
export function diskFailure(error: unknown): ConnectorError | null {
  const code = codeOf(error);
  if (kindOf(error) !== 'storage' && code !== 'ENOENT') return null;
  return new ConnectorError(
    'storage',
    `The worker's temporary folder can't be used (${code}). Nothing was changed, and the call is repeated. Free disk space, or set TMPDIR on the worker.`,
  );
}

/** Passes bytes through a pipeline. Throws the error from `createError` when there are more than `maxBytes`. */
export function atMost(maxBytes: number, createError: () => ConnectorError) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw createError();
      yield chunk;
    }
  };
}
