/** A number is written with thousands separators. */
export type Cell = string | number;

/** A document with a title and parts, separated by empty lines. Empty parts are left out. */
export function page(title: string, ...parts: (string | false)[]): string {
  return `${[`# ${title}`, ...parts.filter((part) => part !== false && part !== '')].join('\n\n')}\n`;
}

/** A heading with its parts. An empty text if all parts are empty. */
export function section(heading: string, ...parts: (string | false)[]): string {
  const body = parts.filter((part) => part !== false && part !== '');
  return body.length === 0 ? '' : [`## ${heading}`, ...body].join('\n\n');
}

/** A table. Columns that contain only numbers are aligned to the right. An empty text if there are no rows. */
export function table(head: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '';
  const rule = head.map((_, column) => (rows.every((row) => typeof row[column] === 'number') ? '---:' : '---'));
  const line = (cells: Cell[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export function list(items: string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** `1 record`, `12,300 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${cellText(count)} ${count === 1 ? one : many}`;
}

/** A decimal string with thousands separators, without rounding: `1234567.50` → `1,234,567.50`. */
export function amount(decimal: string): string {
  return decimal.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** A duration in readable form: `8 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

export function cellText(cell: Cell): string {
  return typeof cell === 'number' ? cell.toLocaleString('en') : cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}
