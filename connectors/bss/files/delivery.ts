import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Encoding, FileSet, FilesProfile } from '../../../schemas/profile.ts';
import { digestOf } from '../../digest.ts';
import { withoutForbidden } from '../json.ts';
import type { RowPlace, SnapshotIdentity } from '../port.ts';
import { detectEncoding } from './encoding.ts';
import { deliveryError } from './errors.ts';
import { matchesPattern } from './name-pattern.ts';
import type { FileRow } from './file-row.ts';
import { readFileRows } from './rows.ts';

/** The files of a delivery. */
export interface Delivery {
  /** Rows of all files that a profile's `files` names, in the order of the file names, without what `never` lists. */
  rows(set: FileSet): AsyncGenerator<FileRow>;
  /** The same with what `never` lists, for the lists of identifiers only. */
  allRows(set: FileSet): AsyncGenerator<FileRow>;
  count(set: FileSet): Promise<number>;
  /** File and line of each row that can be read, in the same order. */
  places(set: FileSet): AsyncGenerator<RowPlace>;
  /** Detected encodings of the files read so far whose names match a pattern, for people. */
  encodingRemarks(pattern: string): string[];
  /** Identifies the content of the delivery by names, sizes and times of its files. */
  identity(): Promise<SnapshotIdentity>;
}

/** @throws ConnectorError `configuration` when a file is read that is not there */
export function openDelivery(folder: string, { objects, handoff, identifiers, never }: FilesProfile): Delivery {
  const detected = new Map<string, Encoding>();

  async function encodingOf(path: string, { encoding }: FileSet): Promise<Encoding> {
    if (encoding !== 'detect') return encoding;
    const found = detected.get(path) ?? (await detectEncoding(path));
    detected.set(path, found);
    return found;
  }

  async function* allRows(set: FileSet): AsyncGenerator<FileRow> {
    for (const path of await pathsOf(folder, set)) yield* readFileRows(path, set, await encodingOf(path, set));
  }

  async function* rows(set: FileSet): AsyncGenerator<FileRow> {
    for await (const line of allRows(set))
      yield 'row' in line && set.format === 'jsonl' ? { ...line, row: withoutForbidden(line.row, never) } : line;
  }

  return {
    rows,
    allRows,
    async count(set) {
      let count = 0;
      for await (const _ of rows(set)) count += 1;
      return count;
    },
    async *places(set) {
      for (const path of await pathsOf(folder, set))
        for await (const line of readFileRows(path, set, await encodingOf(path, set)))
          if ('row' in line) yield { file: basename(path), line: line.line ?? 0 };
    },
    encodingRemarks: (pattern) =>
      [...detected]
        .filter(([path]) => matchesPattern(pattern, basename(path)))
        .map(([path, encoding]) => `${basename(path)} is ${encoding}`),
    async identity() {
      const sets = [...Object.values(objects), ...Object.values(handoff), ...Object.values(identifiers)];
      const named = await Promise.all(sets.map((set) => pathsOf(folder, set)));
      return identityOf(folder, [...new Set(named.flat())].sort());
    },
  };
}

/** Paths of the files that a profile's `files` names, in the order of their names. */
async function pathsOf(folder: string, { files }: FileSet): Promise<string[]> {
  const names = await readdir(folder).catch(() => {
    throw deliveryError('The folder of the delivery is missing.');
  });
  const found = names.filter((name) => matchesPattern(files, name)).sort();
  if (found.length === 0) throw deliveryError(`The delivery has no file ${files}.`);
  return found.map((name) => join(folder, name));
}

async function identityOf(folder: string, paths: string[]): Promise<SnapshotIdentity> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { name: path.slice(folder.length), size, mtimeMs };
    }),
  );
  const newest = Math.max(0, ...files.map(({ mtimeMs }) => mtimeMs));
  return {
    id: digestOf(files.map(({ name, size, mtimeMs }) => [name, size, mtimeMs])),
    takenAt: new Date(newest).toISOString(),
  };
}
