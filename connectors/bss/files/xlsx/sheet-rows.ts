import { hasLostDigits, numberReader } from './number-format.ts';
import type { Workbook } from './workbook.ts';
import { readXml, unescapeCharacters } from './xml.ts';

/** A row of a sheet: its number, its texts by column, what is wrong with a cell, and the columns that have a formula. */
export interface SheetRow {
  number: number;
  cells: string[];
  problem: string | null;
  formulas: number[];
}

/** What people should know about a sheet. */
export interface SheetReport {
  /** Numbers with more than 15 digits, by column: Excel has replaced the others by zeros. */
  lostDigits: Map<number, number>;
  /** Numbers that have more decimals than their format shows, by column. */
  rounded: Map<number, number>;
  mergedCells: number;
}

interface Cell {
  column: number;
  type: string;
  style: number;
  value: string;
  hasValue: boolean;
  hasFormula: boolean;
}

/** Columns of a sheet, from A to XFD. ECMA-376 allows no more. */
const mostColumns = 16_384;

/** The rows of a sheet that have a value, in their order, with every value as Excel shows it. */
export async function* readSheetRows(
  { sheet, sharedTexts, styles }: Workbook,
  report: SheetReport,
): AsyncGenerator<SheetRow> {
  const general = numberReader('General', false);
  let rows: SheetRow[] = [];
  let row: SheetRow = { number: 0, cells: [], problem: null, formulas: [] };
  let cell: Cell | null = null;
  let [isValue, isPhonetic] = [false, false];

  const textOf = ({ column, type, style, value, hasValue, hasFormula }: Cell): string => {
    const at = `cell ${columnName(column)}${row.number}`;
    const problem = (what: string): string => {
      row.problem ??= `${at} ${what}`;
      return '';
    };
    if (!hasValue || value === '') return hasFormula && !hasValue ? problem('has a formula without a result') : '';
    if (type === 's') return sharedTexts[Number(value)] ?? problem('refers to a text that is not in the workbook');
    if (type === 'e') return problem(`has the error ${/^#[A-Z0-9/!?]+$/.test(value) ? value : 'of a formula'}`);
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (type !== 'n') return unescapeCharacters(value);
    const number = Number(value);
    const shown = Number.isFinite(number) ? (styles[style] ?? general)(number) : null;
    if (!shown) return problem('has a number that Excel can’t show, such as a date before 1900');
    if (hasLostDigits(number)) report.lostDigits.set(column, (report.lostDigits.get(column) ?? 0) + 1);
    if (shown.isRounded) report.rounded.set(column, (report.rounded.get(column) ?? 0) + 1);
    return shown.text;
  };

  const handler = {
    open(name: string, attributes: Record<string, string>) {
      if (name === 'row')
        row = { number: Number(attributes['r'] ?? row.number + 1), cells: [], problem: null, formulas: [] };
      if (name === 'mergeCell') report.mergedCells += 1;
      if (name === 'c') {
        const { r, t = 'n', s = '0' } = attributes;
        const column = r === undefined ? row.cells.length : columnNumber(r);
        cell = { column, type: t, style: Number(s), value: '', hasValue: false, hasFormula: false };
      }
      if (!cell) return;
      if (name === 'f') cell.hasFormula = true;
      if (name === 'rPh') isPhonetic = true;
      // `is` has the text of an inline string, in one `t` or several; `rPh` has how it is pronounced.
      isValue = name === 'v' || (name === 't' && cell.type === 'inlineStr' && !isPhonetic);
      if (isValue) cell.hasValue = true;
    },
    text(text: string) {
      if (isValue && cell) cell.value += text;
    },
    close(name: string) {
      isValue = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'c' && cell) {
        if (cell.column >= mostColumns) row.problem ??= 'it has a cell beyond the last column that Excel has';
        else {
          while (row.cells.length < cell.column) row.cells.push('');
          row.cells[cell.column] = textOf(cell);
          if (cell.hasFormula) row.formulas.push(cell.column);
        }
        cell = null;
      }
      if (name === 'row' && (row.problem !== null || row.cells.some((text) => text !== ''))) rows.push(row);
    },
  };
  for await (const _ of readXml(sheet, handler)) {
    yield* rows;
    rows = [];
  }
}

/** `AB12` → 27. */
const columnNumber = (reference: string): number => {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? 'A') column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
};

/** 27 → `AB`. */
export const columnName = (column: number): string =>
  (column >= 26 ? columnName(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));
