import { mkdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { handoffDocument, type Handoff } from '../domain/documents/handoff.ts';
import { handoffObjects } from '../schemas/words.ts';
import { documentsFolder, writeDocument } from './documents.ts';
import type { Ports } from './ports.ts';

export function handoffActivities(ports: Ports) {
  return {
    /**
     * Writes the inventory of what a CRM can't hold: counts of everything, and the snapshots that the profile asks for,
     * all as of one moment.
     */
    async handOff(input: { engagement: string }): Promise<{ objects: number }> {
      const stored = await readEngagement(ports.ledger, input.engagement);
      const source = ports.openSource(stored);
      const folder = documentsFolder(stored);
      await mkdir(folder, { recursive: true });
      try {
        const handoff = await source.withSnapshot(async (snapshot): Promise<Handoff> => {
          const objects: Handoff['objects'] = [];
          for (const object of handoffObjects) {
            const content = snapshot.handoff(object);
            const file = content ? `handoff-${object}.csv` : null;
            if (content && file) await pipeline(content, createWriteStream(join(folder, file)));
            objects.push({ object, rows: await snapshot.countHandoff(object), file });
          }
          return {
            engagement: input.engagement,
            customer: stored.engagement.customer,
            takenAt: snapshot.takenAt,
            objects,
          };
        });
        await writeDocument(ports, stored, 'handoff', handoffDocument(handoff), handoff);
        return { objects: handoff.objects.length };
      } finally {
        await source.close();
      }
    },
  };
}
