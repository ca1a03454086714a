import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { Block } from './block.ts';

/** DejaVu has Latin, Greek, Cyrillic, Arabic, Hebrew and more letters, but none of Chinese, Japanese, Korean or Indian languages. */
const require = createRequire(import.meta.url);
const plain = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const bold = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');

const sizes: Record<string, number> = { h1: 18, h2: 13, h3: 11 };
const bodySize = 9;
const tableSize = 7;
const margin = 40;

/**
 * The blocks of a page as a PDF. It has the fonts that it uses. The same blocks give the same bytes.
 *
 * @param title name of the page that it is made from, for readers of a text with letters that the font does not have
 */
export async function writePdf(blocks: Block[], { title, writtenAt }: PdfInfo): Promise<Buffer> {
  const document = new PDFDocument({
    ...{ size: 'A4', layout: 'landscape', margin, bufferPages: true, font: plain, lang: 'en' },
    info: { Title: title, Creator: 'Portage', CreationDate: writtenAt, ModDate: writtenAt },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => document.on('end', resolve));
  if (!hasLetters(document, blocks.map(lettersOf).join('')))
    document
      .font(plain, bodySize)
      .text(`The font of this PDF lacks some letters. ${title} has all of them.`)
      .moveDown();
  for (const block of blocks) draw(document, block);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

export interface PdfInfo {
  title: string;
  writtenAt: Date;
}

/** Whether the font has every letter of a text. Its own type does not say that it can tell. */
function hasLetters(document: PDFKit.PDFDocument, text: string): boolean {
  const { font } = (document as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font;
  return [...new Set(text)].every(
    (letter) => /\s/u.test(letter) || font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0),
  );
}

const lettersOf = (block: Block): string => (block.kind === 'table' ? block.rows.flat().join('') : block.text);

function draw(document: PDFKit.PDFDocument, block: Block): void {
  if (block.kind === 'table') return drawTable(document, block.rows);
  const isHeading = block.kind === 'heading';
  const bullets = isHeading ? 0 : block.bullets;
  document
    .font(isHeading ? bold : plain, isHeading ? (sizes[block.tag] ?? bodySize) : bodySize)
    .text(`${bullets > 0 ? '• ' : ''}${block.text}`, margin + Math.max(0, bullets - 1) * 12, undefined)
    .moveDown(bullets > 0 ? 0.3 : 0.6);
}

function drawTable(document: PDFKit.PDFDocument, rows: string[][]): void {
  const width = document.page.width - 2 * margin;
  const lengths = (rows[0] ?? []).map((_, column) =>
    Math.min(40, Math.max(6, ...rows.slice(0, 200).map((row) => row[column]?.length ?? 0))),
  );
  const total = lengths.reduce((sum, one) => sum + one, 0);
  document.font(plain, tableSize);
  const drawn = document.table({
    position: { x: margin },
    columnStyles: lengths.map((length) => ({ width: (width * length) / total })),
    rowStyles: { border: { top: 0.5, right: 0, bottom: 0.5, left: 0 }, borderColor: '#999999', padding: 3 },
  });
  for (const [at, row] of rows.entries())
    drawn.row(row.map((text) => ({ text, font: { src: at === 0 ? bold : plain, size: tableSize } })));
  drawn.end();
  document.x = margin;
  document.moveDown(0.6);
}
