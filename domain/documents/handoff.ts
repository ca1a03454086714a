import { counted, page, section, table } from './markdown.ts';

/** What stays with network and billing operations. */
export interface Handoff {
  engagement: string;
  customer: string;
  /** Moment of the one snapshot that all figures and files are of. */
  takenAt: string;
  objects: { object: string; rows: number; file: string | null }[];
}

/** The inventory of what a CRM can't hold, for the teams that keep it. */
export function handoffDocument(handoff: Handoff): string {
  const rows = handoff.objects.reduce((sum, one) => sum + one.rows, 0);
  return page(
    `Handoff of ${handoff.customer}`,
    `${counted(rows, 'record')} stay with network and billing operations. All figures are of one moment, ${handoff.takenAt}.`,
    section(
      'Inventory',
      table(
        ['Source object', 'Records', 'File'],
        handoff.objects.map(({ object, rows: count, file }) => [object, count, file ?? 'counted only']),
      ),
    ),
    section(
      'Not in any file',
      'Credentials and subscriber identities of AAA and HSS are counted and never read. Usage records are summed, not listed.',
    ),
  );
}
