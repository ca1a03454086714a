import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { createMeasure } from '../connectors/digest.ts';
import { storeDocument } from '../connectors/ledger/documents.ts';
import { cellsIn } from '../connectors/staging/rows.ts';
import { handoffDocument, type Handoff } from '../domain/documents/handoff.ts';
import { handoffObjects } from '../schemas/terms.ts';
import { documentsFolder, writeDocument } from './documents.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import { openGuardForTexts } from './guard.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withSource } from './with-source.ts';

/**
 * Writes the handoff: the counts of all handed-off objects, and the files that the profile defines, all from one
 * snapshot.
 */
export async function handOff(ports: Ports, stored: StoredEngagement): Promise<{ objects: number }> {
  const { slug, customer } = stored.engagement;
  const folder = documentsFolder(stored);
  await mkdir(folder, { recursive: true });
  const guard = await openGuardForTexts(ports, stored);
  const handoff = await withSource(ports, stored, (source) =>
    source.withSnapshot(async (snapshot): Promise<Handoff> => {
      const objects: Handoff['objects'] = [];
      for (const object of handoffObjects.filter((one) => stored.profile.handoff[one])) {
        const content = snapshot.handoff(object);
        const file = content ? `handoff-${object}.csv` : null;
        const sha256 = content && file ? await writeFile(content, masking(guard), join(folder, file)) : null;
        if (file && sha256) {
          await storeDocument(ports.ledger, slug, { kind: 'handoff' }, { name: file, digest: sha256, body: null });
        }
        objects.push({ object, rows: await snapshot.countHandoff(object), file, sha256 });
      }
      return { engagement: slug, customer, takenAt: snapshot.takenAt, objects };
    }),
  );
  await writeDocument(ports, stored, { kind: 'handoff' }, handoffDocument(handoff), handoff);
  return { objects: handoff.objects.length };
}

/** Writes a file and returns the SHA-256 of its bytes. It appears under its path only when it is complete. */
async function writeFile(
  content: AsyncIterable<Buffer | string>,
  mask: (content: AsyncIterable<Buffer | string>) => AsyncIterable<string>,
  path: string,
): Promise<string> {
  const measure = createMeasure();
  const part = `${path}.part`;
  await pipeline(content, mask, asBytes, measure.through, createWriteStream(part));
  await rename(part, path);
  return measure.result().sha256;
}

async function* asBytes(content: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of content) yield Buffer.from(chunk);
}

/**
 * Masks network identifiers in a CSV file with a header: by the names of columns, in each value, and in each row as a whole,
 * because a network code and the rest of an IMSI can be in two columns.
 */
export function masking(guard: Pick<Guard, 'clean'>) {
  return async function* (content: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
    let columns: string[] = [];
    for await (const values of cellsIn(Readable.from(content))) {
      const row = stringify([values.map((value, at) => guard.clean(columns[at] ?? '', value, 'mask').text)]);
      if (columns.length === 0) columns = values;
      yield guard.clean('', row, 'mask').text;
    }
  };
}
