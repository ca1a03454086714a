import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FilesProfile } from '../../../schemas/profile.ts';
import { documentTooLarge, fillPath, maxDocumentBytes, requireDocumentContent } from '../document-content.ts';

/** The file of a document by its record; null when it is missing or not a regular file. */
export async function readDocument(
  folder: string,
  { documentContent }: FilesProfile,
  record: Record<string, string>,
): Promise<Readable | null> {
  const path = join(folder, fillPath(requireDocumentContent(documentContent), record));
  // lstat does not follow a symbolic link, which could lead out of the folder.
  const file = await lstat(path).catch(() => null);
  if (!file?.isFile()) return null;
  if (file.size > maxDocumentBytes) throw documentTooLarge();
  return createReadStream(path);
}
