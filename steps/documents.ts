import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { stringify } from 'safe-stable-stringify';
import { sha256, sha256OfFile } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { codeOf } from '../connectors/foreign-error.ts';
import {
  listDocuments,
  readDocument,
  storeDocument,
  type DocumentSubject,
  type StoredDocument,
} from '../connectors/ledger/documents.ts';
import { resolveReference } from '../connectors/secret.ts';
import { writeCsvXlsx } from '../connectors/xlsx/stream.ts';
import { documentXlsx } from '../connectors/xlsx/write.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import { placeholder } from '../domain/identifiers/hit.ts';
import type { Json } from '../schemas/json.ts';
import type { ExportedDocument } from '../schemas/report.ts';
import type { DocumentRef } from '../schemas/sign-off.ts';
import { openGuardForTexts } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * The absolute path of an engagement's documents folder.
 * @throws ConnectorError `auth` if the path is a reference to a variable or file that is missing
 */
export function documentsFolder({ folder, engagement }: Pick<StoredEngagement, 'folder' | 'engagement'>): string {
  const path = resolveReference(engagement.documents);
  return isAbsolute(path) ? path : resolve(folder, path);
}

/** Stores one document as Markdown, as JSON, and as HTML if there is any, in the ledger, and exports them to the documents folder. */
export async function writeDocument(
  ports: Ports,
  stored: StoredEngagement,
  about: DocumentSubject & { title?: string },
  markdown: string,
  data: unknown,
  html?: string,
): Promise<void> {
  const { title = about.kind } = about;
  await writeTexts(ports, stored, about, [
    { name: `${title}.md`, text: markdown },
    { name: `${title}.json`, data },
    ...(html === undefined ? [] : [{ name: `${title}.html`, text: html }]),
  ]);
}

/** A document as a text, or as data that is written as JSON. Its name may begin with a folder. */
type Writable = { name: string; text: string } | { name: string; data: unknown };

/** Stores documents without network identifiers, and exports them. Returns them as they were written. */
export async function writeTexts(
  ports: Ports,
  stored: StoredEngagement,
  about: DocumentSubject,
  documents: Writable[],
): Promise<{ name: string; digest: string; body: string }[]> {
  const guard = await openGuardForTexts(ports, stored);
  const written: { name: string; digest: string; body: string }[] = [];
  for (const document of documents) {
    const { name } = document;
    const body = 'text' in document ? guard.clean('', document.text, 'mask').text : cleanJson(guard, document.data);
    written.push({ name, body, digest: await storeText(ports, stored, about, name, body) });
  }
  return written;
}

/** Stores a document that is no text, by its digest, and exports it. The caller has made it from a text without identifiers. */
export async function writeBytes(
  { ledger }: Pick<Ports, 'ledger'>,
  stored: StoredEngagement,
  about: DocumentSubject,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<void> {
  await storeDocument(ledger, stored.engagement.slug, about, { name, digest: sha256(bytes), body: null });
  await writeExport(documentsFolder(stored), name, bytes);
}

/**
 * Stores data as JSON and as a page. The page is made of the JSON as it was written, and gets its digest, so that both have
 * the same figures and the page names the JSON that it shows.
 *
 * @returns the page as it was written
 */
export async function writePage<Data>(
  ports: Ports,
  stored: StoredEngagement,
  about: DocumentSubject,
  data: Data,
  page: (written: Data, digest: string) => string,
): Promise<string> {
  const guard = await openGuardForTexts(ports, stored);
  const json = cleanJson(guard, data);
  const html = guard.clean('', page(JSON.parse(json) as Data, sha256(json)), 'mask').text;
  await storeText(ports, stored, about, `${about.kind}.json`, json);
  await storeText(ports, stored, about, `${about.kind}.html`, html);
  return html;
}

async function storeText(
  ports: Ports,
  stored: StoredEngagement,
  about: DocumentSubject,
  name: string,
  body: string,
): Promise<string> {
  const digest = sha256(body);
  await storeDocument(ports.ledger, stored.engagement.slug, about, { name, digest, body });
  await writeExport(documentsFolder(stored), name, body);
  return digest;
}

/** Data as a text of JSON in which the guard finds nothing. */
function cleanJson(guard: Guard, data: unknown): string {
  const cleaned = guard.clean('', jsonText(data), 'mask').text;
  return isJson(cleaned) ? cleaned : jsonText(cleanValues(guard, '', data as Json));
}

const jsonText = (data: unknown): string => `${stringify(data, null, 2) ?? 'null'}\n`;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The same data value by value. A number that may be an identifier becomes a text, so that the document stays JSON. */
function cleanValues(guard: Guard, name: string, value: Json): Json {
  if (Array.isArray(value)) return value.map((one) => cleanValues(guard, name, one));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleanValues(guard, key, one)]));
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const label = `${name}: `;
  const { text } = guard.clean('', `${label}${value}`, 'mask');
  if (text === `${label}${value}`) return value;
  return text.startsWith(label) ? text.slice(label.length) : placeholder;
}

