import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sizesInZip } from '../bss/files/packed.ts';
import type { SheetRow } from '../bss/files/xlsx/sheet-rows.ts';
import { kindOf } from '../foreign-error.ts';
import { diskFailure, openFolder } from '../temporary-files.ts';
import { readXlsx, unusableWorkbook } from './read.ts';

/** Bytes of an unpacked workbook. A mapping has far fewer; a small file can unpack to more than a machine has. */
const mostUnpacked = 32 * 2 ** 20;

/**
 * The rows of sheets of a workbook that a person sent. Its bytes are in a temporary folder only while it is read.
 * @throws ConnectorError `configuration` if the file is no workbook, is too large, or has not all of these sheets
 */
export async function readUploadedXlsx<Name extends string>(
  bytes: Uint8Array,
  names: readonly Name[],
): Promise<Record<Name, SheetRow[]>> {
  const name = 'The workbook';
  const folder = await openFolder(tmpdir(), 'portage-workbook-upload-');
  try {
    const path = join(folder.path, 'workbook.xlsx');
    await writeFile(path, bytes, { mode: 0o600 }).catch((error: unknown) => {
      throw diskFailure(error) ?? error;
    });
    const sizes = await sizesInZip(path).catch((error: unknown) => {
      if (kindOf(error) !== null) throw error;
      return [];
    });
    const unpacked = sizes.reduce((sum, size) => sum + size, 0);
    if (unpacked > mostUnpacked) throw unusableWorkbook(name, `it unpacks to more than ${mostUnpacked / 2 ** 20} MB`);
    return await readXlsx(path, names, name);
  } finally {
    await folder.remove();
  }
}
