import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { handoffDocument, type Handoff } from '../domain/documents/handoff.ts';
import { handoffObjects } from '../schemas/terms.ts';
import { documentsFolder, writeDocument } from './documents.ts';
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
  const handoff = await withSource(ports, stored, (source) =>
    source.withSnapshot(async (snapshot): Promise<Handoff> => {
      const objects: Handoff['objects'] = [];
      for (const object of handoffObjects) {
        const content = snapshot.handoff(object);
        const file = content ? `handoff-${object}.csv` : null;
        if (content && file) await pipeline(content, createWriteStream(join(folder, file)));
        objects.push({ object, rows: await snapshot.countHandoff(object), file });
      }
      return { engagement: slug, customer, takenAt: snapshot.takenAt, objects };
    }),
  );
  await writeDocument(ports, stored, { kind: 'handoff' }, handoffDocument(handoff), handoff);
  return { objects: handoff.objects.length };
}
