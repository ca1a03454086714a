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
