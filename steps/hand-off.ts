import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { handoffDocument, type Handoff } from '../domain/documents/handoff.ts';
import { handoffObjects } from '../schemas/terms.ts';
import { documentsFolder, writeDocument } from './documents.ts';
import type { Guard } from '../domain/identifiers/guard.ts';
import { withhold } from '../domain/identifiers/hit.ts';
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

/** Masks network identifiers in a stream of lines. */
function masking(guard: Pick<Guard, 'scanText'>) {
  const mask = (text: string) => withhold(text, guard.scanText(text), 'mask');
  return async function* (content: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of content) {
      rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
      const end = rest.lastIndexOf('\n') + 1;
      if (end > 0) yield mask(rest.slice(0, end));
      rest = rest.slice(end);
    }
    if (rest !== '') yield mask(rest);
  };
}
