import type { Mapping } from '../../schemas/mapping.ts';
import type { CellProblem } from './cells.ts';
import { layout, sourcesOf, type Cells, type NamedSource, type SheetName } from './layout.ts';
import { keyOf, type Wanted } from './members.ts';
import { place, type SheetRecord } from './records.ts';
import type { Rows } from './tables.ts';

/** What the rows of a workbook say so far. */
export interface Draft {
  mapping: Mapping;
  /** What the workbook said before people changed it. */
  base: Rows;
  /** The members of each map of the file as people want them. */
  wanted: Map<string, Map<string, Wanted>>;
  withheld: string[];
  /** Where each rule and each custom field is in the workbook. */
  places: Map<string, string>;
  problems: string[];
}

export interface BasedRecord extends SheetRecord {
  base: Cells | null;
}

/** Finds the row that each record was, by the column that names it. Without a name, it is a new one. */
export function withBase(draft: Draft, sheet: 'Fields' | 'Custom fields', column: string, records: SheetRecord[]) {
  const known = new Map(draft.base[sheet].map((cells) => [cells[column]!, cells]));
  const rows = new Map<string, number>();
  return records.flatMap(({ row, cells }): BasedRecord[] => {
    const name = cells[column]!.trim();
    const refuse = (at: string, why: string) => {
      draft.problems.push(`${place(sheet, row, at)}: ${why}`);
      return [];
    };
    if (name === '') return [{ row, cells, base: null }];
    const base = known.get(name);
    if (!base) return refuse(column, 'the mapping has no such entry. Leave the cell empty in a new row.');
    const first = rows.get(name);
    if (first !== undefined) return refuse(column, `row ${first} has the same. Leave the cell empty in a new row.`);
    rows.set(name, row);
    const changed = layout[sheet].locked.find((one) => cells[one] !== base[one]);
    return changed === undefined
      ? [{ row, cells, base }]
      : refuse(
          changed,
          `it must stay "${base[changed]}". For another one, delete the row and add one without ${column}.`,
        );
  });
}

/** Notes what is wrong with cells of a row. */
export const note = (draft: Draft, sheet: SheetName, row: number, problems: CellProblem[]): void => {
  for (const { column, why } of problems) draft.problems.push(`${place(sheet, row, column)}: ${why}.`);
};

/** Adds a member to a map, if the map has no such member yet. */
export function add(draft: Draft, path: (string | number)[], name: string, member: Wanted): boolean {
  const members = draft.wanted.get(keyOf(path)) ?? new Map<string, Wanted>();
  draft.wanted.set(keyOf(path), members);
  if (members.has(name)) return false;
  members.set(name, member);
  return true;
}

/** The source that a row names; null if there is none. */
export function sourceIn(draft: Draft, sheet: SheetName, { row, cells }: SheetRecord): NamedSource | null {
  const all = sourcesOf(draft.mapping);
  const [module, source] = [cells['Module']!.trim(), cells['Source']!.trim()];
  const found = all.find((one) => one.module === module && one.label === source);
  if (found) return found;
  const names = all.map((one) => `${one.module} ${one.label}`).join(', ');
  note(draft, sheet, row, [
    { column: 'Source', why: `the mapping has no source ${source} of ${module}. It has ${names}` },
  ]);
  return null;
}
