import { mkdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { stringify } from 'safe-stable-stringify';
import { sha256 } from '../connectors/digest.ts';
import {
  listDocuments,
  storeDocument,
  type DocumentSubject,
  type StoredDocument,
} from '../connectors/ledger/documents.ts';
import type { DocumentRef } from '../schemas/sign-off.ts';
import { openGuardForTexts } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** The absolute path of an engagement's documents folder. */
export function documentsFolder({ folder, engagement }: Pick<StoredEngagement, 'folder' | 'engagement'>): string {
  return isAbsolute(engagement.documents) ? engagement.documents : resolve(folder, engagement.documents);
}

/** Writes one document as Markdown and as JSON to the documents folder, and stores both in the ledger. */
export async function writeDocument(
  ports: Ports,
  stored: StoredEngagement,
  about: DocumentSubject & { title?: string },
  markdown: string,
  data: unknown,
): Promise<void> {
  const { title = about.kind } = about;
  const folder = documentsFolder(stored);
  await mkdir(folder, { recursive: true });
  const files: [name: string, body: string][] = [
    [`${title}.md`, markdown],
    [`${title}.json`, `${stringify(data, null, 2) ?? 'null'}\n`],
  ];
  const guard = await openGuardForTexts(ports, stored);
  for (const [name, text] of files) {
    const body = guard.clean('', text, 'mask').text;
    await writeFile(join(folder, name), body);
    await storeDocument(ports.ledger, stored.engagement.slug, about, { name, digest: sha256(body), body });
  }
}

/** The newest version of each document that passes the test, with its path in the documents folder. */
export async function findDocuments(
  { ledger }: Pick<Ports, 'ledger'>,
  stored: StoredEngagement,
  test: (document: StoredDocument, index: number, all: StoredDocument[]) => boolean = () => true,
): Promise<DocumentRef[]> {
  const folder = documentsFolder(stored);
  const documents = await listDocuments(ledger, stored.engagement.slug);
  return documents.filter(test).map(({ name, digest }) => ({ name, digest, path: join(folder, name) }));
}
