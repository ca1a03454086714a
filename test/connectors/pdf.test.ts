import { inflateSync } from 'node:zlib';
import { writePdf } from '../../connectors/pdf.ts';

const info = { title: 'cover.md', writtenAt: new Date(0) };
const pagesIn = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
/** Streams of a PDF as texts: drawn pages, and the letters that their fonts have. */
const streamsIn = (pdf: Buffer): string =>
  pdf
    .toString('latin1')
    .split('stream\n')
    .map((part) => {
      try {
        return inflateSync(Buffer.from(part, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    })
    .join('\n');

test('a page is drawn with a font that is in the file, also for other letters than Latin ones', async () => {
  const pdf = await writePdf('# Βόρειος Телеком\n\nText with `code`\nand **more**.\n\n- one\n- two\n', info);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1')).toMatch(/\/FontFile2/);
  // The letters Τ and β, by their Unicode numbers.
  expect(streamsIn(pdf)).toMatch(/0422/);
});

test('a long table goes on on further pages', async () => {
  const rows = Array.from({ length: 100 }, (_, at) => `| file-${at} | ${at} |`).join('\n');
  const pdf = await writePdf(`| File | Rows |\n| --- | ---: |\n${rows}\n\nEnd.\n`, info);
  expect(pagesIn(pdf)).toBeGreaterThan(2);
});

test('the same page gives the same bytes', async () => {
  expect((await writePdf('# A\n', info)).equals(await writePdf('# A\n', info))).toBe(true);
});

test('a page with letters that the font does not have says so', async () => {
  const [other, without] = [await writePdf('日本\n', info), await writePdf('Nippon\n', info)];
  expect(other.length).toBeGreaterThan(without.length);
});
