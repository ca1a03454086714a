import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createArchive, type ArchiveWriter } from '../connectors/archive/write.ts';
import { isPublicKey } from '../connectors/age.ts';
import { sha256OfFile } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { listDocuments, readDocument } from '../connectors/ledger/documents.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { exportRows } from '../connectors/ledger/transfer.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import { modulesOf } from '../domain/modules-of.ts';
import type { ArchiveFile, ArchiveManifest, ArchiveTable } from '../schemas/engagement-archive.ts';

export interface ExportTarget {
  /** Path of the archive. */
  into: string;
  /** Public key of age; null: the archive is not encrypted. */
  recipient: string | null;
  /** The documents folder of the engagement. */
  documents: string;
}

/**
 * Writes an engagement that has ended into one archive: its rows in all tables of the ledger, its staged files, and the
 * documents that the ledger has by digest only. One row or chunk after the other is in memory.
 *
 * @throws ConnectorError `configuration` if there is no such engagement, or the recipient is no public key
 */
export async function exportEngagement(
  { ledger, staging }: { ledger: Ledger; staging: StagingStore },
  slug: string,
  { into, recipient, documents }: ExportTarget,
): Promise<ArchiveManifest> {
  if (recipient !== null && !isPublicKey(recipient))
    throw new ConnectorError(
      'configuration',
      'The recipient is no public key of age. Nothing was exported. Give one that begins with age1.',
    );
  const { mapping } = await readEngagement(ledger, slug);
  const archive = createArchive(into, recipient);
  try {
    const manifest = await exportRows(ledger, slug, recipient !== null, async (rows): Promise<ArchiveManifest> => {
      const tables: ArchiveTable[] = [];
      for (const { name: table, columns } of rows.tables) {
        const { content, count } = rows.open(table);
        const entry = await archive.add(`ledger/${table}`, content);
        tables.push({ ...entry, table, columns, rows: count() });
      }
      const kept = await addDocuments({ ledger, archive }, slug, documents);
      return {
        ...{ format: 1, engagement: slug, exportedAt: new Date().toISOString(), encrypted: recipient !== null },
        ...{ migrations: rows.migrations, modules: modulesOf(mapping), tables, missing: kept.missing },
        files: [...(await addStaging({ staging, archive }, slug)), ...kept.files],
      };
    });
    await archive.close(`${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } catch (error) {
    await archive.abort();
    throw error;
  }
}

async function addStaging(
  { staging, archive }: { staging: StagingStore; archive: ArchiveWriter },
  slug: string,
): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const { path } of (await staging.list(slug)).filter((one) => !one.path.endsWith('.part')))
    files.push({ kind: 'staging', path, ...(await archive.add(`staging/${path}`, staging.read(path))) });
  return files;
}

/** Large documents and PDFs are files only. Without the right file, the archive has their digest. */
async function addDocuments(
  { ledger, archive }: { ledger: Ledger; archive: ArchiveWriter },
  slug: string,
  folder: string,
): Promise<{ files: ArchiveFile[]; missing: string[] }> {
  const files: ArchiveFile[] = [];
  const missing: string[] = [];
  for (const { name, digest } of await listDocuments(ledger, slug)) {
    if ((await readDocument(ledger, slug, { name, digest }))?.body != null) continue;
    const path = join(folder, name);
    if ((await sha256OfFile(path)) !== digest) missing.push(name);
    else
      files.push({ kind: 'document', path: name, ...(await archive.add(`documents/${name}`, createReadStream(path))) });
  }
  return { files, missing };
}
