import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvXlsx, documentXlsx, writeXlsx } from '../../connectors/xlsx/write.ts';
import { readSheet } from '../support/workbook.ts';

test('a text that looks like a formula stays a text', async () => {
  const texts = ['=1+1', '+353 21', '-3', '@SUM(A1)', '<b>&"quoted"</b>'];
  const workbook = await writeXlsx([{ name: 'Texts', head: ['text'], rows: texts.map((text) => [text]) }]);
  expect(await readSheet(workbook, 'Texts')).toEqual([['text'], ...texts.map((text) => [text])]);
});

test('numbers and flags keep their kind, and an empty cell is empty', async () => {
  const workbook = await writeXlsx([{ name: 'Rows', head: ['a', 'b', 'c'], rows: [[1.5, true, null]] }]);
  expect((await readSheet(workbook, 'Rows'))[1]?.slice(0, 2)).toEqual(['1.5', 'TRUE']);
});

test('a document has a sheet for each list, and other files have no workbook', async () => {
  const workbook = await documentXlsx(
    { name: 'scope.json', kind: 'scope' },
    '{"rows":3,"objects":[{"object":"orders"}]}',
  );
  expect(await readSheet(workbook ?? new Uint8Array(), 'objects')).toEqual([['object'], ['orders']]);
  expect(await documentXlsx({ name: 'scope.json', kind: 'scope' }, '{}')).toBeNull();
  // A receipt of an earlier version.
  const broken = '{"apn": [network id removed]}';
  expect(await documentXlsx({ name: 'receipt.json', kind: 'receipt' }, broken)).toBeNull();
  expect(await documentXlsx({ name: 'scope.md', kind: 'scope' }, '# Scope')).toBeNull();
});

test('a CSV file becomes a sheet', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portage-xlsx-'));
  const path = join(folder, 'issues.csv');
  writeFileSync(path, 'key,reason\na,"=HYPERLINK(""x"")"\n');
  expect(await readSheet(await csvXlsx(path), 'Rows')).toEqual([
    ['key', 'reason'],
    ['a', '=HYPERLINK("x")'],
  ]);
  rmSync(folder, { recursive: true });
});
