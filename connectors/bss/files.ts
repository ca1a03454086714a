import { createReadStream } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Encoding, FileObject, FileSet, FilesProfile } from '../../schemas/profile.ts';
import type { ExtractedObject } from '../../schemas/words.ts';
import { digestOf } from '../digest.ts';
import { checkFields, checkNever, mend, placesOf } from './check-fields.ts';
import { filledPath, mostDocumentBytes, placeOf, tooLarge } from './document-content.ts';
import { detectEncoding } from './encoding.ts';
import { fieldReaders, textOf } from './fields.ts';
import { readFileRows, type FileLine } from './file-rows.ts';
import { withoutForbidden } from './json.ts';
import { keysOf, objectIn } from './profile-objects.ts';
import { fitsPattern } from './name-pattern.ts';
import type { BadRow, Chunk, Source } from './port.ts';

/** Rows of a chunk. */
const chunkSize = 1_000;

/**
 * A delivery of files as a source: CSV, pipe-delimited with a trailer, or JSON lines. Rows come in the order of the
 * files' names and of their lines; a checkpoint is the number of rows that were read.
 * @throws ConnectorError `configuration` for files or columns that are not there, `contract` for a file that is not sound
 */
export function createFilesSource(profile: FilesProfile, folder: string): Source {
  const objectOf = (object: ExtractedObject): FileObject => objectIn(profile.objects, object);

  async function pathsOf({ files }: FileSet): Promise<string[]> {
    const names = await readdir(folder).catch(() => {
      throw mend('The folder of the delivery is not there.');
    });
    const found = names.filter((name) => fitsPattern(files, name)).sort();
    if (found.length === 0) throw mend(`The delivery has no file ${files}.`);
    return found.map((name) => join(folder, name));
  }

  const detected = new Map<string, Encoding>();
  async function encodingOf(path: string, { encoding }: FileSet): Promise<Encoding> {
    if (encoding !== 'detect') return encoding;
    const found = detected.get(path) ?? (await detectEncoding(path));
    detected.set(path, found);
    return found;
  }

  async function* rowsOf(set: FileSet): AsyncGenerator<FileLine> {
    for (const path of await pathsOf(set))
      for await (const line of readFileRows(path, set, await encodingOf(path, set)))
        yield 'row' in line && set.format === 'jsonl' ? { row: withoutForbidden(line.row, profile.never) } : line;
  }

  async function count(set: FileSet): Promise<number> {
    let rows = 0;
    for await (const _ of rowsOf(set)) rows += 1;
    return rows;
  }

  async function* read(object: ExtractedObject, after: string | null): AsyncGenerator<Chunk> {
    const described = objectOf(object);
    const isJson = described.format === 'jsonl';
    const fields = fieldReaders(object, described.fields, { isJson, timeZone: profile.timeZone });
    const skipped = Number(after ?? 0);
    let number = 0;
    let batch: string[][] = [];
    let bad: BadRow[] = [];
    const flush = (): Chunk => {
      const chunk = { csv: Buffer.from(stringify(batch)), rows: batch.length, checkpoint: String(number), bad };
      batch = [];
      bad = [];
      return chunk;
    };
    for await (const line of rowsOf(described)) {
      number += 1;
      if (number <= skipped) continue;
      if ('bad' in line) bad.push(line.bad);
      else batch.push(fields.map((field) => field(line.row)));
      if (batch.length + bad.length === chunkSize) yield flush();
    }
    if (batch.length + bad.length > 0) yield flush();
  }

  async function* handedOver(set: FileSet, columns: string[]): AsyncGenerator<string> {
    yield stringify([columns]);
    for await (const line of rowsOf(set))
      if ('row' in line) yield stringify([columns.map((name) => textOf(line.row[name] ?? null))]);
  }

  /** The first row of an object has every column that its fields name; JSON may leave one out. */
  async function checkFirstRow(object: ExtractedObject): Promise<string[]> {
    const described = objectOf(object);
    const names = checkFields(object, described, profile.never);
    for await (const line of rowsOf(described)) {
      if ('bad' in line) continue;
      const lacking = Object.values(described.fields)
        .flatMap(placesOf)
        .find((place) => !(place in line.row));
      if (described.format !== 'jsonl' && lacking)
        throw mend(`The files ${described.files} have no column ${lacking}, which ${object} names.`);
      break;
    }
    return names;
  }

  return {
    async columns() {
      const columns: Partial<Record<ExtractedObject, string[]>> = {};
      for (const [object, { columns: named }] of Object.entries(profile.handoff))
        checkNever(object, named, profile.never);
      for (const object of Object.keys(profile.objects) as ExtractedObject[])
        columns[object] = await checkFirstRow(object);
      return columns;
    },
    keys: () => keysOf(profile.objects),
    customFields: () => Promise.resolve(profile.customFields),

    async withSnapshot(work) {
      const sets = [...Object.values(profile.objects), ...Object.values(profile.handoff)];
      const paths = [...new Set((await Promise.all(sets.map(pathsOf))).flat())].sort();
      const files = await Promise.all(paths.map(async (path) => ({ path, about: await stat(path) })));
      const newest = Math.max(0, ...files.map(({ about }) => about.mtimeMs));
      return work({
        id: digestOf(files.map(({ path, about }) => [path.slice(folder.length), about.size, about.mtimeMs])),
        takenAt: new Date(newest).toISOString(),
        count: async (object) => ({ rows: await count(objectOf(object)), isExact: true }),
        read,
        changes: () => null,
        remarks: (object) =>
          [...detected]
            .filter(([path]) => fitsPattern(objectOf(object).files, basename(path)))
            .map(([path, encoding]) => `${basename(path)} is ${encoding}`),
        handoff(object) {
          const set = profile.handoff[object];
          return set && set.columns.length > 0 ? Readable.from(handedOver(set, set.columns)) : null;
        },
        async countHandoff(object) {
          const set = profile.handoff[object];
          return set ? count(set) : 0;
        },
      });
    },
    async document(record) {
      const path = join(folder, filledPath(placeOf(profile.documentContent), record));
      // A link would lead elsewhere.
      const about = await lstat(path).catch(() => null);
      if (!about?.isFile()) return null;
      if (about.size > mostDocumentBytes) throw tooLarge();
      return createReadStream(path);
    },
    close: () => Promise.resolve(),
  };
}
