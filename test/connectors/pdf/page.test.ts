import { blocksOfPage } from '../../../connectors/pdf/page.ts';
import { below, htmlPage, htmlTable, paragraph, part } from '../../../domain/documents/html.ts';

test('a page has the same headings, paragraphs, lists and tables as blocks, in their order', () => {
  const table = htmlTable(
    ['Module', 'Records'],
    [
      ['A & B', 1_200],
      [{ code: 'c0ffee' }, 3],
    ],
  );
  const body = part('Counts', paragraph('All **agree**.'), below('Loads', table), '<ul>\n<li>one gap</li>\n</ul>');
  expect(blocksOfPage(htmlPage({ title: 'Pack', style: 'p{color:red}', meta: { a: 'b' } }, body))).toEqual([
    { kind: 'heading', tag: 'h1', text: 'Pack' },
    { kind: 'heading', tag: 'h2', text: 'Counts' },
    { kind: 'text', text: 'All agree.', bullets: 0 },
    { kind: 'heading', tag: 'h3', text: 'Loads' },
    {
      kind: 'table',
      rows: [
        ['Module', 'Records'],
        ['A & B', '1,200'],
        ['c0ffee', '3'],
      ],
    },
    { kind: 'text', text: 'one gap', bullets: 1 },
  ]);
});

test('a text that is no page is refused', () => {
  expect(() => blocksOfPage('# Counts')).toThrow('no body');
  expect(() => blocksOfPage('<body><p>open</body>')).toThrow();
});
