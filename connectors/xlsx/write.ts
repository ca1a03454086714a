import writeXlsxFile, { type Cell } from 'write-excel-file/node';
import { mappingSheets, sheetsOf, type SheetCell, type SheetTable } from '../../domain/documents/sheets.ts';
import type { Mapping } from '../../schemas/mapping.ts';

const widest = 60;

/**
 * A workbook of these sheets. Every text is a text with the format "text": one that begins with `=`, `+`, `-` or `@` is never a
 * formula, also when somebody edits the cell.
 */
export const writeXlsx = (tables: SheetTable[]): Promise<Buffer> =>
  writeXlsxFile(
    tables.map(({ name, head, rows }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: head.map((title, at) => ({ width: widthOf(title, rows, at) })),
      data: [
        head.map((title): Cell => ({ value: title, type: String, format: '@', fontWeight: 'bold' })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    })),
  ).toBuffer();

/**
 * A document of the ledger as a workbook; null if it is not JSON with a list.
 * @param body its text
 */
export async function documentXlsx(
  { name, kind }: { name: string; kind: string },
  body: string,
): Promise<Buffer | null> {
  if (!name.endsWith('.json')) return null;
  const data = readJson(body);
  if (data === null) return null;
  const tables = kind === 'mapping' ? mappingSheets(data as { mapping: Mapping }) : sheetsOf(data);
  return tables.length === 0 ? null : writeXlsx(tables);
}

/** Null for a receipt of an earlier version, in which the guard has replaced a number by words. */
function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const cellOf = (value: SheetCell): Cell =>
  typeof value === 'string' ? { value, type: String, format: '@' } : value === null ? null : { value };

const widthOf = (title: string, rows: SheetCell[][], at: number): number =>
  Math.min(widest, 2 + Math.max(title.length, ...rows.slice(0, 200).map((row) => String(row[at] ?? '').length)));
