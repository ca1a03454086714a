import {
  openTestDelivery,
  readAll,
  rowsOf,
  zipOf,
  type GivenObject,
  type TestDelivery,
} from '../../support/delivery.ts';

let delivery: TestDelivery;
beforeEach(async () => {
  delivery = await openTestDelivery();
});
afterEach(() => delivery.remove());

const relations = (...targets: [string, string][]) =>
  `<Relationships>${targets.map(([type, target], at) => `<Relationship Id="r${at + 1}" Type="http://x/${type}" Target="${target}"/>`).join('')}</Relationships>`;

/** A workbook with the sheet `Data`, whose rows are XML, and an empty first sheet if `dataIsSecond`. */
function workbook(
  rows: string[],
  {
    formats = [],
    shared = [],
    more = '',
    is1904 = false,
    dataIsSecond = false,
  }: { formats?: string[]; shared?: string[]; more?: string; is1904?: boolean; dataIsSecond?: boolean } = {},
): Promise<Buffer> {
  const sheets = dataIsSecond ? ['Cover', 'Data'] : ['Data'];
  const data =
    `<x:worksheet xmlns:x="m"><x:sheetData>${rows.map((row, at) => `<x:row r="${at + 1}">${row}</x:row>`).join('')}</x:sheetData>${more}</x:worksheet>`.replaceAll(
      /<(\/?)(c|v|t|f|is|r|rPh|mergeCell)(?=[ >/])/g,
      '<$1x:$2',
    );
  const xfs = ['General', ...formats].map((_, at) => `<xf numFmtId="${at === 0 ? 0 : 200 + at}"/>`).join('');
  const codes = formats
    .map((code, at) => `<numFmt numFmtId="${201 + at}" formatCode="${code.replaceAll('"', '&quot;')}"/>`)
    .join('');
  return zipOf({
    '_rels/.rels': relations(['officeDocument', '/xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns:r="r"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${sheets.map((name, at) => `<sheet name="${name}" sheetId="${at}" r:id="r${at + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...sheets.map((name): [string, string] => ['worksheet', `worksheets/${name}.xml`]),
      ['sharedStrings', 'sharedStrings.xml'],
      ['styles', 'styles.xml'],
    ),
    'xl/worksheets/Cover.xml': '<worksheet><sheetData/></worksheet>',
    'xl/worksheets/Data.xml': data,
    'xl/sharedStrings.xml': `<sst>${shared.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet><numFmts>${codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs}</cellXfs></styleSheet>`,
  });
}

const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const header = text('NO') + text('NAME');
const xlsx: GivenObject = { files: 'a.xlsx', format: 'xlsx' };
/** What one cell becomes, with this number format. */
const reads = async (cell: string, formats: string[] = [], is1904 = false): Promise<string | undefined> => {
  await delivery.put('a.xlsx', await workbook([header, text('A-1') + cell], { formats, is1904 }));
  return (await rowsOf(delivery.open(xlsx)))[0]?.[1];
};

test.each<[string, string, string]>([
  ['nothing', '<c/>', ''],
  ['a text that a formula gives', '<c t="str"><f>A1</f><v>Ann</v></c>', 'Ann'],
  [
    'a text with formats in it',
    '<c t="inlineStr"><is><r><t>A</t></r><r><t>nn</t></r><rPh><t>x</t></rPh></is></c>',
    'Ann',
  ],
  ['a boolean', '<c t="b"><v>1</v></c>', 'TRUE'],
  ['a phone number', '<c><v>447700900123</v></c>', '447700900123'],
  ['a number in scientific notation', '<c><v>4.47700900123E+11</v></c>', '447700900123'],
  ['the noise of binary fractions', '<c><v>19.990000000000002</v></c>', '19.99'],
  ['a small number', '<c><v>1.0E-3</v></c>', '0.001'],
])('%s in a cell is read', async (_, cell, expected) => {
  expect(await reads(cell)).toBe(expected);
});

test.each<[string, string, string]>([
  ['00000', '42', '00042'],
  ['0.00', '10', '10.00'],
  ['#,##0.00', '-1234.5', '-1234.50'],
  ['[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00', '-1234.5', '-1234.50'],
  ['#,##0.00_);(#,##0.00)', '-12.3', '-12.30'],
  ['_-* #,##0.00\\ "kr"_-', '1234.5', '1234.50'],
  ['0,', '1234567', '1234567'],
  ['0.0%', '0.125', '12.5%'],
  ['000-000-000', '123456789', '123-456-789'],
  ['0.00E+00', '447700900123', '447700900123'],
  ['# ?/?', '1.5', '1.5'],
  ['@', '7', '7'],
  ['dd/mm/yyyy', '45213', '2023-10-14'],
  ['[$-409]d-mmm-yy;@', '45213', '2023-10-14'],
  ['m/d/yy h:mm', '45213.520833333336', '2023-10-14 12:30:00'],
  ['h:mm', '0.75', '18:00:00'],
  ['[h]:mm', '1.5', '36:00'],
])('with the number format %s, %s is read as %s', async (format, value, expected) => {
  expect(await reads(`<c s="1"><v>${value}</v></c>`, [format])).toBe(expected);
});

test('dates of a workbook that counts from 1904 are the same dates', async () => {
  expect(await reads('<c s="1"><v>43751</v></c>', ['yyyy-mm-dd'], true)).toBe('2023-10-14');
});

test('a sheet is found by its name, also in a workbook within a zip, and shared texts are read', async () => {
  const rows = [
    '<c r="B1" t="s"><v>0</v></c><c r="D1" t="s"><v>1</v></c>',
    '',
    '<c r="D3"><v>5</v></c><c r="B3" t="s"><v>2</v></c>',
  ];
  const shared = ['<t>NO</t>', '<r><t>NA</t></r><r><t>ME</t></r>', '<t xml:space="preserve"> A_x000A_1 </t>'];
  await delivery.put('all.zip', await zipOf({ 'a.xlsx': await workbook(rows, { shared, dataIsSecond: true }) }));
  const files = { ...xlsx, files: 'all.zip/a.xlsx', sheet: 'Data' };
  expect(await rowsOf(delivery.open(files))).toEqual([[' A\n1 ', '5']]);
});

test('digits that Excel has lost, decimals that it does not show, and merged cells are remarked', async () => {
  const long = '<c><v>8.944500000000012E+18</v></c>';
  const rows = [header, text('A-1') + long, text('A-2') + '<c s="1"><v>0.0345</v></c>'];
  const more = '<mergeCell ref="A1:A2"/>';
  await delivery.put('a.xlsx', await workbook(rows, { formats: ['0.00'], more }));
  expect(await readAll(delivery.open(xlsx))).toMatchObject({
    rows: [
      ['A-1', '8944500000000010000'],
      ['A-2', '0.03'],
    ],
    remarks: [
      'a.xlsx has numbers of more than 15 digits, whose last digits Excel has replaced by zeros: 1 in NAME',
      'a.xlsx has numbers with more decimals than Excel shows; they were read as shown: 1 in NAME',
      'a.xlsx has 1 merged ranges; only the first cell of each has a value',
    ],
  });
});

test('cells with an error, without a result or without a column are bad rows', async () => {
  const rows = [
    header,
    text('A-1') + '<c t="e"><v>#N/A</v></c>',
    text('A-2') + '<c><f>B1+1</f></c>',
    text('A-3') + text('Cid') + text('more'),
    text('A-4') + '<c s="1"><v>-5</v></c>',
    text('A-5') + text('Eve'),
  ];
  await delivery.put('a.xlsx', await workbook(rows, { formats: ['yyyy-mm-dd'] }));
  const { rows: read, bad } = await readAll(delivery.open({ ...xlsx, badRows: 'keep' }));
  expect(read).toEqual([['A-5', 'Eve']]);
  expect(bad.map(({ line, why }) => [line, why])).toEqual([
    [2, 'cell B2 has the error #N/A'],
    [3, 'cell B3 has a formula without a result'],
    [4, 'cell C4 has no column name'],
    [5, expect.stringMatching(/^cell B5 has a number that Excel can’t show/)],
  ]);
});

test.each<[string, () => Promise<Buffer>, GivenObject, RegExp]>([
  ['another sheet', () => workbook([header]), { sheet: 'Accounts' }, /it has no sheet Accounts; its sheets are Data/],
  ['an empty sheet', () => workbook([]), {}, /it does not even have a header/],
  ['a zip of another kind', () => zipOf({ 'x.txt': 'secret' }), {}, /it is a zip, but not an Excel workbook/],
  ['no zip', () => Promise.resolve(Buffer.from('secret')), {}, /it is not a readable \.xlsx/],
  ['broken XML', () => workbook([header, '<secret>']), {}, /it is not a readable \.xlsx/],
])('%s is reported, without a value', async (_, content, object, message) => {
  await delivery.put('a.xlsx', await content());
  const failed = rowsOf(delivery.open({ ...xlsx, ...object }));
  await expect(failed).rejects.toMatchObject({ name: 'ConnectorError', message: expect.stringMatching(message) });
  await expect(failed).rejects.toMatchObject({ message: expect.not.stringMatching(/secret/) });
});
