import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withZip } from '../../connectors/bss/files/packed.ts';
import { readSheetRows } from '../../connectors/bss/files/xlsx/sheet-rows.ts';
import { openWorkbook } from '../../connectors/bss/files/xlsx/workbook.ts';

/** The rows of a sheet of a workbook, read as a delivery of a source would be. */
export async function readSheet(workbook: Uint8Array, sheet: string): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'portage-workbook-'));
  const path = join(folder, 'workbook.xlsx');
  writeFileSync(path, workbook);
  const found: string[][] = [];
  const report = { lostDigits: new Map(), rounded: new Map(), mergedCells: 0 };
  try {
    const rows = withZip(path, async function* (zip, entries) {
      yield* readSheetRows(await openWorkbook(zip, entries, sheet), report);
    });
    for await (const { cells } of rows) found.push(cells);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return found;
}
