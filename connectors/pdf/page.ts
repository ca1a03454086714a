import { SaxesParser } from 'saxes';
import type { Block } from './block.ts';

/**
 * The headings, paragraphs, lists and tables of a page in HTML as `domain/documents/html.ts` makes it: its body is also XML.
 *
 * @throws {Error} if the body is not
 */
export function blocksOfPage(html: string): Block[] {
  const body = /<body>[\s\S]*<\/body>/.exec(html)?.[0];
  if (body === undefined) throw new Error('The page has no body.');
  const blocks: Block[] = [];
  let text = '';
  let bullets = 0;
  let rows: string[][] | null = null;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (part) => (text += part));
  parser.on('opentag', ({ name }) => {
    if (name === 'ul') bullets += 1;
    if (name === 'table') blocks.push({ kind: 'table', rows: (rows = []) });
    if (name === 'tr') rows?.push([]);
    if (isFilled(name)) text = '';
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'ul') bullets -= 1;
    if (name === 'table') rows = null;
    if (name === 'td' || name === 'th') rows?.at(-1)?.push(text);
    if (/^h\d$/.test(name)) blocks.push({ kind: 'heading', tag: name, text });
    if (name === 'p' || name === 'li') blocks.push({ kind: 'text', text, bullets });
  });
  parser.write(body).close();
  return blocks;
}

const isFilled = (name: string): boolean => /^(h\d|p|li|td|th)$/.test(name);
