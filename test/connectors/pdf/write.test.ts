import { inflateSync } from 'node:zlib';
import { blocksOfMarkdown } from '../../../connectors/pdf/markdown.ts';
import { writePdf } from '../../../connectors/pdf/write.ts';

const info = { title: 'cover.md', writtenAt: new Date(0) };
const pdfOf = (markdown: string) => writePdf(blocksOfMarkdown(markdown), info);
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
  const pdf = await pdfOf('# Βόρειος Телеком\n\nText with `code`\nand **more**.\n\n- one\n- two\n');
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1')).toMatch(/\/FontFile2/);
  // The letters Τ and β, by their Unicode numbers.
  expect(streamsIn(pdf)).toMatch(/0422/);
});

test('a long table goes on on further pages', async () => {
  const rows = Array.from({ length: 100 }, (_, at) => `| file-${at} | ${at} |`).join('\n');
  const pdf = await pdfOf(`| File | Rows |\n| --- | ---: |\n${rows}\n\nEnd.\n`);
  expect(pagesIn(pdf)).toBeGreaterThan(2);
});

test('the same page gives the same bytes', async () => {
  expect((await pdfOf('# A\n')).equals(await pdfOf('# A\n'))).toBe(true);
});

test('a page with letters that the font does not have says so', async () => {
  const [other, without] = [await pdfOf('日本\n'), await pdfOf('Nippon\n')];
  expect(other.length).toBeGreaterThan(without.length);
});
