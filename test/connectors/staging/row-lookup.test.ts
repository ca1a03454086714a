import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileLookup, openRowLookup } from '../../../connectors/staging/row-lookup.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portage-lookup-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* rowsOf(count: number) {
  for (let number = 0; number < count; number += 1)
    yield await Promise.resolve({ id: `k${number % 1_000}`, text: `row, "${number}"\n`, left: 'x' });
}

test('rows are found by their key, in the order in which they came, with the wanted columns', async () => {
  const lookup = await openRowLookup(rowsOf(3_000), { key: 'id', columns: ['text', 'absent'], parent: folder });
  const found = await lookup.find(['k7', 'none', "k'8"]);
  await lookup.close();
  expect(found).toEqual(
    new Map([['k7', [7, 1_007, 2_007].map((one) => ({ id: 'k7', text: `row, "${one}"\n`, absent: '' }))]]),
  );
});

test('no key finds nothing', async () => {
  const lookup = await openRowLookup(rowsOf(1), { key: 'id', columns: [], parent: folder });
  expect(await lookup.find([])).toEqual(new Map());
  await lookup.close();
});

test('the file is deleted when the lookup is closed, and when the rows can not be read', async () => {
  const lookup = await openRowLookup(rowsOf(10), { key: 'id', columns: [], parent: folder });
  expect(readdirSync(folder)).toHaveLength(1);
  await lookup.close();
  async function* broken() {
    yield* rowsOf(10);
    await Promise.reject(new Error('the source ended'));
  }
  await expect(openRowLookup(broken(), { key: 'id', columns: [], parent: folder })).rejects.toThrow('the source ended');
  expect(readdirSync(folder)).toEqual([]);
});

/** Files with these contents, written when they are asked for. */
const filesOf = (...contents: string[]) =>
  // eslint-disable-next-line @typescript-eslint/require-await -- the files come as an async iterable
  async function* (to: string) {
    for (const [index, content] of contents.entries()) {
      const file = join(to, `${index}.csv`);
      writeFileSync(file, content);
      yield file;
    }
  };

test('rows of files are found by their key, across files, with quotes and line ends as they are', async () => {
  const files = filesOf('id,text\nk1,"a ""b"",\nc"\nk2,\n', 'text,id\nd,k1\n');
  const lookup = await openFileLookup(files, { key: 'id', columns: ['text'], parent: folder, whose: "Zoho's" });
  const found = await lookup.find(['k1', 'k2', 'k3']);
  await lookup.close();
  const k1 = ['a "b",\nc', 'd'].map((text) => ({ id: 'k1', text }));
  expect(found).toEqual(
    new Map([
      ['k1', k1],
      ['k2', [{ id: 'k2', text: '' }]],
    ]),
  );
});

test('an empty file has no rows', async () => {
  const options = { key: 'id', columns: ['text'], parent: folder, whose: "Zoho's" };
  const lookup = await openFileLookup(filesOf('id,text\n'), options);
  expect(await lookup.find(['k1'])).toEqual(new Map());
  await lookup.close();
});

test.each([
  ['a missing column', 'id,other\nk1,secret\n'],
  ['a broken row', 'id,text\nk1,secret\nk2\nk3,"secret\n'],
])('a file with %s is an error without values, and nothing is left', async (_, content) => {
  const options = { key: 'id', columns: ['text'], parent: folder, whose: "Zoho's" };
  const opening = openFileLookup(filesOf(content), options);
  await expect(opening).rejects.toMatchObject({
    kind: 'contract',
    message:
      "Zoho's result file can't be read: it is not a CSV file with the columns that were asked for. Reading it changed nothing.",
  });
  expect(readdirSync(folder)).toEqual([]);
});
