import type { Entry, ZipFile } from 'yauzl';
import { getFormatFromId } from 'numfmt';
import { numberReader, type NumberReader } from './number-format.ts';
import { readWholeXml, unescapeCharacters } from './xml.ts';

/** Characters of the table of shared texts. It is kept in memory, because cells refer to its texts in any order. */
const maxSharedCharacters = 32 * 2 ** 20;

/** A workbook that can't be read as the profile says. */
export class BadWorkbook extends Error {}

export interface Workbook {
  /** The XML of the sheet. */
  sheet: AsyncIterable<Buffer>;
  sharedTexts: string[];
  /** A reader for the numbers of each cell style. */
  styles: NumberReader[];
}

/**
 * Opens the sheet of a workbook with what its cells refer to. ECMA-376 part 1, 18.
 * @throws BadWorkbook when it has no such sheet, or too many different texts
 */
export async function openWorkbook(zip: ZipFile, entries: Entry[], sheetName: string | undefined): Promise<Workbook> {
  const read = async (path: string): Promise<AsyncIterable<Buffer> | null> => {
    const entry = entries.find(({ fileName }) => fileName.toLowerCase() === path.toLowerCase());
    return entry ? ((await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) : null;
  };
  const workbookPath = (await targets(read, '', '_rels/.rels', 'officeDocument')).values().next().value ?? '';
  const content = await read(workbookPath);
  if (!content) throw new BadWorkbook('it is a zip, but not an Excel workbook');
  const folder = workbookPath.slice(0, workbookPath.lastIndexOf('/') + 1);
  const relations = `${folder}_rels/${workbookPath.slice(folder.length)}.rels`;
  const { sheets, uses1904 } = await readSheets(content);
  const wanted = sheetName === undefined ? sheets[0] : sheets.find(({ name }) => name === sheetName);
  const path = wanted && (await targets(read, folder, relations, 'worksheet')).get(wanted.relation);
  const sheet = path === undefined ? null : await read(path);
  if (!sheet) {
    const names = sheets.map(({ name }) => name).join(', ');
    throw new BadWorkbook(
      sheetName === undefined ? 'it has no sheet' : `it has no sheet ${sheetName}; its sheets are ${names}`,
    );
  }
  const one = async (type: string) => read((await targets(read, folder, relations, type)).values().next().value ?? '');
  const sharedTexts = await readSharedTexts(await one('sharedStrings'));
  return { sheet, sharedTexts, styles: await readStyles(await one('styles'), uses1904) };
}

/** Paths of the files of one kind that a file refers to, by the name of the relation. */
async function targets(
  read: (path: string) => Promise<AsyncIterable<Buffer> | null>,
  folder: string,
  path: string,
  type: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const content = await read(path);
  if (!content) return found;
  await readWholeXml(content, {
    open(name, { Id = '', Type = '', Target = '' }) {
      if (name !== 'Relationship' || !Type.endsWith(`/${type}`)) return;
      found.set(Id, Target.startsWith('/') ? Target.slice(1) : `${folder}${Target}`);
    },
  });
  return found;
}

async function readSheets(content: AsyncIterable<Buffer>) {
  const sheets: { name: string; relation: string }[] = [];
  let uses1904 = false;
  await readWholeXml(content, {
    open(name, attributes) {
      const relation = Object.entries(attributes).find(([key]) => /^[^:]+:id$/.test(key))?.[1] ?? '';
      if (name === 'sheet') sheets.push({ name: attributes['name'] ?? '', relation });
      if (name === 'workbookPr') uses1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
    },
  });
  return { sheets, uses1904 };
}

async function readSharedTexts(content: AsyncIterable<Buffer> | null): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let characters = 0;
  let [isText, isPhonetic] = [false, false];
  if (!content) return texts;
  await readWholeXml(content, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      if (name === 't') isText = !isPhonetic;
    },
    text(part) {
      if (isText) text += part;
    },
    close(name) {
      if (name === 't') isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name !== 'si') return;
      texts.push(unescapeCharacters(text));
      characters += text.length;
      if (characters > maxSharedCharacters)
        throw new BadWorkbook('it has more than 32 million characters of text; deliver it as CSV');
    },
  });
  return texts;
}

async function readStyles(content: AsyncIterable<Buffer> | null, uses1904: boolean): Promise<NumberReader[]> {
  const formats = new Map<string, string>();
  const styles: NumberReader[] = [];
  let isCellStyle = false;
  if (!content) return styles;
  await readWholeXml(content, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') formats.set(numFmtId, formatCode);
      if (name === 'cellXfs') isCellStyle = true;
      if (name !== 'xf' || !isCellStyle) return;
      styles.push(numberReader(formats.get(numFmtId) ?? getFormatFromId(Number(numFmtId)) ?? 'General', uses1904));
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return styles;
}
