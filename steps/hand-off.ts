import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storeDocument } from '../connectors/ledger/documents.ts';
import { handoffDocument, type Handoff } from '../domain/documents/handoff.ts';
import { handoffObjects } from '../schemas/terms.ts';
import { documentsFolder, writeDocument } from './documents.ts';
import { openGuardForTexts } from './guard.ts';
import { writeLists } from './handoff-lists.ts';
import { writeMasked } from './masked-file.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { writeBuckets } from './ocs-snapshot.ts';
import { withSource } from './with-source.ts';

/**
 * Writes the handoff: the counts of all handed-off objects, and the files that the profile defines, all from one
 * snapshot; and the lists that the mapping names, from the newest extraction.
 */
export async function handOff(ports: Ports, stored: StoredEngagement): Promise<{ objects: number }> {
  const { slug, customer } = stored.engagement;
  const folder = documentsFolder(stored);
  await mkdir(folder, { recursive: true });
  const guard = await openGuardForTexts(ports, stored);
  const counted = await withSource(ports, stored, (source) =>
    source.withSnapshot(async (snapshot) => {
      const objects: Handoff['objects'] = [];
      for (const object of handoffObjects.filter((one) => stored.profile.handoff[one])) {
        const content = snapshot.handoff(object);
        const file = content ? `handoff-${object}.csv` : null;
        const sha256 =
          content && file
            ? object === 'ocs_buckets'
              ? await writeBuckets({ ports, stored, snapshot, guard, file })
              : await writeMasked(content, guard, join(folder, file))
            : null;
        if (file && sha256) {
          await storeDocument(ports.ledger, slug, { kind: 'handoff' }, { name: file, digest: sha256, body: null });
        }
        objects.push({ object, rows: await snapshot.countHandoff(object), file, sha256 });
      }
      return { takenAt: snapshot.takenAt, objects };
    }),
  );
  const handoff: Handoff = { engagement: slug, customer, ...counted, ...(await writeLists(ports, stored, guard)) };
  await writeDocument(ports, stored, { kind: 'handoff' }, handoffDocument(handoff), handoff);
  return { objects: handoff.objects.length };
}
