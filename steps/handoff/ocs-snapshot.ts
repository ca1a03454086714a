import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { createContentSum } from '../../connectors/bss/content-sum.ts';
import type { Moment, Snapshot } from '../../connectors/bss/port.ts';
import { digestOf } from '../../connectors/digest.ts';
import { cellsIn } from '../../connectors/staging/rows.ts';
import { ocsSnapshotDocument, type OcsSnapshot, type SnapshotProof } from '../../domain/documents/ocs-snapshot.ts';
import { createBucketSums, type BucketSums } from '../../domain/handoff/buckets.ts';
import { writeMasked } from '../masked-file.ts';
import type { StoredEngagement } from '../ports.ts';
import type { TeamFolders } from './team-folders.ts';

export interface BucketWork {
  stored: StoredEngagement;
  snapshot: Snapshot;
  folders: Pick<TeamFolders, 'guard' | 'pathOf' | 'document'>;
  /** Name of the file with the buckets. */
  file: string;
}

/** One reading of all buckets. */
interface Reading {
  from: string;
  to: string;
  digest: string;
  sha256: string;
  rows: number;
  sums: BucketSums | null;
}

/** Pairs of readings of a source that has no moment, until two are equal. */
const mostPairs = 3;

/** Writes the buckets to their file, adds them up, and writes the document that says which proof of one moment there is. */
export async function writeBuckets(work: BucketWork): Promise<{ sha256: string; rows: number }> {
  const { stored, snapshot, folders, file } = work;
  const { reading, proof } = await readWithProof(work);
  const { from, to, sha256, rows, sums } = reading;
  const { slug, customer } = stored.engagement;
  // Without a moment of the source, the snapshot is of the time of its reading.
  const takenAt = proof.by === 'two readings' || proof.by === 'none' ? from : snapshot.takenAt;
  const document: OcsSnapshot = { engagement: slug, customer, takenAt, from, to, proof, file, sha256, sums };
  await folders.document('billing/ocs-snapshot', ocsSnapshotDocument(document), document);
  return { sha256, rows };
}

async function readWithProof(work: BucketWork): Promise<{ reading: Reading; proof: SnapshotProof }> {
  const moment = await work.snapshot.moment('ocs_buckets');
  let reading = await writeReading(work);
  if (moment.by !== 'none') return { reading, proof: await proofBy(work, moment) };
  for (let pair = 1; ; pair += 1) {
    const second = await readAgain(work);
    const { from, to, digest } = second;
    if (digest === reading.digest)
      return { reading, proof: { by: 'two readings', digest, secondReading: { from, to } } };
    if (pair === mostPairs) return { reading, proof: { by: 'none', readings: 2 * mostPairs } };
    reading = await writeReading(work);
  }
}

/** Files must be the same before and after they were read. */
async function proofBy({ snapshot }: BucketWork, moment: Exclude<Moment, { by: 'none' }>): Promise<SnapshotProof> {
  if (moment.by === 'transaction') return moment;
  const after = await snapshot.moment('ocs_buckets');
  const isUnchanged = 'files' in after && digestOf(after.files) === digestOf(moment.files);
  return { by: moment.by, id: moment.by === 'export' ? moment.id : null, files: moment.files, isUnchanged };
}

async function writeReading({ stored, snapshot, folders, file }: BucketWork): Promise<Reading> {
  const { buckets, numberFormat } = stored.profile;
  const from = new Date().toISOString();
  const content = createContentSum();
  const sums = buckets && createBucketSums(buckets, { takenAt: snapshot.takenAt, numberFormat });
  const seen = eachRow(snapshot, (cells, columns) => {
    content.add(cells);
    sums?.add(Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])));
  });
  const written = await writeMasked(seen, folders.guard, folders.pathOf(file));
  const to = new Date().toISOString();
  return { from, to, digest: content.result().digest, ...written, sums: sums?.result() ?? null };
}

async function readAgain({ snapshot }: BucketWork): Promise<Pick<Reading, 'from' | 'to' | 'digest'>> {
  const from = new Date().toISOString();
  const content = createContentSum();
  for await (const _ of eachRow(snapshot, content.add));
  return { from, to: new Date().toISOString(), digest: content.result().digest };
}

/** The rows of the buckets as CSV with a header. Each row is seen before it is passed on. */
async function* eachRow(snapshot: Snapshot, see: (cells: string[], columns: string[]) => void): AsyncGenerator<string> {
  let columns: string[] | null = null;
  for await (const cells of cellsIn(Readable.from(snapshot.handoff('ocs_buckets') ?? []))) {
    if (columns === null) columns = cells;
    else see(cells, columns);
    yield stringify([cells]);
  }
}
