import { layout, sheetNames, type Cells, type SheetName } from './layout.ts';

/** A row of a sheet as it was read. `formulas`: columns whose text is the result of a formula. */
export interface SheetRow {
  number: number;
  cells: string[];
  problem: string | null;
  formulas: number[];
}
export type ReadSheets = Record<SheetName, SheetRow[]>;

export interface SheetRecord {
  row: number;
  cells: Cells;
}
export type Records = Record<SheetName, SheetRecord[]>;

export const place = (sheet: SheetName, row: number, column: string): string =>
  `${sheet}, row ${row}, column ${column}`;

/** The rows of all sheets by the heads of their columns, in any order of the columns, and what can't be read. */
export function recordsOf(sheets: ReadSheets): { records: Records; problems: string[]; unread: string[] } {
  const [problems, unread]: [string[], string[]] = [[], []];
  const read = (name: SheetName): SheetRecord[] => {
    const [first, ...rows] = sheets[name];
    const head: readonly string[] = layout[name].head;
    const found = (first?.cells ?? []).map((title) => title.trim());
    const missing = head.filter((title) => !found.includes(title));
    const twice = head.filter((title) => found.filter((one) => one === title).length > 1);
    if (missing.length > 0)
      problems.push(`${name}: there is no column ${missing.join(', ')}. Its columns are ${head.join(', ')}.`);
    if (twice.length > 0) problems.push(`${name}: there are two columns ${twice.join(', ')}. Remove one.`);
    if (missing.length + twice.length > 0) return [];
    unread.push(...found.filter((title) => title !== '' && !head.includes(title)).map((title) => `${name}, ${title}`));
    return rows.flatMap(({ number, cells, problem, formulas }) => {
      if (problem !== null) problems.push(`${name}, row ${number}: ${problem}. Write a text.`);
      for (const column of formulas.map((at) => found[at] ?? '').filter((title) => head.includes(title)))
        problems.push(`${place(name, number, column)}: it has a formula. Write its result as a text.`);
      const own = Object.fromEntries(head.map((title) => [title, cells[found.indexOf(title)] ?? '']));
      return Object.values(own).every((text) => text.trim() === '') ? [] : [{ row: number, cells: own }];
    });
  };
  const records = Object.fromEntries(sheetNames.map((name) => [name, read(name)])) as Records;
  return { records, problems, unread };
}
