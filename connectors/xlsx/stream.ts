import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { cellText } from '../../domain/documents/sheets.ts';
import { createMeasure } from '../digest.ts';
import { cellsIn } from '../staging/rows.ts';

/** Rows of a sheet below its header. Excel has 1,048,576. */
const rowsPerSheet = 1_000_000;

/**
 * Writes a CSV file with a header as a workbook and returns its SHA-256. Memory does not grow with it: a long file becomes several
 * sheets, `Rows`, `Rows 2` and so on. Every text is a text, and never a formula.
 */
export async function writeCsvXlsx(csv: string, path: string, mostRows = rowsPerSheet): Promise<string> {
  let lines = 0;
  for await (const _ of cellsIn(createReadStream(csv))) lines += 1;
  const sheets = Math.max(1, Math.ceil((lines - 1) / mostRows));
  const rows = cellsIn(createReadStream(csv))[Symbol.asyncIterator]();
  const first = await rows.next();
  const head = first.done ? [] : first.value;
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(frameOf(sheets))) zip.addBuffer(Buffer.from(text), name);
  for (let sheet = 1; sheet <= sheets; sheet += 1)
    zip.addReadStreamLazy(`xl/worksheets/sheet${sheet}.xml`, (give) => {
      const content = Readable.from(sheetXml(head, rows, mostRows));
      // The zip does not handle errors of its sources.
      content.once('error', (error) => (zip.outputStream as Readable).destroy(error));
      give(null, content);
    });
  zip.end();
  const measure = createMeasure();
  const part = `${path}.part`;
  await pipeline(zip.outputStream as Readable, measure.through, createWriteStream(part));
  await rename(part, path);
  return measure.result().sha256;
}

async function* sheetXml(head: string[], rows: AsyncIterator<string[]>, mostRows: number): AsyncGenerator<string> {
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="20" defaultRowHeight="15"/><sheetData>`;
  yield rowXml(head, 1);
  for (let number = 2; number <= mostRows + 1; number += 1) {
    const next = await rows.next();
    if (next.done) break;
    yield rowXml(next.value, number);
  }
  yield '</sheetData></worksheet>';
}

const rowXml = (cells: string[], number: number): string =>
  `<row r="${number}">${cells.map((cell, at) => cellXml(cell, `${columnName(at)}${number}`)).join('')}</row>`;

const cellXml = (text: string, place: string): string =>
  text === ''
    ? ''
    : `<c r="${place}" s="1" t="inlineStr"><is><t xml:space="preserve">${escaped(cellText(text))}</t></is></c>`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `A` to `Z`, `AA` and so on. */
function columnName(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : `${columnName(Math.floor(at / 26) - 1)}${letter}`;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const document = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of a workbook that say which sheets it has. The second style is that of texts. */
function frameOf(sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1);
  const each = (write: (number: number) => string) => numbers.map(write).join('');
  return {
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${each((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${document}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${document}"><sheets>${each((number) => `<sheet name="${number === 1 ? 'Rows' : `Rows ${number}`}" sheetId="${number}" r:id="rId${number}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${relations}">${each((number) => `<Relationship Id="rId${number}" Type="${document}/worksheet" Target="worksheets/sheet${number}.xml"/>`)}<Relationship Id="rId${sheets + 1}" Type="${document}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${declaration}<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
}
