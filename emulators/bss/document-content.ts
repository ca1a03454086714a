import { once } from 'node:events';
import PDFDocument from 'pdfkit';
import { PNG } from 'pngjs';
import { documentToPlant } from './care.ts';
import { text } from './flat-rows.ts';
import { randomFor } from './random.ts';
import type { Scale } from './scale.ts';

/** One byte more than the 20 MB that Zoho accepts. */
const oversizedBytes = 20 * 2 ** 20 + 1;

/** The bytes of a document; null if its file is missing. */
export async function documentContent(seed: number, scale: Scale, number: number): Promise<Buffer | null> {
  const { row, content } = documentToPlant(seed, scale, number);
  if (content === 'missing') return null;
  if (content === 'empty') return Buffer.alloc(0);
  if (content === 'repeated') return documentContent(seed, scale, number - 1);
  const isImage = row['mime_type'] === 'image/png';
  const bytes = isImage !== (content === 'mistyped') ? picture(seed, number) : await page(row);
  if (content !== 'oversized') return bytes;
  return Buffer.concat([bytes, Buffer.alloc(oversizedBytes - bytes.length, ' ')]);
}

/** A PDF of one page. It contains no current date, so its bytes are always the same. */
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

/** A small PNG in two colours. */
function picture(seed: number, number: number): Buffer {
  const random = randomFor(seed, 'picture', number);
  const side = 16;
  const image = new PNG({ width: side, height: side });
  const colours = [random.between(0, 255), random.between(0, 255), random.between(0, 255)];
  for (let place = 0; place < side * side; place += 1) {
    const isColoured = random.chance(0.5);
    const pixel = isColoured ? [...colours, 255] : [255, 255, 255, 255];
    image.data.set(pixel, place * 4);
  }
  return PNG.sync.write(image);
}