/** @throws ConnectorError `storage` with the folder, if it can't be written */
const writeExport = (folder: string, name: string, body: string | Buffer): Promise<void> =>
  writing(folder, name, async () => {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  });

/** @throws ConnectorError `storage` with the folder, if it can't be written */
async function writing<T>(folder: string, name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw new ConnectorError(
      'storage',
      `The documents folder ${folder} can't be written (${codeOf(error)}). The document ${name} is in the ledger. ` +
        'Correct the folder or its permissions; the call is repeated.',
    );
  }
}

/**
 * Stores and exports a script. It must stay as it is to be of use, so one that may hold a network identifier is not written.
 *
 * @returns whether it was written
 */
export async function writeScript(
  ports: Ports,
  stored: StoredEngagement,
  about: DocumentSubject,
  { name, text }: { name: string; text: string },
): Promise<boolean> {
  const guard = await openGuardForTexts(ports, stored);
  if (guard.clean('', text, 'mask').text !== text) return false;
  await storeDocument(ports.ledger, stored.engagement.slug, about, { name, digest: sha256(text), body: text });
  await writeExport(documentsFolder(stored), name, text);
  return true;
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

/**
 * Writes the newest version of each document to the documents folder again, where the file is missing or differs from the
 * ledger. A large file has no text in the ledger, so it is only compared. `xlsx`: also as workbooks, which are copies for
 * reading and no evidence.
 */
export async function exportDocuments(
  { ledger }: Pick<Ports, 'ledger'>,
  stored: StoredEngagement,
  { xlsx = false }: { xlsx?: boolean } = {},
): Promise<ExportedDocument[]> {
  const exported: ExportedDocument[] = [];
  for (const { name, digest, path } of await findDocuments({ ledger }, stored)) {
    const onDisk = await sha256OfFile(path);
    let state: ExportedDocument['state'] = 'unchanged';
    const version =
      onDisk !== digest || xlsx ? await readDocument(ledger, stored.engagement.slug, { name, digest }) : null;
    if (onDisk !== digest) {
      state = version?.body == null ? 'lost' : onDisk === null ? 'written' : 'replaced';
      if (version?.body != null) await writeExport(documentsFolder(stored), name, version.body);
    }
    exported.push({ name, path, digest, state });
    if (xlsx && version && state !== 'lost') exported.push(...(await exportXlsx(stored, version, path)));
  }
  return exported;
}

/** A JSON document from the ledger, or a table from its file, as a workbook beside it. */
async function exportXlsx(
  stored: StoredEngagement,
  { name, kind, body }: { name: string; kind: string; body: string | null },
  path: string,
): Promise<ExportedDocument[]> {
  const file = name.replace(/\.\w+$/, '.xlsx');
  const folder = documentsFolder(stored);
  const about = { name: file, path: join(folder, file), state: 'written' } as const;
  if (body === null) {
    if (!name.endsWith('.csv')) return [];
    return [{ ...about, digest: await writing(folder, file, () => writeCsvXlsx(path, join(folder, file))) }];
  }
  const workbook = await documentXlsx({ name, kind }, body);
  if (!workbook) return [];
  await writeExport(folder, file, workbook);
  return [{ ...about, digest: sha256(workbook) }];
}
