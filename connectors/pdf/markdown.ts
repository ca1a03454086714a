import markdownIt from 'markdown-it';
import type { Block } from './block.ts';

type Token = ReturnType<ReturnType<typeof markdownIt>['parse']>[number];

const parser = markdownIt({ html: false, linkify: false }).disable('image');

/** The headings, paragraphs, lists and tables of a page in Markdown. */
export function blocksOfMarkdown(markdown: string): Block[] {
  const blocks: Block[] = [];
  let heading: string | null = null;
  let bullets = 0;
  let rows: string[][] | null = null;
  for (const token of parser.parse(markdown, {})) {
    if (token.type === 'heading_open') heading = token.tag;
    if (token.type === 'bullet_list_open') bullets += 1;
    if (token.type === 'bullet_list_close') bullets -= 1;
    if (token.type === 'table_open') blocks.push({ kind: 'table', rows: (rows = []) });
    if (token.type === 'table_close') rows = null;
    if (token.type === 'tr_open') rows?.push([]);
    if (token.type !== 'inline') continue;
    const text = textOf(token);
    if (rows) rows.at(-1)?.push(text);
    else blocks.push(heading === null ? { kind: 'text', text, bullets } : { kind: 'heading', tag: heading, text });
    heading = null;
  }
  return blocks;
}

/** The text of a line without its marks. */
const textOf = ({ children, content }: Token): string =>
  children === null ? content : children.map(({ type, content: text }) => (/break$/.test(type) ? ' ' : text)).join('');
