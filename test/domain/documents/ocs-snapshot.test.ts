import { ocsSnapshotDocument, proofText, type OcsSnapshot } from '../../../domain/documents/ocs-snapshot.ts';
import type { BucketSums } from '../../../domain/handoff/buckets.ts';

const sums = (changes: Partial<BucketSums> = {}): BucketSums => ({
  ...{ buckets: 1_200, open: [], shared: 10, withoutOwner: 0, withoutExpiry: 0, expired: 0, unreadable: 0 },
  groups: [
    {
      ...{ unit: 'money', currency: 'GBP', buckets: 1_200, shared: 10, opening: '12000.50', used: '2000' },
      ...{ remaining: '10000.50', difference: '0', open: 0 },
    },
  ],
  ...changes,
});
const snapshot = (changes: Partial<OcsSnapshot> = {}): OcsSnapshot => ({
  ...{ engagement: 'demo', customer: 'Northwind', takenAt: '2026-01-01T20:00:00Z', file: 'handoff-ocs_buckets.csv' },
  ...{ from: '2026-01-01T20:00:01Z', to: '2026-01-01T20:00:05Z', sha256: 'c0ffee', sums: sums() },
  proof: { by: 'transaction', id: '7:7:' },
  ...changes,
});

test('the snapshot has its proof, its times, and what the buckets add up to', () => {
  expect(ocsSnapshotDocument(snapshot())).toBe(
    [
      '# OCS snapshot of Northwind',
      '',
      'All buckets are of one moment: one transaction of the database read them (snapshot `7:7:`).',
      '',
      'Engagement `demo`. Snapshot of 2026-01-01T20:00:00Z, read from 2026-01-01T20:00:01Z to 2026-01-01T20:00:05Z. File handoff-ocs_buckets.csv, SHA-256 `c0ffee`.',
      '',
      '1,200 buckets, 10 are shared. Each one closes: opening − used = remaining.',
      '',
      '## Opening − used = remaining',
      '',
      '| Unit | Currency | Buckets | Shared | Opening | Used | Remaining | Difference | Do not close |',
      '| --- | --- | ---: | ---: | --- | --- | --- | --- | ---: |',
      '| money | GBP | 1,200 | 10 | 12,000.50 | 2,000 | 10,000.50 | 0 | 0 |',
      '',
    ].join('\n'),
  );
});

test('buckets that do not close, and what else is unusual, are named', () => {
  const [group] = sums().groups;
  const text = ocsSnapshotDocument(
    snapshot({
      sums: sums({
        ...{ withoutOwner: 1, withoutExpiry: 2, expired: 3, unreadable: 1, groups: [{ ...group!, open: 1 }] },
        open: [{ row: 1_042, bucket: 'BKT…7-D', unit: 'MB', currency: '', difference: '-5' }],
      }),
    }),
  );
  expect(text).toContain(
    '1 does not close: opening − used is not remaining. 1 has an amount that is missing or no number. 1 has no owner. ' +
      '2 have no expiry. 3 have expired before the snapshot.',
  );
  expect(text).toContain('| 1,042 | BKT…7-D | MB |  | -5 |');
});

test('without the meaning of the columns nothing is added up', () => {
  expect(ocsSnapshotDocument(snapshot({ sums: null }))).toContain('so nothing was added up');
});

const files = [{ name: 'buckets.dat', sha256: 'beef' }];

test('files are named with their digests', () => {
  const text = ocsSnapshotDocument(snapshot({ proof: { by: 'files', id: null, files, isUnchanged: true } }));
  expect(text).toContain('- buckets.dat: `beef`');
});

const proofs: [proof: OcsSnapshot['proof'], text: RegExp][] = [
  [{ by: 'files', id: null, files, isUnchanged: true }, /^All buckets are from these files/],
  [{ by: 'export', id: 'job-1', files, isUnchanged: true }, /^All buckets are from one export .* \(job `job-1`\)/],
  [{ by: 'files', id: null, files, isUnchanged: false }, /^It is not proven .* files changed/],
  [{ by: 'two readings', digest: 'd', secondReading: { from: 'a', to: 'b' } }, /second reading, from a to b/],
  [{ by: 'none', readings: 6 }, /^It is not proven .* 6 readings/],
];
test.each(proofs)('the proof %j is said in a sentence', (proof, text) => {
  expect(proofText(proof)).toMatch(text);
});
