import type { Figure, SourceReading, Unread } from '../../../schemas/quiet.ts';
import type { ExtractedObject, HandoffObject } from '../../../schemas/terms.ts';
import { digestOf } from '../../digest.ts';
import { createContentSum } from '../content-sum.ts';
import { objectProfile } from '../profile-objects.ts';
import type { TmfApi } from './read.ts';
import { idReader } from './records.ts';
import { newReport } from './report.ts';

/**
 * What shows whether somebody writes: the lists of the loaded objects are read to their end, because totals may be wrong and
 * most resources have no change mark. Their content shows more than a mark would. Records are not completed: related records
 * are named as not watched. Of handed-off objects only the server's own total is read.
 */
export async function readActivity(api: TmfApi): Promise<SourceReading> {
  const takenAt = new Date().toISOString();
  const figures: Figure[] = [];
  const unread: Unread[] = [];
  for (const object of Object.keys(api.profile.objects) as ExtractedObject[]) {
    figures.push(...(await figuresOf(api, object)));
    const related = Object.keys(objectProfile(api.profile.objects, object).with);
    if (related.length > 0)
      unread.push({ subject: object, why: `Its related records are not read (${related.join(', ')}), only its list.` });
  }
  for (const object of Object.keys(api.profile.handoff) as HandoffObject[]) {
    const total = await totalOf(api, object);
    if (total === null) unread.push({ subject: object, why: 'The server gives no number of its records.' });
    else figures.push({ subject: object, kind: 'rows', role: 'handed-off', value: String(total) });
  }
  return { takenAt, figures, unread };
}

/** Records as the list has them: the profile's fields may need related records. */
async function figuresOf({ server, profile }: TmfApi, object: ExtractedObject): Promise<Figure[]> {
  const described = objectProfile(profile.objects, object);
  const content = createContentSum();
  for await (const page of server.pages(described, idReader(described.id, `${object}.id`), newReport()))
    for (const record of page) content.add([digestOf(record)]);
  const { rows, digest } = content.result();
  const about = { subject: object, role: 'loaded' } as const;
  return [
    { ...about, kind: 'rows', value: String(rows) },
    { ...about, kind: 'digest', value: digest },
  ];
}

/** The server's own number of records; null without one. One page is requested. */
async function totalOf({ server, profile }: TmfApi, object: HandoffObject): Promise<number | null> {
  const list = profile.handoff[object];
  const report = newReport();
  if (list) for await (const _ of server.pages(list, idReader('id', object), report)) break;
  return report.total;
}
