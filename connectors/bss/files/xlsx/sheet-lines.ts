import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ConnectorError } from '../../../error.ts';
import { kindOf } from '../../../foreign-error.ts';
import { openFolder } from '../../../temporary-files.ts';
import { deliveryError, fileError } from '../errors.ts';
import type { FileLine, OpenedFile } from '../file-row.ts';
import { readHeader, rowOf } from '../header.ts';
import { unpackedName, withZip } from '../packed.ts';
import { bytesOf } from '../texts.ts';
import { columnName, readSheetRows, type SheetReport } from './sheet-rows.ts';
import { BadWorkbook, openWorkbook } from './workbook.ts';

/** The rows of one sheet of an Excel workbook, after its header. A line is a row of the sheet. */
export async function* readSheetLines(opened: OpenedFile): AsyncGenerator<FileLine> {
  const { file, name } = opened;
  if (file.member === null && unpackedName(name) === name) {
    yield* linesOfWorkbook(opened, file.path);
    return;
  }
  // A workbook is a zip, and a zip can't be read from within another.
  const folder = await openFolder(tmpdir());
  try {
    const path = join(folder.path, 'workbook.xlsx');
    await pipeline(bytesOf(file), createWriteStream(path, { mode: 0o600 }));
    yield* linesOfWorkbook(opened, path);
  } finally {
    await folder.remove();
  }
}

async function* linesOfWorkbook(opened: OpenedFile, path: string): AsyncGenerator<FileLine> {
  const { name, set } = opened;
  try {
    yield* withZip(path, async function* (zip, entries) {
      const report: SheetReport = { lostDigits: new Map(), rounded: new Map(), mergedCells: 0 };
      const workbook = await openWorkbook(zip, entries, set.sheet);
      yield* linesOfRows(opened, readSheetRows(workbook, report), report);
    });
  } catch (error) {
    if (error instanceof ConnectorError || kindOf(error) !== null) throw error;
    if (error instanceof BadWorkbook) throw fileError(name, null, error.message);
    // The libraries' messages are left out, because they may quote the content.
    throw fileError(name, null, 'it is not a readable .xlsx; an old or a protected workbook must be saved anew');
  }
}

async function* linesOfRows(
  opened: OpenedFile,
  rows: ReturnType<typeof readSheetRows>,
  report: SheetReport,
): AsyncGenerator<FileLine> {
  const { name, set } = opened;
  let header = set.header ? readHeader(name, set.header, opened) : null;
  for await (const { number, cells, problem } of rows) {
    if (number <= set.skipLines) continue;
    if (header === null) {
      if (problem !== null) throw fileError(name, number, problem);
      header = readHeader(name, cells, opened);
      continue;
    }
    if (opened.footer.take(cells[0] ?? '') !== null) {
      yield { trailer: cells };
      continue;
    }
    const width = header.length;
    const beyond = cells.findIndex((text, column) => column >= width && text !== '');
    const why = problem ?? (beyond === -1 ? null : `cell ${columnName(beyond)}${number} has no column name`);
    if (why !== null) yield { bad: { file: name, line: number, why, bytes: Buffer.from(JSON.stringify(cells)) } };
    else yield { row: rowOf(header, cells) };
  }
  if (header === null) throw deliveryError(`${name} has an empty sheet: it does not even have a header.`);
  const names = header;
  const columns = (counts: Map<number, number>) =>
    [...counts].map(([column, count]) => `${count} in ${names[column] || columnName(column)}`).join(', ');
  if (report.lostDigits.size > 0)
    opened.remark(
      'digits',
      `${name} has numbers of more than 15 digits, whose last digits Excel has replaced by zeros: ${columns(report.lostDigits)}`,
    );
  if (report.rounded.size > 0)
    opened.remark(
      'rounded',
      `${name} has numbers with more decimals than Excel shows; they were read as shown: ${columns(report.rounded)}`,
    );
  if (report.mergedCells > 0)
    opened.remark('merged', `${name} has ${report.mergedCells} merged ranges; only the first cell of each has a value`);
}
