import { createMeasure } from '../digest.ts';
import type { StagingStore } from './port.ts';
import { changedFile, type SealedFile } from './rows.ts';

/** Consecutive rows of a CSV file: a range of its bytes, without the header. */
export interface Section {
  /** From 1. */
  number: number;
  /** The first byte, and the byte after the last one. */
  from: number;
  to: number;
  /** Number of the first row, from 1. */
  firstRow: number;
  rows: number;
}

export interface Sections {
  /** The line with the names of the columns, with its line break. */
  header: string;
  sections: Section[];
}

const lineFeed = 10;
const quote = 34;

/**
 * Reads a sealed file once, checks that it is what its manifest says, and finds sections of at least `size` bytes that end
 * with a row. The same file always has the same sections.
 * @throws ConnectorError `contract` when size, digest or number of rows differ, or the file is missing
 */
export async function findSections(staging: StagingStore, file: SealedFile, size: number): Promise<Sections> {
  const measure = createMeasure();
  const header: Buffer[] = [];
  const sections: Section[] = [];
  let headerEnd = 0;
  let at = 0;
  const quoting = { isQuoted: false };
  let rows = 0;
  let section = { from: 0, firstRow: 1 };
  const close = (to: number) => {
    if (rows >= section.firstRow)
      sections.push({
        number: sections.length + 1,
        from: section.from,
        to,
        firstRow: section.firstRow,
        rows: rows - section.firstRow + 1,
      });
    section = { from: to, firstRow: rows + 1 };
  };
  try {
    for await (const chunk of measure.through(staging.read(file.path) as AsyncIterable<Buffer>)) {
      for (let place = nextRowEnd(chunk, 0, quoting); place >= 0; place = nextRowEnd(chunk, place + 1, quoting)) {
        const end = at + place + 1;
        if (headerEnd === 0) {
          header.push(chunk.subarray(0, place + 1));
          headerEnd = end;
          section.from = end;
        } else {
          rows += 1;
          if (end - section.from >= size) close(end);
        }
      }
      if (headerEnd === 0) header.push(chunk);
      at += chunk.length;
    }
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (code === 'ENOENT') throw changedFile(file, `it can't be read (${code})`);
    throw error;
  }
  // The last line may have no line break.
  if (headerEnd > 0 && at > section.from && (await endsOpen(staging, file.path, at))) rows += 1;
  close(at);
  const { bytes, sha256 } = measure.result();
  if (bytes !== file.bytes) throw changedFile(file, `it has ${bytes} bytes instead of ${file.bytes}`);
  if (sha256 !== file.sha256) throw changedFile(file, `its SHA-256 is ${sha256} instead of ${file.sha256}`);
  if (rows !== file.rows) throw changedFile(file, `it has ${rows} rows instead of ${file.rows}`);
  return { header: Buffer.concat(header).toString(), sections };
}

/**
 * The next line break outside of quotes; -1 if there is none. A quote inside of a value is doubled, so that it changes
 * nothing. It is a function of its own because a loop over each byte must have only local variables.
 */
function nextRowEnd(chunk: Uint8Array, from: number, quoting: { isQuoted: boolean }): number {
  let { isQuoted } = quoting;
  for (let place = from; place < chunk.length; place += 1) {
    const byte = chunk[place]!;
    if (byte > quote) continue;
    if (byte === quote) isQuoted = !isQuoted;
    else if (byte === lineFeed && !isQuoted) {
      quoting.isQuoted = false;
      return place;
    }
  }
  quoting.isQuoted = isQuoted;
  return -1;
}

async function endsOpen(staging: StagingStore, path: string, size: number): Promise<boolean> {
  return (await readBytes(staging, path, { from: size - 1, to: size }))[0] !== lineFeed;
}

/** The bytes of a range of a file. */
export async function readBytes(
  staging: StagingStore,
  path: string,
  range: { from: number; to: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(range.to - range.from);
  let filled = 0;
  for await (const chunk of staging.read(path, range) as AsyncIterable<Buffer>) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}
