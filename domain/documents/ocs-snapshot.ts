import type { BucketSums } from '../handoff/buckets.ts';
import { amount, counted, list, page, section, table } from './markdown.ts';

/** What shows that all buckets are of one moment. `none`: they changed each time they were read. */
export type SnapshotProof =
  | { by: 'transaction'; id: string }
  | { by: 'export' | 'files'; id: string | null; files: { name: string; sha256: string }[]; isUnchanged: boolean }
  | { by: 'two readings'; digest: string; secondReading: { from: string; to: string } }
  | { by: 'none'; readings: number };

export interface OcsSnapshot {
  engagement: string;
  customer: string;
  /** Time of the snapshot, and when its rows were read. */
  takenAt: string;
  from: string;
  to: string;
  proof: SnapshotProof;
  file: string;
  sha256: string;
  /** Null if the profile does not say what the columns mean. */
  sums: BucketSums | null;
}

/** The snapshot of the buckets: its proof, and what the buckets add up to. */
export function ocsSnapshotDocument(snapshot: OcsSnapshot): string {
  const { customer, engagement, takenAt, from, to, proof, file, sha256, sums } = snapshot;
  return page(
    `OCS snapshot of ${customer}`,
    proofText(proof),
    `Engagement \`${engagement}\`. Snapshot of ${takenAt}, read from ${from} to ${to}. File ${file}, SHA-256 \`${sha256}\`.`,
    'files' in proof && list(proof.files.map((one) => `${one.name}: \`${one.sha256}\``)),
    sums
      ? sumsText(sums)
      : 'The source profile does not say under `buckets` what the columns mean, so nothing was added up.',
    sums !== null && section('Opening − used = remaining', groupsTable(sums)),
    sums !== null &&
      section(
        'Buckets that do not close',
        sums.open.length > 0 && `Find them in ${file} by their row; the header is row 1.`,
        openTable(sums),
      ),
  );
}

/** Whether something shows that all buckets are of one moment. */
export const isOfOneMoment = (proof: SnapshotProof): boolean =>
  'isUnchanged' in proof ? proof.isUnchanged : proof.by !== 'none';

/** What shows that the snapshot is of one moment, in a sentence. */
export function proofText(proof: SnapshotProof): string {
  switch (proof.by) {
    case 'transaction':
      return `All buckets are of one moment: one transaction of the database read them (snapshot \`${proof.id}\`).`;
    case 'two readings':
      return `All buckets are of one moment: a second reading, from ${proof.secondReading.from} to ${proof.secondReading.to}, had the same content (digest \`${proof.digest}\`).`;
    case 'none':
      return `It is not proven that the buckets are of one moment: they changed in each of ${proof.readings} readings. Stop charging, or ask for an export of one moment.`;
    case 'export':
    case 'files':
      if (!proof.isUnchanged)
        return 'It is not proven that the buckets are of one moment: their files changed while they were read.';
      return proof.by === 'export'
        ? `All buckets are from one export of the source (job \`${proof.id}\`). Its moment is that of the job; Portage can not check it.`
        : 'All buckets are from these files, which did not change while they were read. Their moment is that of the delivery; Portage can not check it.';
  }
}

function sumsText({ buckets, shared, withoutOwner, withoutExpiry, expired, unreadable, groups }: BucketSums): string {
  const open = groups.reduce((total, one) => total + one.open, 0);
  return [
    `${counted(buckets, 'bucket')}, ${counted(shared, 'is', 'are')} shared.`,
    open === 0
      ? 'Each one closes: opening − used = remaining.'
      : `${counted(open, 'does', 'do')} not close: opening − used is not remaining.`,
    ...(unreadable > 0 ? [`${counted(unreadable, 'has', 'have')} an amount that is missing or no number.`] : []),
    ...(withoutOwner > 0 ? [`${counted(withoutOwner, 'has', 'have')} no owner.`] : []),
    ...(withoutExpiry > 0 ? [`${counted(withoutExpiry, 'has', 'have')} no expiry.`] : []),
    ...(expired > 0 ? [`${counted(expired, 'has', 'have')} expired before the snapshot.`] : []),
  ].join(' ');
}

const groupsTable = ({ groups }: BucketSums): string =>
  table(
    ['Unit', 'Currency', 'Buckets', 'Shared', 'Opening', 'Used', 'Remaining', 'Difference', 'Do not close'],
    groups.map((one) => [
      ...[one.unit, one.currency, one.buckets, one.shared, amount(one.opening), amount(one.used)],
      ...[amount(one.remaining), amount(one.difference), one.open],
    ]),
  );

const openTable = ({ open }: BucketSums): string =>
  table(
    ['Row', 'Bucket (part of its id)', 'Unit', 'Currency', 'Opening − used − remaining'],
    open.map(({ row, bucket, unit, currency, difference }) => [row, bucket, unit, currency, amount(difference)]),
  );
