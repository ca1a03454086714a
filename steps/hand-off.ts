import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
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
      for (const object of handoffObjects) {
        const content = snapshot.handoff(object);
        const file = content ? `handoff-${object}.csv` : null;
        if (content && file) await pipeline(content, masking(guard), createWriteStream(join(folder, file)));
        objects.push({ object, rows: await snapshot.countHandoff(object), file });
      }
      return { engagement: slug, customer, takenAt: snapshot.takenAt, objects };
    }),
  );
  await writeDocument(ports, stored, { kind: 'handoff' }, handoffDocument(handoff), handoff);
  return { objects: handoff.objects.length };
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
