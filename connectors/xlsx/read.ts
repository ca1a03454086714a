import { withZip } from '../bss/files/packed.ts';
import { readSheetRows, type SheetReport, type SheetRow } from '../bss/files/xlsx/sheet-rows.ts';
import { BadWorkbook, openWorkbook } from '../bss/files/xlsx/workbook.ts';
import { ConnectorError } from '../error.ts';
import { codeOf, kindOf } from '../foreign-error.ts';

/** More rows, or more cells, are no mapping. */
const [mostRows, mostCells] = [50_000, 2_000_000];

export const unusableWorkbook = (name: string, why: string) =>
  new ConnectorError('configuration', `${name} can't be used: ${why}. Nothing was changed.`);

/**
 * The rows of sheets of a workbook, by the name of the sheet.
 * @param name what messages call the file
 * @throws ConnectorError `configuration` if the file is no workbook, or has not all of these sheets
 */
export async function readXlsx<Name extends string>(
  path: string,
  names: readonly Name[],
  name = path,
): Promise<Record<Name, SheetRow[]>> {
  const sheets: [Name, SheetRow[]][] = [];
  for (const sheet of names) sheets.push([sheet, await readSheet(path, sheet, name)]);
  return Object.fromEntries(sheets) as Record<Name, SheetRow[]>;
}

async function readSheet(path: string, sheet: string, name: string): Promise<SheetRow[]> {
  const refuse = (why: string) => unusableWorkbook(name, why);
  const report: SheetReport = { lostDigits: new Map(), rounded: new Map(), mergedCells: 0 };
  const found: SheetRow[] = [];
  try {
    const rows = withZip(path, async function* (zip, entries) {
      yield* readSheetRows(await openWorkbook(zip, entries, sheet), report);
    });
    let cells = 0;
    for await (const row of rows) {
      found.push(row);
      cells += row.cells.length;
      if (found.length > mostRows) throw refuse(`the sheet ${sheet} has more than ${mostRows} rows`);
      if (cells > mostCells) throw refuse(`the sheet ${sheet} has more than ${mostCells} cells`);
    }
    return found;
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    if (error instanceof BadWorkbook) throw refuse(error.message);
    if (codeOf(error) === 'ENOENT') throw refuse('there is no such file');
    if (kindOf(error) !== null) throw refuse(`it can't be read (${codeOf(error)})`);
    // The libraries' messages are left out, because they may quote the content.
    throw refuse('it is no readable .xlsx. Save it as an Excel workbook without a password');
  }
}
