import type { Encoding, FileSet } from '../../../schemas/profile-files.ts';
import type { BadRow } from '../port.ts';
import { readCsvLines } from './csv-lines.ts';
import { decoderOf } from './decoder.ts';
import { fileError } from './errors.ts';
import type { FileLine, FileRow, OpenedFile, Reading } from './file-row.ts';
import { footerOf } from './footer.ts';
import { readFixedLines } from './fixed-lines.ts';
import type { FoundFile } from './found-files.ts';
import { readJsonLines } from './json-lines.ts';
import { readJsonList } from './json-list.ts';
import { textsOf } from './texts.ts';
import { readSheetLines } from './xlsx/sheet-lines.ts';

const readers: Record<FileSet['format'], (file: OpenedFile) => AsyncGenerator<FileLine>> = {
  csv: readCsvLines,
  pipe: readCsvLines,
  jsonl: readJsonLines,
  json: readJsonList,
  fixed: readFixedLines,
  xlsx: readSheetLines,
};

/**
 * The rows of one file; memory doesn't grow with the file. A row is bad when it has bytes outside the encoding, another
 * number of values than the header, a quote that is not in its place, or invalid JSON. The profile says whether bad rows are
 * kept or end the reading.
 * @throws ConnectorError `contract` with file and line for a bad row, a file that is not what its format says, or a trailer
 * that counts other rows; `configuration` for a missing column
 */
export async function* readFileRows(file: FoundFile, encoding: Encoding, reading: Reading): AsyncGenerator<FileRow> {
  const { set, remark } = reading;
  const { name } = file;
  const decoder = decoderOf(encoding);
  let rows = 0;
  let stopAt: BadRow | null = null;
  let isLast = true;
  const footer = footerOf(name, set);
  for await (const line of readers[set.format]({
    ...reading,
    file,
    name,
    decoder,
    footer,
    texts: () => textsOf(file, encoding),
  })) {
    if (stopAt) {
      isLast = false;
      break;
    }
    if ('trailer' in line) {
      footer.keep(line.trailer);
      continue;
    }
    if (footer.hasBegun()) footer.refuse();
    if ('bad' in line && set.badRows === 'stop') {
      stopAt = line.bad;
      continue;
    }
    rows += 1;
    yield line;
  }
  if (stopAt) throw fileError(name, stopAt.line, isLast ? `${stopAt.why}; ${lastLine}` : stopAt.why);
  footer.check(rows);
  if (decoder.rowsWithControls() > 0) remark('controls', controlsRemark(name, encoding, decoder.rowsWithControls()));
}

const lastLine = 'it is the last line: name it under trailer if it is not a row';

const controlsRemark = (name: string, encoding: Encoding, rows: number) =>
  `${name}: ${rows} rows have control characters from U+0080 to U+009F, where windows-1252 has characters such as the euro sign; ` +
  (encoding.startsWith('iso-8859') ? 'its encoding probably is windows-1252' : 'it was probably converted wrongly');
