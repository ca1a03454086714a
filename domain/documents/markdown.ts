/** A number is written with thousands separators and stands to the right. */
export type Cell = string | number;

/** A document from its title and its parts, an empty line between them; parts that are empty are left out. */
export function page(title: string, ...parts: (string | false)[]): string {
  return `${[`# ${title}`, ...parts.filter((part) => part !== false && part !== '')].join('\n\n')}\n`;
}

/** A heading with what stands under it, or nothing where there is nothing to stand under it. */
export function section(heading: string, ...parts: (string | false)[]): string {
  const body = parts.filter((part) => part !== false && part !== '');
  return body.length === 0 ? '' : [`## ${heading}`, ...body].join('\n\n');
}

/** A table; a column of nothing but numbers stands to the right. Nothing where there are no rows. */
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

/** A decimal string with thousands separators, to the last digit as it came: `1234567.50` → `1,234,567.50`. */
export function amount(decimal: string): string {
  return decimal.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
}

/** Seconds as people say them: `8 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

export function cellText(cell: Cell): string {
  return typeof cell === 'number' ? cell.toLocaleString('en') : cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}
