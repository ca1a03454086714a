import type { FigureKind } from '../../schemas/quiet.ts';
import type { QuietVerdict, Writer } from '../quiet/judge.ts';
import { counted, list, page, section, table } from './markdown.ts';

export interface QuietCheck extends QuietVerdict {
  engagement: string;
  customer: string;
  /** How long the source must be still, in minutes. 0: one comparison of two readings. */
  quietMinutes: number;
}

/** Whether the source was still after the freeze, and who wrote to it, for the people who sign. */
export function quietCheckDocument(check: QuietCheck): string {
  const { customer, engagement, quietMinutes, readings, writers, others, unread } = check;
  const asked =
    quietMinutes === 0
      ? 'One comparison of two readings is asked for.'
      : `${counted(quietMinutes, 'minute')} without a write are asked for.`;
  return page(
    `Quiet check of ${customer}`,
    quietText(check),
    `Engagement \`${engagement}\`, ${counted(readings, 'reading')}. ${asked}`,
    section('Who still writes', writersTable(writers)),
    section(
      'Writes beside the deltas',
      others.length > 0 &&
        'They do not count: the deltas do not read these. Charging and usage go on until the network is switched.',
      writersTable(others),
    ),
    section('Not watched', list(unread.map(({ subject, why }) => `${subject}: ${why}`))),
  );
}

/** The result in a sentence or two. */
export function quietText({ isStill, stillSince, readAt, writers, watched }: QuietVerdict): string {
  if (isStill)
    return `The source was still from ${stillSince} to ${readAt}: nothing changed in ${counted(watched, 'object, table or file', 'objects, tables and files')}.`;
  if (watched === 0) return 'Whether the source is still is not known: nothing that the deltas read can be watched.';
  const newest = writers[0];
  if (!newest) return `The source has not changed since ${stillSince}.`;
  const names = writers.slice(0, listed).map(({ subject }) => subject);
  const more = writers.length > listed ? `, and ${writers.length - listed} more` : '';
  return `The source is not still. It was written to ${names.join(', ')}${more}; the last write was seen at ${newest.lastSeenAt}.`;
}

/** What people are asked at the gate. */
export const quietQuestion = (verdict: QuietVerdict): string =>
  `${quietText(verdict)} Approve to go on with the deltas all the same, or request changes to watch the source again. Reject to stop the engagement.`;

/** Names in a sentence. The document has all. */
const listed = 5;

const writersTable = (writers: Writer[]): string =>
  table(
    ['What', 'Shown by', 'Last write seen at', 'Before', 'Then'],
    writers.map(({ subject, shownBy, lastSeenAt, before, now }) => [
      ...[subject, shownBy.join(', '), lastSeenAt, valueText(shownBy[0]!, before), valueText(shownBy[0]!, now)],
    ]),
  );

const valueText = (kind: FigureKind, value: string | null): string =>
  value === null ? '' : kind === 'digest' ? 'other content' : value;
