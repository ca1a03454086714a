import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRowLookup } from '../../../connectors/staging/row-lookup.ts';

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
