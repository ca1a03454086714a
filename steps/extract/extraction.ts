import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Manifest } from '../../schemas/manifest.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { BadRow, Snapshot, Source } from '../../connectors/bss/port.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { contentDigestOf, writeManifest } from '../../connectors/staging/manifest.ts';
import { isWrongKey, schemaChanges } from '../../domain/source-schema.ts';
import { openParts, removeParts, type Parts } from '../../connectors/staging/parts.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { readCells, readRows, withHeader } from '../../connectors/staging/rows.ts';
import { beginExtraction } from './begin-extraction.ts';
import { inspectRows, type Inspected } from './inspect-rows.ts';

/** Number of objects that are read concurrently. */
const objectsAtOnce = 2;
/** Number of rows after which a part is sealed. A crash loses little more than this number of rows. */
const rowsPerPart = 50_000;

type StagedObject = Manifest['objects'][number];

export interface Extraction {
  source: Source;
  staging: StagingStore;
  name: string;
  /** Short name of the source deployment, from its profile. */
  system: string;
  /** Digest of the source profile. */
  profileDigest: string;
  /** Identifies the start of the engagement. An extraction of an earlier start is not used again. */
  start?: string;
  /** Is called before a sealed extraction of another source, or of an earlier start, is replaced. */
  replaced?: (before: Manifest) => Promise<void>;
  /** An earlier extraction. The source must still have the same columns. */
  earlier?: Manifest | null;
  signal: AbortSignal;
  /** Work on the same snapshot, before the rows are read. */
  beforeRows?: (snapshot: Snapshot) => Promise<void>;
  rowsPerPart?: number;
  /** Is told how many rows of an object are read. */
  progress?: (object: ExtractedObject, rows: number, of: number) => void;
}

/**
 * Stages every object of a source from one consistent snapshot, part by part, and writes the manifest last. Only an
 * extraction with a manifest is valid. An interrupted extraction of the same origin continues after its last sealed
 * part with a new snapshot; the manifest then lists both snapshots.
 * @throws ConnectorError `configuration` when the columns differ from the earlier extraction; `contract` when a file
 * does not have the number of rows that the source counts, or too many of its rows have no unique key
 */
export async function extractSource(extraction: Extraction): Promise<Manifest> {
  const { source, staging, name, profileDigest, earlier, start = '' } = extraction;
  const columns = await source.columns();
  const origin = { profile: profileDigest, source: await source.identity(), start };
  const objects = Object.keys(columns) as ExtractedObject[];
  const sealed = await beginExtraction(staging, name, origin, objects, extraction.replaced);
  if (sealed) {
    await removeAllParts(extraction, sealed);
    return sealed;
  }
  if (earlier) checkSchema(earlier, columns);
  const keys = source.keys();
  const stageAll = async (snapshot: Snapshot) => {
    await extraction.beforeRows?.(snapshot);
    const staged = await mapConcurrently(objects, objectsAtOnce, (object) =>
      stageObject(extraction, snapshot, { object, key: keys[object] ?? '', columns: columns[object] ?? [] }),
    );
    const contentDigest = contentDigestOf(staged);
    return { name, snapshot: snapshot.id, takenAt: snapshot.takenAt, profileDigest, objects: staged, contentDigest };
  };
  const manifest = await source.withSnapshot(stageAll, { name: `${name} ${start}`, signal: extraction.signal });
  await writeManifest(staging, manifest);
  await removeAllParts(extraction, manifest);
  return manifest;
}

/** Parts are copies of customers' data, and are not needed after the manifest is written. */
async function removeAllParts({ staging, name }: Extraction, { objects }: Manifest): Promise<void> {
  for (const { object } of objects) await removeParts(staging, `${name}/${object}`);
}

/** @throws ConnectorError `configuration` with the differences from the earlier extraction */
function checkSchema(earlier: Manifest, columns: Partial<Record<ExtractedObject, string[]>>): void {
  const before = Object.fromEntries(earlier.objects.map((one) => [one.object, one.columns.map(({ name }) => name)]));
  const changes = schemaChanges(before, columns);
  if (changes.length === 0) return;
  throw new ConnectorError(
    'configuration',
    `The columns of the source differ from the extraction ${earlier.name}: ${changes.join('; ')}. Nothing was read. Change the profile so that it gives the same columns, or start a new engagement.`,
  );
}

/**
 * Runs `work` on all items, `limit` at a time, and returns the results in order. Running items end before it throws.
 */
async function mapConcurrently<In, Out>(items: In[], limit: number, work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results = new Map<In, Out>();
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) results.set(item, await work(item));
  };
  const lanes = await Promise.allSettled(Array.from({ length: limit }, lane));
  const failed = lanes.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return items.map((item) => results.get(item) as Out);
}

