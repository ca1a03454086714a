import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { ZipFile } from 'yazl';
import { createFilesSource } from '../../connectors/bss/files.ts';
import type { BadRow, Source } from '../../connectors/bss/port.ts';
import type { FileObject } from '../../schemas/profile-files.ts';
import { FilesProfile } from '../../schemas/profile.ts';

export type GivenObject = Omit<Partial<FileObject>, 'format' | 'fields' | 'trailer'> & {
  format?: string;
  fields?: object;
  trailer?: object;
};

/** A folder with a delivery, and a source that reads its billing accounts with the fields `no` and `name`. */
export interface TestDelivery {
  folder: string;
  put(name: string, content: string | Buffer): Promise<void>;
  open(object?: GivenObject, more?: object): Source;
  remove(): Promise<void>;
}

export async function openTestDelivery(): Promise<TestDelivery> {
  const folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  return {
    folder,
    async put(name, content) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    },
    open: (object = {}, more = {}) => createFilesSource(filesProfile(object, more), folder),
    remove: () => rm(folder, { recursive: true }),
  };
}

export const filesProfile = (object: GivenObject, more: object = {}): FilesProfile =>
  FilesProfile.parse({
    kind: 'files',
    folder: '.',
    system: 'test',
    timeZone: 'Europe/London',
    objects: {
      billing_accounts: { key: 'no', files: 'a.csv', format: 'csv', fields: { no: 'NO', name: 'NAME' }, ...object },
    },
    ...more,
  });

/** The rows of the billing accounts, after the checks that an extraction makes. */
export async function rowsOf(source: Source, after: string | null = null): Promise<string[][]> {
  return (await readAll(source, after)).rows;
}

/** Rows, rows that can't be read, and remarks. */
export async function readAll(
  source: Source,
  after: string | null = null,
): Promise<{ rows: string[][]; bad: BadRow[]; remarks: string[] }> {
  await source.columns();
  return source.withSnapshot(async (snapshot) => {
    const chunks: Buffer[] = [];
    const bad: BadRow[] = [];
    for await (const chunk of snapshot.read('billing_accounts', after)) {
      chunks.push(chunk.csv);
      bad.push(...(chunk.bad ?? []));
    }
    return { rows: parse(Buffer.concat(chunks)), bad, remarks: snapshot.remarks('billing_accounts') };
  });
}

export async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content as string), name);
  zip.end();
  return buffer(zip.outputStream);
}
