import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import type { StagingStore } from '../../../connectors/staging/port.ts';
import { checkSealed, parseRows, readSealed, type SealedFile } from '../../../connectors/staging/rows.ts';

let folder: string;
let staging: StagingStore;
let file: SealedFile;
const content = 'no,name\nA1,"Ann, Ash"\nA2,Bob\n';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-test-'));
  staging = createLocalStaging(folder);
  file = { path: 'accounts.csv', rows: 2, ...(await staging.write('accounts.csv', Readable.from([content]))) };
});
afterEach(() => rm(folder, { recursive: true }));

test('the rows of a sealed file are texts by column', async () => {
  const rows = [];
  for await (const row of readSealed(staging, file)) rows.push(row);
  expect(rows).toEqual([
    { no: 'A1', name: 'Ann, Ash' },
    { no: 'A2', name: 'Bob' },
  ]);
});

test.each([
  ['fewer rows', 'no,name\nA1,"Ann, Ash"\n', /it has 22 bytes instead of 29/],
  ['another value of the same length', content.replace('Bob', 'Rob'), /its SHA-256 is [0-9a-f]{64} instead of/],
  ['an end inside quotes', 'no,name\nA1,"Ann', /it can't be read \(CSV_QUOTE_NOT_CLOSED\)/],
])('a file with %s is not what its manifest says', async (_, changed, message) => {
  await writeFile(join(folder, file.path), changed);
  await expect(checkSealed(staging, file)).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(message),
  });
});

test('a file that has other rows than the manifest counts, or is missing, is an error with its name', async () => {
  await expect(checkSealed(staging, { ...file, rows: 3 })).rejects.toThrow(
    /accounts\.csv is not what its manifest says: it has 2 rows instead of 3\. Nothing was loaded from it/,
  );
  await staging.remove([file.path]);
  await expect(checkSealed(staging, file)).rejects.toMatchObject({
    kind: 'contract',
    message: expect.stringMatching(/it can't be read \(ENOENT\).*Restore the file/),
  });
});

test('an error of the reader is not taken for a changed file', async () => {
  const reading = async () => {
    for await (const _ of readSealed(staging, file)) throw new Error('the ledger is gone');
  };
  await expect(reading()).rejects.toThrow('the ledger is gone');
});

test('CSV without a header is read by the names of its columns', async () => {
  const rows = [];
  for await (const row of parseRows(Readable.from([Buffer.from('A1,Ann\n')]), ['no', 'name'])) rows.push(row);
  expect(rows).toEqual([{ no: 'A1', name: 'Ann' }]);
});
