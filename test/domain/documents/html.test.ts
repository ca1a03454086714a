import { escapeHtml, htmlTable, sentence } from '../../../domain/documents/html.ts';

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
