/** A text in HTML. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A cell of a table: a text, a number with thousands separators, or a digest. */
export type HtmlCell = string | number | { code: string };

/** A sentence of a document, with its `**marked**` words and its `codes`. */
export const sentence = (text: string): string =>
  escapeHtml(text)
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/** A table with one row on each line. An empty text if there are no rows. */
export function htmlTable(head: readonly string[], rows: readonly HtmlCell[][]): string {
  if (rows.length === 0) return '';
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const mark = (column: number) => (isNumber[column] ? ' class="n"' : '');
  const names = head.map((name, column) => `<th scope="col"${mark(column)}>${escapeHtml(name)}</th>`);
  const lines = rows.map(
    (row) => `<tr>${row.map((cell, column) => `<td${mark(column)}>${cellHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="wide"><table>\n<thead><tr>${names.join('')}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody></table></div>`;
}

function cellHtml(cell: HtmlCell): string {
  if (typeof cell === 'number') return cell.toLocaleString('en');
  return typeof cell === 'string' ? escapeHtml(cell) : `<code>${escapeHtml(cell.code)}</code>`;
}

/** A part with a heading; nothing if all of it is empty. */
export function part(heading: string, ...bodies: (string | false)[]): string {
  return section('', heading, bodies);
}
/** The same, on a new page of paper. */
export const newPage = (heading: string, ...bodies: (string | false)[]) => section(' class="new"', heading, bodies);

function section(mark: string, heading: string, bodies: (string | false)[]): string {
  const filled = bodies.filter((body) => body !== false && body !== '');
  return filled.length === 0
    ? ''
    : `<section${mark}>\n<h2>${escapeHtml(heading)}</h2>\n${filled.join('\n')}\n</section>`;
}
/** A table with a smaller heading. */
export const below = (heading: string, table: string): string =>
  table === '' ? '' : `<h3>${escapeHtml(heading)}</h3>\n${table}`;
/** A sentence of a document as a paragraph. */
export const paragraph = (words: string): string => `<p>${sentence(words)}</p>`;

/** A page without anything from elsewhere, which opens on a phone. `meta`: names and contents for programs. */
export function htmlPage(
  { title, style, meta = {} }: { title: string; style: string; meta?: Record<string, string> },
  body: string,
): string {
  const marks = Object.entries(meta).map(
    ([name, content]) => `<meta name="${escapeHtml(name)}" content="${escapeHtml(content)}">\n`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
${marks.join('')}<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
}
