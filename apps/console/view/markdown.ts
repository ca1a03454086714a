import markdownIt from 'markdown-it';

/**
 * Renders a document of the ledger as HTML. HTML in the document is shown as text, images are not loaded. Its headings begin
 * at level 2, because the page has a title of its own. Tables scroll by themselves.
 */
export function renderMarkdown(text: string): string {
  return renderer.render(text);
}

const renderer = markdownIt({ html: false, linkify: false }).disable('image');

for (const rule of ['heading_open', 'heading_close'] as const) {
  renderer.renderer.rules[rule] = (tokens, index, options, _, self) => {
    const token = tokens[index];
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
    return self.renderToken(tokens, index, options);
  };
}
// The policy of the pages allows no inline styles.
for (const rule of ['th_open', 'td_open'] as const) {
  renderer.renderer.rules[rule] = (tokens, index, options, _, self) => {
    const token = tokens[index];
    const isNumber = token?.attrGet('style') === 'text-align:right';
    if (token) token.attrs = isNumber ? [['class', 'number']] : null;
    return self.renderToken(tokens, index, options);
  };
}
renderer.renderer.rules['table_open'] = () =>
  '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>';
renderer.renderer.rules['table_close'] = () => '</table></div>';
