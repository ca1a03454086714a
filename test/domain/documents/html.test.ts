import {
  below,
  escapeHtml,
  htmlPage,
  htmlTable,
  newPage,
  paragraph,
  part,
  sentence,
} from '../../../domain/documents/html.ts';

test('signs with a meaning in HTML are escaped', () => {
  expect(escapeHtml(`<a href="x">'&'`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;&#39;');
});

test('a sentence keeps its marked words and codes', () => {
  expect(sentence('**Not** all `a<b`')).toBe('<strong>Not</strong> all <code>a&#60;b</code>');
});

test('a table has one row on each line, and numbers to the right', () => {
  expect(htmlTable(['Module', 'Records', 'Digest'], [['A&B', 1_200, { code: 'ab<' }]])).toBe(
    [
      '<div class="wide"><table>',
      '<thead><tr><th scope="col">Module</th><th scope="col" class="n">Records</th><th scope="col">Digest</th></tr></thead>',
      '<tbody>',
      '<tr><td>A&#38;B</td><td class="n">1,200</td><td><code>ab&#60;</code></td></tr>',
      '</tbody></table></div>',
    ].join('\n'),
  );
});

test('a table without rows is nothing', () => {
  expect(htmlTable(['Module'], [])).toBe('');
});

test('a part has its heading, and is left out when it is empty', () => {
  expect(part('Money & more', '', paragraph('All agree.'), false)).toBe(
    '<section>\n<h2>Money &#38; more</h2>\n<p>All agree.</p>\n</section>',
  );
  expect(newPage('Counts', 'x')).toBe('<section class="new">\n<h2>Counts</h2>\nx\n</section>');
  expect(part('Money', '', false)).toBe('');
  expect(below('Totals', '')).toBe('');
  expect(below('Totals', '<table>')).toBe('<h3>Totals</h3>\n<table>');
});

test('a page allows nothing from elsewhere, and escapes its title', () => {
  const page = htmlPage({ title: 'A<B', style: 'p{}', meta: { digest: 'ab"' } }, '<p>x</p>');
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).toContain('<meta name="digest" content="ab&#34;">\n<title>A&#60;B</title>');
  expect(page).toContain('<h1>A&#60;B</h1>\n<p>x</p>\n</body>');
  expect(htmlPage({ title: 'A', style: '' }, '')).toContain(`'unsafe-inline'">\n<title>A</title>`);
});
