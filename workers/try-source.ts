/**
 * Reads a source by its profile as a worker would, without an engagement: what is there, what the values of each field look
 * like, and what is wrong. npm run source:try -- source.yml
 */
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { openSource } from '../connectors/bss/open.ts';
import type { Chunk, Snapshot, Source } from '../connectors/bss/port.ts';
import { ConnectorError } from '../connectors/error.ts';
import { inferTypes, inspectCsv } from '../connectors/staging/csv-queries.ts';
import { isWrongKey } from '../domain/source-schema.ts';
import { createLocalStaging } from '../connectors/staging/local.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import { readRows, withHeader } from '../connectors/staging/rows.ts';
import { openFolder } from '../connectors/temporary-files.ts';
import { readYaml } from '../connectors/yaml-file.ts';
import { SourceProfile } from '../schemas/profile.ts';
import { handoffObjects, type ExtractedObject } from '../schemas/words.ts';

/** Rows of an object that are looked at. */
const sampleSize = 1_000;
const told = (count: number, what: string) => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

async function trySource(profile: SourceProfile, source: Source, staging: StagingStore): Promise<void> {
  const columns = Object.entries(await source.columns()) as [ExtractedObject, string[]][];
  await source.withSnapshot(async (snapshot) => {
    for (const [object, names] of columns) {
      const lines = await tryObject(snapshot, staging, { object, names, key: profile.objects[object]?.key ?? '' });
      process.stdout.write(`${lines.join('\n  ')}\n`);
    }
    for (const object of handoffObjects.filter((one) => profile.handoff[one]))
      process.stdout.write(`${object}: ${told(await snapshot.countHandoff(object), 'row')}, handed off\n`);
  });
  const definitions = await source.customFields();
  process.stdout.write(`${told(definitions.length, 'custom field')}\n`);
  if (profile.documentContent) process.stdout.write(`${await tryDocument(source, staging)}\n`);
}

/** Lines about one object, from its first rows. */
async function tryObject(
  snapshot: Snapshot,
  staging: StagingStore,
  { object, names, key }: { object: ExtractedObject; names: string[]; key: string },
): Promise<string[]> {
  const { rows, isExact } = await snapshot.count(object);
  await staging.write(object, Readable.from(withHeader(names, firstRows(snapshot.read(object, null)))));
  const types = await staging.withLocalFile(object, (path) => inferTypes(path, names));
  const sample = await staging.withLocalFile(object, (path) => inspectCsv(path, key));
  const unsound = sample.rows - sample.keys;
  const said = `of ${told(sample.rows, 'row')}, ${unsound} have no ${key}, or one that stands before`;
  if (isWrongKey(sample))
    throw new ConnectorError(
      'configuration',
      `${object}: ${said}. Nothing was kept. Name its real key in the profile.`,
    );
  return [
    `${object}: ${told(rows, 'row')}${isExact ? '' : ' by the server’s own count'}`,
    names.map((name, place) => `${name} ${types[place] ?? ''}`).join(', '),
    ...(unsound > 0 ? [`! ${said}`] : []),
    ...snapshot.remarks(object).map((remark) => `! ${remark}`),
  ];
}

async function* firstRows(chunks: AsyncIterable<Chunk>): AsyncGenerator<Buffer> {
  let rows = 0;
  for await (const chunk of chunks) {
    yield chunk.csv;
    rows += chunk.rows;
    if (rows >= sampleSize) return;
  }
}

/** What became of the first document. */
async function tryDocument(source: Source, staging: StagingStore): Promise<string> {
  for await (const record of readRows(staging, 'documents')) {
    const bytes = await source.document(record);
    let size = 0;
    if (bytes) for await (const chunk of bytes as AsyncIterable<Buffer>) size += chunk.length;
    return `the first document has ${bytes ? told(size, 'byte') : 'no file'}`;
  }
  return 'there is no document';
}

async function main(file: string | undefined): Promise<void> {
  if (file === undefined)
    throw new ConnectorError('configuration', 'Usage: npm run source:try -- PROFILE.yml. Nothing was read.');
  const profile = await readYaml(file, SourceProfile);
  const source = openSource(profile, dirname(resolve(file)));
  const folder = await openFolder(tmpdir());
  try {
    await trySource(profile, source, createLocalStaging(folder.path));
  } finally {
    await folder.remove();
    await source.close();
  }
}

// A reader such as head may stop reading before everything is printed.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main(process.argv[2]).catch((error: unknown) => {
  if (!(error instanceof ConnectorError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
