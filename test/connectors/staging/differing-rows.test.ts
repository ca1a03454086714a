import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDifferingRows } from '../../../connectors/staging/differing-rows.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portage-differing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The rows that only the earlier and only the later file has, without their header. */
async function compare(earlier: string[], later: string[]) {
  const path = (name: string) => join(folder, `${name}.csv`);
  const write = (name: string, rows: string[]) => {
    writeFileSync(path(name), `${['id,name', ...rows].join('\n')}\n`);
    return path(name);
  };
  const files = { earlier: write('earlier', earlier), later: write('later', later), columns: ['id', 'name'] };
  await writeDifferingRows(files, { added: path('added'), removed: path('removed') });
  const rowsOf = (name: string) => readFileSync(path(name), 'utf8').trim().split('\n').slice(1);
  return { added: rowsOf('added'), removed: rowsOf('removed') };
}

test('only the rows that differ are written', async () => {
  expect(await compare(['1,a', '2,b'], ['1,a', '2,c'])).toEqual({ added: ['2,c'], removed: ['2,b'] });
});

test.each(['#', ';', '//', '%', '"#"'])('a row whose id begins with %s is a row', async (sign) => {
  const id = sign.startsWith('"') ? '"#1"' : `${sign}1`;
  const { added, removed } = await compare(['0,z', `${id},a`, '2,b #c'], ['0,z', `${id},x`, '2,b #d']);
  expect([added.length, removed.length]).toEqual([2, 2]);
  expect(added.join()).toContain('b #d');
});
