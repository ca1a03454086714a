import { renderMarkdown } from '../../../apps/console/view/markdown.ts';

test('numbers in a table of a document are aligned by a class, because the pages allow no inline styles', () => {
  const html = renderMarkdown('| name | count |\n| --- | ---: |\n| one | 1 |\n');
  expect(html).toContain('<th>name</th>');
  expect(html).toContain('<th class="number">count</th>');
  expect(html).toContain('<td class="number">1</td>');
  expect(html).not.toContain('style=');
});