async function stageObject(
  extraction: Extraction,
  snapshot: Snapshot,
  wanted: { object: ExtractedObject; key: string; columns: string[] },
): Promise<StagedObject> {
  const { staging, name, system } = extraction;
  const { object, key, columns } = wanted;
  const path = `${name}/${object}.csv`;
  const badPath = `${name}/${object}.bad.csv`;
  const { rows: sourceRows, isExact } = await snapshot.count(object);
  const stage = async (parts: Parts) => {
    const tell = (read: number) => extraction.progress?.(object, read, sourceRows);
    await fillParts(extraction, snapshot, object, parts, tell, () =>
      keysIn(staging, parts.paths(), columns.indexOf(key)),
    );
    const written = await staging.write(path, Readable.from(withHeader(columns, joined(staging, parts))));
    const inspected = await inspectRows(readRows(staging, path), { system, object, key, columns });
    const bad = parts.bad();
    const writtenBad =
      bad.length > 0 ? await staging.write(badPath, Readable.from([stringify(bad, { header: true })])) : null;
    return { ...inspected, written, writtenBad, bad: bad.length, snapshots: parts.snapshots() };
  };
  let staged = await stage(await openParts(staging, `${name}/${object}`));
  if (isExact && staged.rows + staged.bad !== sourceRows && staged.snapshots.length > 1) {
    // Rows were added or deleted between the snapshots, so the parts are not consistent. They are read again.
    await removeParts(staging, `${name}/${object}`);
    staged = await stage(await openParts(staging, `${name}/${object}`));
  }
  const { written, writtenBad, rows, unsound, bad, snapshots } = staged;
  const failure = (problem: string) =>
    new ConnectorError('contract', `${object}: ${problem}. The extraction is not sealed; nothing was loaded.`);
  if (isExact && rows + bad !== sourceRows)
    throw failure(`the source counts ${sourceRows} rows, but the staged file has ${rows + bad}`);
  if (isWrongKey({ rows, unsound }))
    throw failure(
      `${unsound} of ${rows} rows have no key of their own (${listProblems(staged.problems)}). Name the real key instead of ${key} in the profile`,
    );
  const typed = columns.map((column, index) => ({ name: column, type: staged.types[index] ?? 'text' }));
  const remarks = [
    ...snapshot.remarks(object),
    ...(unsound > 0 ? [`rows that will be rejected because of their ${key}: ${listProblems(staged.problems)}`] : []),
  ];
  const badRows = writtenBad ? { bad: { rows: bad, path: badPath, ...writtenBad } } : {};
  return { object, path, rows, ...badRows, sourceRows, unsound, remarks, columns: typed, snapshots, ...written };
}

/** Reasons with their numbers of rows. */
export const listProblems = (problems: Inspected['problems']): string =>
  [...problems].map(([problem, rows]) => `${rows} ${problem}`).join('; ');

/** Reads the rows that the sealed parts don't have yet. Each part is sealed before the next one begins. */
async function fillParts(
  { signal, rowsPerPart: limit = rowsPerPart }: Extraction,
  snapshot: Snapshot,
  object: ExtractedObject,
  parts: Parts,
  tell: (rows: number) => void,
  known: () => AsyncIterable<string>,
): Promise<void> {
  if (parts.areComplete()) return;
  const chunks = snapshot.read(object, parts.checkpoint(), known)[Symbol.asyncIterator]();
  let checkpoint = parts.checkpoint();
  let read = parts.rows();
  tell(read);
  try {
    for (let isLast = false; !isLast;) {
      let rows = 0;
      const bad: BadRow[] = [];
      await parts.add(
        snapshot.id,
        async function* () {
          while (rows < limit) {
            signal.throwIfAborted();
            const next = await chunks.next();
            if (next.done) {
              isLast = true;
              return;
            }
            rows += next.value.rows;
            tell((read += next.value.rows));
            bad.push(...(next.value.bad ?? []));
            checkpoint = next.value.checkpoint;
            yield next.value.csv;
          }
        },
        () => ({ rows, checkpoint, isLast, bad: bad.map((one) => ({ ...one, bytes: one.bytes.toString('base64') })) }),
      );
    }
  } finally {
    await chunks.return?.();
  }
}

/** Values of one column in files without a header. */
async function* keysIn(staging: StagingStore, paths: string[], column: number): AsyncGenerator<string> {
  for (const path of paths) for await (const row of readCells(staging, path)) yield row[column] ?? '';
}

async function* joined(staging: StagingStore, parts: Parts): AsyncGenerator<Buffer> {
  for (const path of parts.paths()) yield* staging.read(path) as AsyncIterable<Buffer>;
}
