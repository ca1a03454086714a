import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chunk, Source } from '../../../connectors/bss/port.ts';
import { readManifest } from '../../../connectors/staging/manifest.ts';
import { extractSource, type Extraction } from '../../../steps/extract/extraction.ts';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import type { Manifest } from '../../../schemas/manifest.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

/** The source with its chunks changed. */
const reading = (source: Source, change: (chunks: AsyncIterable<Chunk>) => AsyncIterable<Chunk>): Source => ({
  ...source,
  withSnapshot: (work) =>
    source.withSnapshot((snapshot) =>
      work({ ...snapshot, read: (object, after) => change(snapshot.read(object, after)) }),
    ),
});

/** A source with two objects. At the key `breakAt` the reading fails, as if the worker were lost. */
function sourceOf(accounts: string[], changes: { snapshot?: string; breakAt?: string; counted?: number } = {}) {
  const read: string[] = [];
  async function* rows(after: string | null): AsyncGenerator<Chunk> {
    for (const key of accounts.filter((one) => after === null || one > after)) {
      if (key === changes.breakAt) throw new Error('the worker is lost');
      read.push(key);
      yield await Promise.resolve({ csv: Buffer.from(`${key},"name, of\n${key}"\n`), rows: 1, checkpoint: key });
    }
  }
  const source: Source = {
    columns: () => Promise.resolve({ billing_accounts: ['no', 'name'], subscribers: ['no', 'name'] }),
    keys: () => ({ billing_accounts: 'no', subscribers: 'no' }),
    identity: () => Promise.resolve({ database: 'one' }),
    customFields: () => Promise.resolve([]),
    reading: () => Promise.resolve({ takenAt: '2026-01-01T00:00:00Z', figures: [], unread: [] }),
    document: () => Promise.resolve(null),
    withSnapshot: (work) =>
      work({
        id: changes.snapshot ?? 'one',
        takenAt: '2026-01-05T00:00:00Z',
        count: (object) =>
          Promise.resolve({
            rows: object === 'subscribers' ? 0 : (changes.counted ?? accounts.length),
            isExact: true,
          }),
        remarks: () => [],

        async *identifiers() {},
        read: (object, after) => rows(object === 'subscribers' ? '~' : after),
        moment: () => Promise.resolve({ by: 'none' }),
        handoff: () => null,
        countHandoff: () => Promise.resolve(0),
      }),
    close: () => Promise.resolve(),
  };
  return { source, read };
}
const extract = (source: Source, signal = never, changes: Partial<Extraction> = {}): Promise<Manifest> =>
  extractSource({
    source,
    staging: createLocalStaging(folder),
    name: 'demo/full-1',
    system: 'test',
    profileDigest: 'p',
    signal,
    rowsPerPart: 3,
    ...changes,
  });
const keys = (count: number) => Array.from({ length: count }, (_, at) => `A-${String(at).padStart(3, '0')}`);
const content = (manifest: Manifest) => manifest.objects.map(({ snapshots: _, ...object }) => object);

test('an extraction writes one CSV with a header for each object, and the manifest', async () => {
  const manifest = await extract(sourceOf(keys(2)).source);
  expect(await readFile(join(folder, 'demo/full-1/billing_accounts.csv'), 'utf8')).toBe(
    'no,name\nA-000,"name, of\nA-000"\nA-001,"name, of\nA-001"\n',
  );
  expect(manifest.objects).toMatchObject([
    { object: 'billing_accounts', rows: 2, sourceRows: 2, snapshots: ['one'] },
    { object: 'subscribers', rows: 0 },
  ]);
  expect(
    (await readdir(join(folder, 'demo/full-1'), { recursive: true })).filter((file) => /\d+\.(csv|json)/.test(file)),
  ).toEqual([]);
  expect(await readManifest(createLocalStaging(folder), 'demo/full-1')).toEqual(manifest);
});

test('an extraction tells how many rows of an object are read, and goes on behind those of an earlier attempt', async () => {
  const told: [string, number, number][] = [];
  const progress: Extraction['progress'] = (...counts) => void told.push(counts);
  const broken = sourceOf(keys(9), { breakAt: 'A-004' });
  await expect(extract(broken.source, never, { progress })).rejects.toThrow();
  await extract(sourceOf(keys(9)).source, never, { progress });
  const accounts = told.flatMap(([object, rows, of]) => (object === 'billing_accounts' ? [`${rows} of ${of}`] : []));
  const first = [0, 1, 2, 3, 4];
  // A part has three rows, so the fourth was lost.
  const second = [3, 4, 5, 6, 7, 8, 9];
  expect(accounts).toEqual([...first, ...second].map((rows) => `${rows} of 9`));
});

