import { Readable } from 'node:stream';
import type { BadRow, Chunk, Snapshot, Source } from '../connectors/bss/port.ts';
import { ConnectorError } from '../connectors/error.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import { readRows, withHeader, type Row } from '../connectors/staging/rows.ts';
import { counted } from '../domain/documents/markdown.ts';
import { maskedSample } from '../domain/masked-sample.ts';
import { missingLines } from '../domain/missing-lines.ts';
import { isWrongKey } from '../domain/source-schema.ts';
import type { SourceProfile } from '../schemas/profile.ts';
import { listProblems } from './extract/extraction.ts';
import { inspectRows } from './extract/inspect-rows.ts';
import { handoffObjects, type ExtractedObject, type HandoffObject } from '../schemas/terms.ts';

/** Rows of an object that are read. */
const sampleSize = 1_000;
/** Different forms of a field's values that are shown. */
const shownSamples = 2;
/** Rows that can't be read, with their places. */
const shownBadRows = 3;

/** An object of the source, seen through its first rows. */
export interface TriedObject {
  object: ExtractedObject;
  rows: number;
  /** Whether the number of rows is exact; otherwise it is what the server claims. */
  isExact: boolean;
  /** `type` is what the values look like; `samples` are values of the first rows, masked. */
  fields: { name: string; type: string; samples: string[] }[];
  /** What is wrong with the rows that were read, a sentence each. */
  problems: string[];
}

export interface TriedSource {
  objects: TriedObject[];
  handoff: { object: HandoffObject; rows: number }[];
  customFields: number;
  /** The first document: null if there is none, `bytes` null if it has no file. Left out if the profile has no contents. */
  firstDocument?: { bytes: number | null } | null;
}

/**
 * Reads the first rows of every object of a source, as an extraction would.
 *
 * @param onObject receives each object as soon as it has been read
 * @throws ConnectorError if the source can't be read by its profile, or the profile names a wrong key
 */
export async function trySource(
  profile: SourceProfile,
  source: Source,
  staging: StagingStore,
  onObject: (object: TriedObject) => void = () => {},
): Promise<TriedSource> {
  const columns = Object.entries(await source.columns()) as [ExtractedObject, string[]][];
  const objects: TriedObject[] = [];
  const handoff: TriedSource['handoff'] = [];
  await source.withSnapshot(async (snapshot) => {
    for (const [object, names] of columns) {
      const key = profile.objects[object]?.key ?? '';
      const tried = await tryObject(snapshot, staging, { system: profile.system, object, names, key });
      objects.push(tried);
      onObject(tried);
    }
    for (const object of handoffObjects.filter((one) => profile.handoff[one]))
      handoff.push({ object, rows: await snapshot.countHandoff(object) });
  });
  const customFields = (await source.customFields()).length;
  const firstDocument = profile.documentContent ? { firstDocument: await tryFirstDocument(source, staging) } : {};
  return { objects, handoff, customFields, ...firstDocument };
}

async function tryObject(
  snapshot: Snapshot,
  staging: StagingStore,
  { system, object, names, key }: { system: string; object: ExtractedObject; names: string[]; key: string },
): Promise<TriedObject> {
  const count = await snapshot.count(object);
  const bad: BadRow[] = [];
  await staging.write(object, Readable.from(withHeader(names, firstRows(snapshot.read(object, null), bad))));
  const sample = await inspectRows(readRows(staging, object), { system, object, key, columns: names });
  const samples = await sampleValues(readRows(staging, object), names);
  const { rows, types, problems, unsound } = sample;
  const problem = `the key ${key} is unusable in ${unsound} of ${rows} rows (${listProblems(problems)})`;
  if (isWrongKey(sample))
    throw new ConnectorError(
      'configuration',
      `${object}: ${problem}. Nothing was kept. Name its real key in the profile.`,
    );
  return {
    object,
    ...count,
    fields: names.map((name, place) => ({ name, type: types[place] ?? 'text', samples: samples[place] ?? [] })),
    problems: [
      ...(unsound > 0 ? [problem] : []),
      ...unreadable(bad),
      ...snapshot.remarks(object),
      ...[missingLines(object, names)].filter((one) => one !== null),
    ],
  };
}

/** Masked values by column, so that people see the form of the values and no value. */
async function sampleValues(rows: AsyncIterable<Row>, names: string[]): Promise<string[][]> {
  const found = names.map(() => new Set<string>());
  for await (const row of rows)
    names.forEach((name, place) => {
      const value = row[name] ?? '';
      const forms = found[place];
      if (value !== '' && forms && forms.size < shownSamples) forms.add(maskedSample(value));
    });
  return found.map((forms) => [...forms]);
}

/** The rows that can't be read, a sentence for the first ones. */
function unreadable(bad: readonly BadRow[]): string[] {
  const places = bad.slice(0, shownBadRows).map(({ file, line, why }) => `${file}:${line}: ${why}`);
  const more = bad.length > shownBadRows ? `; and ${bad.length - shownBadRows} more` : '';
  return bad.length === 0 ? [] : [`${counted(bad.length, 'row')} can't be read: ${places.join('; ')}${more}`];
}

/** @param bad receives the rows that can't be read */
async function* firstRows(chunks: AsyncIterable<Chunk>, bad: BadRow[]): AsyncGenerator<Buffer> {
  let rows = 0;
  for await (const chunk of chunks) {
    bad.push(...(chunk.bad ?? []));
    yield chunk.csv;
    rows += chunk.rows;
    if (rows >= sampleSize) return;
  }
}

async function tryFirstDocument(source: Source, staging: StagingStore): Promise<{ bytes: number | null } | null> {
  for await (const record of readRows(staging, 'documents')) {
    const content = await source.document(record);
    if (!content) return { bytes: null };
    let bytes = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) bytes += chunk.length;
    return { bytes };
  }
  return null;
}
