import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { createMeasure } from '../connectors/digest.ts';
import { storeDocument } from '../connectors/ledger/documents.ts';
import type { RunRef } from '../schemas/refs.ts';
import { documentsFolder } from './documents.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/**
 * Streams a table about a run into a CSV file in the documents folder, and books its digest. It appears only when it is complete.
 * The rows must be without network identifiers.
 */
export async function writeRunTable(
  ports: Ports,
  stored: StoredEngagement,
  { engagement, environment, run }: RunRef,
  { kind, name }: { kind: 'reconciliation' | 'verification'; name: string },
  rows: AsyncIterable<string[]>,
): Promise<void> {
  const folder = documentsFolder(stored);
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const row of rows) yield Buffer.from(stringify([row]));
  }
  await mkdir(folder, { recursive: true });
  const measure = createMeasure();
  const part = join(folder, `${name}.part`);
  await pipeline(Readable.from(lines()), measure.through, createWriteStream(part));
  await rename(part, join(folder, name));
  const about = { kind, environment, run } as const;
  await storeDocument(ports.ledger, engagement, about, { name, digest: measure.result().sha256, body: null });
}