test('a sealed extraction is not read again', async () => {
  const first = await extract(sourceOf(keys(5)).source);
  const again = sourceOf(keys(9));
  expect(await extract(again.source)).toEqual(first);
  expect(again.read).toEqual([]);
});

test('an extraction under a name of its own has what was written since the one before', async () => {
  const before = await extract(sourceOf(keys(5)).source, never, { name: 'demo/delta-1' });
  const grown = sourceOf(keys(9)).source;
  const used = await extract(grown, never, { name: 'demo/delta-1' });
  const own = await extract(grown, never, { name: 'demo/delta-2' });
  expect(used.contentDigest).toBe(before.contentDigest);
  expect(own.contentDigest).not.toBe(before.contentDigest);
  expect(own.objects[0]).toMatchObject({ rows: 9 });
});

test.each<[string, Partial<Extraction>, Record<string, string>]>([
  ['another profile', { profileDigest: 'q' }, {}],
  ['a later start of the engagement', { start: 'second' }, {}],
  ['another database', {}, { database: 'two' }],
])('a sealed extraction of %s is replaced, and its replacement is reported', async (_, changes, identity) => {
  const first = await extract(sourceOf(keys(5)).source);
  const replaced: string[] = [];
  const { source } = sourceOf(keys(9));
  const other = Object.keys(identity).length > 0 ? { ...source, identity: () => Promise.resolve(identity) } : source;
  const second = await extract(other, never, {
    ...changes,
    replaced: ({ contentDigest }) => Promise.resolve(void replaced.push(contentDigest)),
  });
  expect(second.objects[0]).toMatchObject({ rows: 9 });
  expect(replaced).toEqual([first.contentDigest]);
});

test('parts of another delivery are not continued', async () => {
  await expect(extract(sourceOf(keys(20), { breakAt: 'A-010' }).source)).rejects.toThrow('the worker is lost');
  const second = sourceOf(keys(20));
  await extract({ ...second.source, identity: () => Promise.resolve({ delivery: 'new' }) });
  expect(second.read[0]).toBe('A-000');
});

test('a sealed file that was cut is not used again, and the message says what to do', async () => {
  await extract(sourceOf(keys(5)).source);
  const path = join(folder, 'demo/full-1/billing_accounts.csv');
  const whole = await readFile(path, 'utf8');
  await writeFile(path, whole.slice(0, whole.lastIndexOf('A-004,')));
  await expect(extract(sourceOf(keys(5)).source)).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(
      /billing_accounts\.csv is not what its manifest says: it has \d+ bytes.*Restore the file/,
    ),
  });
});

test('parts that a crash left after the manifest was sealed are removed', async () => {
  await expect(extract(sourceOf(keys(20), { breakAt: 'A-010' }).source)).rejects.toThrow();
  const parts = join(folder, 'demo/full-1/billing_accounts.parts');
  const left = await readdir(parts);
  const kept = await Promise.all(left.map(async (file) => [file, await readFile(join(parts, file))] as const));
  await extract(sourceOf(keys(20)).source);
  for (const [file, bytes] of kept) await writeFile(join(parts, file), bytes);
  await extract(sourceOf(keys(20)).source);
  expect(await readdir(parts)).toEqual([]);
});

test('an interrupted extraction continues after its last sealed part, with the same result as an uninterrupted one', async () => {
  const uninterrupted = await extract(sourceOf(keys(20)).source);
  await rm(folder, { recursive: true });
  await expect(extract(sourceOf(keys(20), { breakAt: 'A-010' }).source)).rejects.toThrow('the worker is lost');
  const second = sourceOf(keys(20), { snapshot: 'two' });
  const manifest = await extract(second.source);
  expect(second.read[0]).toBe('A-009');
  expect(content(manifest)).toEqual(content(uninterrupted));
  expect(manifest.contentDigest).toBe(uninterrupted.contentDigest);
  expect(manifest.objects[0]?.snapshots).toEqual(['one', 'two']);
});

