import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Archive } from '../connectors/archive/read.ts';
import { ConnectorError } from '../connectors/error.ts';
import { codeOf } from '../connectors/foreign-error.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { knowModules } from '../connectors/ledger/modules.ts';
import { importRows } from '../connectors/ledger/transfer.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import { Module } from '../schemas/terms.ts';

/**
 * Imports an engagement from an archive. Its rows appear together, when every entry had the digest of the manifest; if
 * anything fails, nothing of it stays.
 *
 * @param documents absolute path of the documents folder from now on; it gets the documents that the ledger has by digest only
 * @throws ConnectorError `configuration` if the engagement or one of its files is there already, or the versions differ
 * @throws ConnectorError `contract` if the archive is damaged
 */
export async function importEngagement(
  { ledger, staging }: { ledger: Ledger; staging: StagingStore },
  archive: Archive,
  documents: string,
): Promise<void> {
  const { engagement: slug, migrations, modules, tables, files } = archive.manifest;
  if ((await staging.list(slug)).length > 0)
    throw new ConnectorError(
      'configuration',
      `The staging folder has files of "${slug}" already. Nothing was imported. Give another staging folder, or remove them.`,
    );
  const written: string[] = [];
  try {
    await importRows(ledger, { slug, migrations, digest: archive.digest, documents }, async (rows) => {
      // Values of an enum are added outside of a transaction, and stay without harm.
      await knowModules(
        ledger,
        modules.map((one) => Module.parse(one)),
      );
      for (const table of tables)
        await archive.read(table, async (content) => {
          const count = await rows.copy(table.table, table.columns, content);
          if (count !== table.rows) throw otherCount(table.table);
        });
      for (const file of files)
        await archive.read(file, async (content) => {
          if (file.kind === 'staging') await staging.write(file.path, Readable.from(content));
          else await writeNew(join(documents, file.path), content, written);
        });
      await rows.move();
    });
  } catch (error) {
    await staging.removeFolder(slug);
    for (const path of written) await rm(path, { recursive: true, force: true });
    throw error;
  }
}

/** @param written gets the file, and the first folder that was made for it, also when the file is not complete */
async function writeNew(path: string, content: AsyncIterable<Buffer>, written: string[]): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true });
  if (made !== undefined) written.push(made);
  try {
    const file = createWriteStream(path, { flags: 'wx' });
    file.once('open', () => written.push(path));
    await pipeline(content, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new ConnectorError(
      'configuration',
      `The file ${path} exists already. Nothing was imported. Give another folder for the documents.`,
    );
  }
}

const otherCount = (table: string): ConnectorError =>
  new ConnectorError(
    'contract',
    `The archive is damaged: ${table} has another number of rows than the manifest. Nothing was imported. Take another copy of it.`,
  );
