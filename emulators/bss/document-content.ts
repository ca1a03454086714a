import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import { PNG } from 'pngjs';
import { filedDocument } from './care.ts';
import { diceFor } from './dice.ts';
import { text } from './flat-rows.ts';
import type { Scale } from './scale.ts';

/** What Zoho takes at most is 20 MB. */
const oversized = 20 * 2 ** 20 + 1;

/** The bytes of a document, made when they are asked for; null for one whose file was lost. */
export async function documentContent(seed: number, scale: Scale, number: number): Promise<Buffer | null> {
  const { row, content } = filedDocument(seed, scale, number);
  if (content === 'missing') return null;
  if (content === 'empty') return Buffer.alloc(0);
  if (content === 'repeated') return documentContent(seed, scale, number - 1);
  const isImage = row['mime_type'] === 'image/png';
  const made = isImage !== (content === 'mistyped') ? picture(seed, number) : await page(row);
  if (content !== 'oversized') return made;
  return Buffer.concat([made, Buffer.alloc(oversized - made.length, ' ')]);
}

/** One page with what the document is of. Nothing of the day it is made gets in, so that it is always the same. */
async function page(row: Record<string, unknown>): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A6',
    info: { Title: text(row['document_id']), CreationDate: new Date(`${text(row['filed_on'])}T00:00:00Z`) },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  document.fontSize(14).text(`${text(row['kind'])} of ${text(row['owner_no'])}`);
  document.fontSize(9).text(`filed on ${text(row['filed_on'])}`);
  document.end();
  await once(document, 'end');
  return Buffer.concat(chunks);
}

/** A small picture in two colours. */
function picture(seed: number, number: number): Buffer {
  const dice = diceFor(seed, 'picture', number);
  const side = 16;
  const image = new PNG({ width: side, height: side });
  const colours = [dice.between(0, 255), dice.between(0, 255), dice.between(0, 255)];
  for (let place = 0; place < side * side; place += 1) {
    const isDrawn = dice.chance(0.5);
    const pixel = isDrawn ? [...colours, 255] : [255, 255, 255, 255];
    image.data.set(pixel, place * 4);
  }
  return PNG.sync.write(image);
}
