import { handoffObjects } from '../../schemas/terms.ts';
import { counted, page, section, table } from './markdown.ts';

/** What network and billing operations keep. */
export interface Handoff {
  engagement: string;
  customer: string;
  /** Time of the snapshot. All figures and files come from this one snapshot. */
  takenAt: string;
  /** `sha256` is the digest of the file. */
  objects: { object: string; rows: number; file: string | null; sha256: string | null }[];
}

/** The inventory of what a CRM can't hold, for the teams that keep these records. */
export function handoffDocument(handoff: Handoff): string {
  const rows = handoff.objects.reduce((sum, one) => sum + one.rows, 0);
  return page(
    `Handoff of ${handoff.customer}`,
    `${counted(rows, 'record stays', 'records stay')} with network and billing operations. All figures come from one snapshot, taken at ${handoff.takenAt}.`,
    section(
      'Inventory',
      table(
        ['Source object', 'Records', 'File', 'SHA-256'],
        handoff.objects.map(({ object, rows: count, file, sha256 }) => [
          object,
          count,
          file ?? 'counted only',
          sha256 ? `\`${sha256}\`` : '',
        ]),
      ),
      notAskedText(handoff.objects),
    ),
    section(
      'Not in the files',
      'Credentials and subscriber identities of AAA and HSS are only counted; they are never read. Usage records are given as totals, not one by one.',
    ),
  );
}

/** The objects that the profile does not have: how many records there are is unknown, not zero. */
export function notAskedText(asked: { object: string }[]): string {
  const missing = handoffObjects.filter((object) => !asked.some((one) => one.object === object));
  return missing.length === 0 ? '' : `Not in the source profile, so not counted: ${missing.join(', ')}.`;
}
