import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { stringify } from 'safe-stable-stringify';
import { storeDocument } from '../connectors/ledger/sign-offs.ts';
import type { DocumentRef } from '../schemas/sign-off.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** Folder of an engagement's documents. */
export function documentsFolder({ folder, engagement }: Pick<StoredEngagement, 'folder' | 'engagement'>): string {
  return isAbsolute(engagement.documents) ? engagement.documents : resolve(folder, engagement.documents);
}

/** Writes one document as Markdown and as JSON, and keeps both in the ledger by content. */
export async function writeDocument(
  { ledger }: Pick<Ports, 'ledger'>,
  stored: StoredEngagement,
  title: string,
  markdown: string,
  data: unknown,
): Promise<DocumentRef[]> {
  const folder = documentsFolder(stored);
  await mkdir(folder, { recursive: true });
  const bodies: [string, string][] = [
    [`${title}.md`, markdown],
    [`${title}.json`, `${stringify(data, null, 2) ?? 'null'}\n`],
  ];
  const written: DocumentRef[] = [];
  for (const [name, body] of bodies) {
    const path = join(folder, name);
    await writeFile(path, body);
    written.push(await storeDocument(ledger, stored.engagement.slug, name, body, path));
  }
  return written;
}
