import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import writeXlsxFile from 'write-excel-file/node';
import { ZipFile } from 'yazl';
import { readXlsx } from '../../connectors/xlsx/read.ts';
import { writeCsvXlsx } from '../../connectors/xlsx/stream.ts';
import { readUploadedXlsx } from '../../connectors/xlsx/upload.ts';
import { documentXlsx, writeXlsx } from '../../connectors/xlsx/write.ts';
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

test('a CSV file becomes as many sheets as its rows need, and none of its texts a formula', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portage-xlsx-'));
  const path = join(folder, 'issues.csv');
  const [workbook, head] = [join(folder, 'issues.xlsx'), ['key', 'reason']];
  writeFileSync(path, 'key,reason\na,"=HYPERLINK(""x"")"\nb,<&> \nc,\n');
  expect(await writeCsvXlsx(path, workbook, 2)).toMatch(/^[0-9a-f]{64}$/);
  expect(await readSheet(readFileSync(workbook), 'Rows')).toEqual([head, ['a', '=HYPERLINK("x")'], ['b', '<&> ']]);
  expect(await readSheet(readFileSync(workbook), 'Rows 2')).toEqual([head, ['c']]);
  rmSync(folder, { recursive: true });
});

test('a workbook is read with its rows by sheet, and its formulas are known', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portage-xlsx-'));
  const path = join(folder, 'book.xlsx');
  const data = [[{ value: 'a' }], [{ value: '1+1', type: 'Formula' as const }], [{ value: ' b\nc ' }]];
  await writeXlsxFile(data, { sheet: 'One' }).toFile(path);
  expect((await readXlsx(path, ['One'])).One).toEqual([
    { number: 1, cells: ['a'], problem: null, formulas: [] },
    { number: 2, cells: [''], problem: 'cell A2 has a formula without a result', formulas: [0] },
    { number: 3, cells: [' b\nc '], problem: null, formulas: [] },
  ]);
  await expect(readXlsx(path, ['Two'])).rejects.toMatchObject({
    kind: 'configuration',
    message: `${path} can't be used: it has no sheet Two; its sheets are One. Nothing was changed.`,
  });
  rmSync(folder, { recursive: true });
});

describe('a workbook that a person sends', () => {
  const refusal = (bytes: Uint8Array) => readUploadedXlsx(bytes, ['Rows']).catch((error: Error) => error.message);

  test('is read, and no file of it is left', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('portage-workbook-upload-'));
    const workbook = await writeXlsx([{ name: 'Rows', head: ['a'], rows: [['x']] }]);
    const { Rows } = await readUploadedXlsx(workbook, ['Rows']);
    expect(Rows.map(({ cells }) => cells)).toEqual([['a'], ['x']]);
    expect(left()).toEqual([]);
  });

  test('is refused if it is none, or lacks a sheet', async () => {
    expect(await refusal(Buffer.from('no zip'))).toMatch(
      /^The workbook can't be used: it is no readable .xlsx.* Nothing was changed\.$/,
    );
    expect(await refusal(await writeXlsx([{ name: 'Other', head: ['a'], rows: [] }]))).toContain(
      'it has no sheet Rows',
    );
  });

  test('is refused if it unpacks to more than a mapping has', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.alloc(33 * 2 ** 20), 'xl/worksheets/sheet1.xml');
    zip.end();
    const bytes = await buffer(zip.outputStream);
    expect(bytes.length).toBeLessThan(256 * 1_024);
    expect(await refusal(bytes)).toContain('it unpacks to more than 32 MB');
  });

  test('with a cell beyond the last column of Excel has a problem in its row, and needs no memory for it', async () => {
    const workbook = await withCell('XFE1');
    expect((await readUploadedXlsx(workbook, ['Rows'])).Rows).toEqual([
      { number: 1, cells: [], problem: 'it has a cell beyond the last column that Excel has', formulas: [] },
    ]);
    expect((await readUploadedXlsx(await withCell('XFD1'), ['Rows'])).Rows[0]?.cells).toHaveLength(16_384);
  });
});

/** A workbook whose sheet `Rows` has one cell. */
async function withCell(at: string): Promise<Buffer> {
  const zip = new ZipFile();
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (type: string, target: string) =>
    `<Relationships><Relationship Id="r1" Type="${relation}/${type}" Target="${target}"/></Relationships>`;
  const files = {
    '_rels/.rels': relations('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': '<workbook><sheets><sheet name="Rows" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1"><c r="${at}"><v>1</v></c></row></sheetData></worksheet>`,
  };
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return buffer(zip.outputStream);
}
