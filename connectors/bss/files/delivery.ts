import { stat } from 'node:fs/promises';
import type { CredentialList } from '../../../schemas/profile-credentials.ts';
import type { Encoding, FileHandoff, FileIdentifiers, FileObject, FileSet } from '../../../schemas/profile-files.ts';
import type { FilesProfile } from '../../../schemas/profile.ts';
import { digestOf, sha256OfFile } from '../../digest.ts';
import { inputsOf } from '../check-fields.ts';
import type { FileDigest, RowPlace, SnapshotIdentity } from '../port.ts';
import { detectEncoding } from './encoding.ts';
import type { FileRow } from './file-row.ts';
import { fileName, findFiles, type FoundFile } from './found-files.ts';
import { readFileRows } from './rows.ts';
import { bytesOf } from './texts.ts';

type AnySet = FileObject | FileHandoff | FileIdentifiers | (FileSet & CredentialList & { columns: string[] });

/** The files of a delivery. */
export interface Delivery {
  /** Rows of all files that a profile's `files` names, in the order of the file names, without what `never` lists. */
  rows(set: AnySet): AsyncGenerator<FileRow>;
  /** The same with what `never` lists, for the lists of identifiers and of credentials only. */
  allRows(set: AnySet): AsyncGenerator<FileRow>;
  /** Checks that each file has the columns that the profile reads. */
  check(set: AnySet): Promise<void>;
  count(set: AnySet): Promise<number>;
  /** File and line of each row that can be read, in the same order. */
  places(set: AnySet): AsyncGenerator<RowPlace>;
  /** The digest of each file on disk that a profile's `files` names. */
  digests(set: AnySet): Promise<FileDigest[]>;
  /** What was unusual in the files read so far that a profile's `files` names, for people. */
  remarks(set: AnySet): string[];
  /** Identifies the content of the delivery by names, sizes and times of its files. */
  identity(): Promise<SnapshotIdentity>;
}

/** @throws ConnectorError `configuration` when a file is read that is not there */
export function openDelivery(
  folder: string,
  { objects, handoff, identifiers, credentials, never }: FilesProfile,
  streamed: FoundFile[] = [],
): Delivery {
  const filesOf = ({ files }: Pick<AnySet, 'files'>) => findFiles(folder, files, streamed);
  const detected = new Map<string, Encoding>();
  const remarks = new Map<AnySet, Map<string, string>>();

  async function encodingOf(file: FoundFile, { encoding }: FileSet, remark: (text: string) => void): Promise<Encoding> {
    if (encoding !== 'detect') return encoding;
    const found = detected.get(file.name) ?? (await detectEncoding(bytesOf(file)));
    detected.set(file.name, found);
    remark(`${file.name} is ${found}`);
    return found;
  }

  async function* readAll(set: AnySet, hidden: string[]): AsyncGenerator<FileRow> {
    const needed = columnsOf(set);
    const ofSet = remarks.get(set) ?? new Map<string, string>();
    remarks.set(set, ofSet);
    for (const file of await filesOf(set)) {
      const remark = (kind: string, text: string) => void ofSet.set(`${file.name} ${kind}`, text);
      const encoding = await encodingOf(file, set, (text) => remark('encoding', text));
      yield* readFileRows(file, encoding, { set, needed, never: hidden, remark });
    }
  }

  return {
    rows: (set) => readAll(set, never),
    allRows: (set) => readAll(set, []),
    async check(set) {
      const needed = columnsOf(set);
      for (const file of await filesOf(set)) {
        const encoding = await encodingOf(file, set, () => undefined);
        const reading = { set: { ...set, badRows: 'keep' as const }, needed, never, remark: () => undefined };
        const rows = readFileRows(file, encoding, reading);
        await rows.next();
        await rows.return(undefined);
      }
    },
    async count(set) {
      let count = 0;
      for await (const _ of readAll(set, never)) count += 1;
      return count;
    },
    async *places(set) {
      const needed = columnsOf(set);
      for (const file of await filesOf(set)) {
        const encoding = await encodingOf(file, set, () => undefined);
        const reading = { set, needed, never, remark: () => undefined };
        for await (const line of readFileRows(file, encoding, reading))
          if ('row' in line) yield { file: file.name, line: line.line ?? 0 };
      }
    },
    async digests(set) {
      const found = (await filesOf(set)).filter(({ bytes }) => bytes === undefined);
      const paths = new Map(found.map((file) => [file.path, fileName(file)]));
      const digests: FileDigest[] = [];
      for (const [path, name] of paths) digests.push({ name, sha256: (await sha256OfFile(path)) ?? 'missing' });
      return digests;
    },
    remarks: (set) => [...(remarks.get(set)?.values() ?? [])],
    async identity() {
      const lists = [...Object.values(identifiers), ...Object.values(credentials)];
      const sets = [...Object.values(objects), ...Object.values(handoff), ...lists];
      const found = (await Promise.all(sets.map(filesOf))).flat();
      const stored = found.filter(({ bytes }) => bytes === undefined).map(({ path }) => path);
      return identityOf(folder, [...new Set(stored)].sort());
    },
  };
}

/** The columns that a profile reads from files; none for JSON, whose records may leave attributes out. */
function columnsOf(set: AnySet): string[] {
  if (set.format === 'jsonl' || set.format === 'json') return [];
  if ('columns' in set) return set.columns;
  return Array.isArray(set.fields) ? set.fields : [...new Set(Object.values(set.fields).flatMap(inputsOf))];
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
