import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Moment, Snapshot } from '../../connectors/bss/port.ts';
import type { OcsSnapshot } from '../../domain/documents/ocs-snapshot.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { judgeQuiet } from '../../domain/quiet/judge.ts';
import type { SourceReading } from '../../schemas/quiet.ts';
import { handOff } from '../../steps/handoff/hand-off.ts';
import { writeBuckets } from '../../steps/handoff/ocs-snapshot.ts';
import { openTeamFolders } from '../../steps/handoff/team-folders.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { withSource } from '../../steps/with-source.ts';
import { deployments, prepareDeployments, type Deployments } from '../support/deployments.ts';

/** What each kind of source shows of writers, and how it proves that the buckets are of one moment. */
let operator: Deployments;
beforeAll(async () => {
  operator = await prepareDeployments({ accounts: 40, defects: {} });
});
afterAll(() => operator.close());

const openAs = (deployment: (typeof deployments)[number]): Promise<StoredEngagement> => {
  operator.use(deployment);
  return operator.steps.open();
};
const read = (stored: StoredEngagement): Promise<SourceReading> =>
  withSource(operator.steps.ports, stored, (source) => source.reading());
const document = (name: string) => readFileSync(join(operator.steps.folder, 'documents', name), 'utf8');
const snapshot = () => JSON.parse(document('billing/ocs-snapshot.json')) as OcsSnapshot;
const openBuckets = () => operator.steps.answers.defects.filter(({ rule }) => rule === 'open-bucket').length;

test.each(deployments)('%s: two readings without a write are still', async (deployment) => {
  const stored = await openAs(deployment);
  const verdict = judgeQuiet([await read(stored), await read(stored)], 0);
  expect(verdict).toMatchObject({ isStill: true, writers: [], others: [] });
});

test.each([
  ['source.yml', 'transaction'],
  ['source-files.yml', 'files'],
  ['source-tmf.yml', 'two readings'],
  ['source-bulk.yml', 'export'],
] as const)('%s: the snapshot is proven by %s, and the buckets that do not close are found', async (deployment, by) => {
  await handOff(operator.steps.ports, await openAs(deployment));
  const { proof, sums } = snapshot();
  expect(proof).toMatchObject({ by, ...('files' in proof && { isUnchanged: true }) });
  expect(sums).toMatchObject({ buckets: 200, withoutOwner: 0, unreadable: 0, shared: 8 });
  expect(sums?.groups.map(({ unit, currency }) => `${unit} ${currency}`.trim()).sort()).toEqual([
    ...['MB', 'minutes', 'money GBP'],
  ]);
  expect(openBuckets()).toBeGreaterThan(0);
  expect(sums?.open).toHaveLength(openBuckets());
  expect(document('billing/ocs-snapshot.md')).not.toMatch(/BKT-\d/);
});

test('a delivery that grows while it is watched shows the file', async () => {
  const stored = await openAs('source-files.yml');
  const before = await read(stored);
  appendFileSync(join(operator.steps.folder, 'delivery', 'offerings.csv'), '\n');
  expect(judgeQuiet([before, await read(stored)], 0).writers).toMatchObject([
    { subject: 'offerings.csv', shownBy: ['digest'] },
  ]);
});

test('what a kind of source can not show is named', async () => {
  const unreadOf = async (deployment: (typeof deployments)[number]) =>
    (await read(await openAs(deployment))).unread.map(({ why }) => why).join(' ');
  expect(await unreadOf('source-files.yml')).toContain('Only its files are watched.');
  expect(await unreadOf('source-tmf.yml')).toContain('related records are not read');
});

/** A snapshot whose buckets are these, one list for each reading. */
const fakeSnapshot = (moments: Moment[], ...readings: string[]) =>
  ({
    takenAt: '2026-01-01T00:00:00Z',
    moment: () => Promise.resolve(moments.shift() ?? { by: 'none' }),
    handoff: () => Readable.from([`bucket_id,remaining\n${readings.shift() ?? ''}`]),
  }) as unknown as Snapshot;
async function proofOf(moments: Moment[], ...readings: string[]): Promise<OcsSnapshot['proof']> {
  const stored = await openAs('source-tmf.yml');
  const about = { guard: createGuard({}), environment: 'production' } as const;
  const folders = await openTeamFolders(operator.steps.ports, stored, about);
  const work = { stored, folders, file: 'buckets.csv' };
  await writeBuckets({ ...work, snapshot: fakeSnapshot(moments, ...readings) });
  return snapshot().proof;
}

test('a source without a moment is read until two readings are equal, in any order of their rows', async () => {
  expect(await proofOf([], 'A,1\n', 'A,2\n', 'A,2\nB,1\n', 'B,1\nA,2\n')).toMatchObject({ by: 'two readings' });
  expect(document('buckets.csv')).toBe('bucket_id,remaining\nA,2\nB,1\n');
});

test('buckets that change in each reading have no proof', async () => {
  expect(await proofOf([], 'A,1\n', 'A,2\n', 'A,3\n', 'A,4\n', 'A,5\n', 'A,6\n')).toEqual({ by: 'none', readings: 6 });
});

test('files that changed while they were read have no proof', async () => {
  const file = (sha256: string): Moment => ({ by: 'files', files: [{ name: 'buckets.dat', sha256 }] });
  expect(await proofOf([file('a'), file('b')], 'A,1\n')).toMatchObject({ by: 'files', isUnchanged: false });
});