test('parts of two snapshots that do not fit together are read again', async () => {
  await expect(extract(sourceOf(keys(20), { breakAt: 'A-010' }).source)).rejects.toThrow();
  const shrunk = keys(20).filter((key) => key !== 'A-001');
  const second = sourceOf(shrunk, { snapshot: 'two' });
  const manifest = await extract(second.source);
  expect(manifest.objects[0]).toMatchObject({ rows: 19, snapshots: ['two'] });
});

test('a few rows with a missing or repeated key are staged and reported', async () => {
  const rows = [...keys(40), 'A-003\u00a0', 'a-004', ''];
  const { objects } = await extract(sourceOf(rows).source);
  const expected =
    '1 missing source id; 1 duplicate source id; 1 source id that differs from an earlier one only in upper and lower case';
  expect(objects[0]).toMatchObject({
    rows: 43,
    unsound: 3,
    remarks: [`rows that will be rejected because of their no: ${expected}`],
  });
});

test.each([
  ['fewer rows than the source counts', keys(5), { counted: 6 }, /counts 6 rows, but the staged file has 5/],
  ['repeated keys', ['A-000', 'A-000', 'A-000'], {}, /2 of 3 rows have no key of their own \(2 duplicate source id\)/],
])('%s are reported, and nothing is sealed', async (_, rows, changes, message) => {
  await expect(extract(sourceOf(rows, changes).source)).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(message),
  });
  expect(await readManifest(createLocalStaging(folder), 'demo/full-1')).toBeNull();
});

test('the manifest has the type of each column', async () => {
  const rows = ['007,0.50,"[{""a"" : 1}]",2026-01-05,\n', '012,-3.00,[],2026-01-06,\n'];
  const names = ['no', 'amount', 'lines', 'day', 'remark'];
  const { source } = sourceOf(['007', '012']);
  const typed = reading(source, async function* () {
    for (const row of rows)
      yield await Promise.resolve({ csv: Buffer.from(row), rows: 1, checkpoint: row.slice(0, 3) });
  });
  const { objects } = await extract({
    ...typed,
    columns: () => Promise.resolve({ billing_accounts: names }),
  });
  expect(objects[0]?.columns.map(({ type }) => type)).toEqual(['text', 'decimal', 'json', 'date', 'empty']);
});

test('a source whose columns changed since an earlier extraction is not read', async () => {
  const earlier = await extract(sourceOf(keys(2)).source);
  const { source, read } = sourceOf(keys(2));
  const columns = () => Promise.resolve({ billing_accounts: ['no', 'title'], subscribers: ['no', 'name'] });
  const changed = extract({ ...source, columns }, never, { name: 'demo/delta-1', earlier });
  await expect(changed).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(
      /billing_accounts no longer has name; billing_accounts has the new column title.*Nothing was read/,
    ),
  });
  expect(read).toEqual([]);
});

test('a cancelled extraction ends with the reason and keeps its sealed parts', async () => {
  const controller = new AbortController();
  const { source, read } = sourceOf(keys(20));
  const cancelling = reading(source, async function* (chunks) {
    for await (const chunk of chunks) {
      if (chunk.checkpoint === 'A-007') controller.abort(new Error('cancelled'));
      yield chunk;
    }
  });
  await expect(extract(cancelling, controller.signal)).rejects.toThrow('cancelled');
  expect(read.at(-1)).toBe('A-007');
  const rest = sourceOf(keys(20));
  await extract(rest.source);
  expect(rest.read[0]).toBe('A-006');
});

test('bad rows are staged in a file of their own, with their bytes, and are counted', async () => {
  const { source } = sourceOf(keys(4), { counted: 5 });
  const bad = { file: 'a.csv', line: 7, why: '3 values for 2 columns', bytes: Buffer.from([0x41, 0xff]) };
  const withBad = reading(source, async function* (chunks) {
    for await (const chunk of chunks) yield chunk.checkpoint === 'A-001' ? { ...chunk, bad: [bad] } : chunk;
  });
  const manifest = await extract(withBad);
  expect(manifest.objects[0]).toMatchObject({
    rows: 4,
    sourceRows: 5,
    bad: { rows: 1, path: 'demo/full-1/billing_accounts.bad.csv' },
  });
  expect(await readFile(join(folder, 'demo/full-1/billing_accounts.bad.csv'), 'utf8')).toBe(
    'file,line,why,bytes\na.csv,7,3 values for 2 columns,Qf8=\n',
  );
});
