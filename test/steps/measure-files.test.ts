import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalStaging } from '../../connectors/staging/local.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { measureFiles } from '../../steps/discovery/measure-files.ts';

const fields = { Parent_Id: { from: 'of', lookup: 'invoices' }, File_Name: { from: 'no' } };
const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: { Attachments: { sources: [{ object: 'documents', fields }] } },
});
const guard = {
  scanText: (text: string) => (text.includes('IMSI') ? [{ action: 'withhold', rule: 'imsi' }] : []),
} as unknown as Pick<Guard, 'scanText'>;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'measure-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function measure(contents: (string | null)[]) {
  const staging = createLocalStaging(folder);
  const rows = contents.map((_, place) => `D${place},I1\n`);
  await staging.write('documents', Readable.from([Buffer.from(`no,of\n${rows.join('')}`)]));
  const document = (row: Record<string, string>) => {
    const content = contents[Number(row['no']!.slice(1))]!;
    return Promise.resolve(content === null ? null : Readable.from([Buffer.from(content)]));
  };
  const file = { object: 'documents' as const, path: 'documents', columns: ['no', 'of'], key: 'no' };
  const files = [{ ...file, rows: contents.length, bad: 0, counted: { rows: contents.length, isExact: true } }];
  return measureFiles({ staging }, { mapping }, { source: { document }, guard, files });
}

test('a file without content was not read, and one with an identifier will not be attached', async () => {
  const { volumes, readFiles } = await measure(['bill', null, 'SIM IMSI', '']);
  expect(readFiles).toEqual({ files: 4, read: 2, held: ['D2'] });
  expect(volumes).toEqual([{ object: 'invoices', files: 4, measured: 4, missing: 2, withheld: 1, bytes: 4 }]);
});

test('where no file has a content, none was read', async () => {
  expect((await measure([null, null])).readFiles).toEqual({ files: 2, read: 0, held: [] });
});
