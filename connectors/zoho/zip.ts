import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { openPromise, type Entry, type ZipFile as OpenedZip } from 'yauzl';
import { ZipFile } from 'yazl';
import { ConnectorError } from '../error.ts';
import { atMost, diskFailure } from '../temporary-files.ts';

/** Bounds of what a result file may unpack to: bytes of one CSV, and characters of one of its rows. */
const mostUnpacked = 2 ** 30;
const longestRow = 4 * 2 ** 20;

/** Writes files into a zip on disk, one after another; each is opened when its turn comes. */
export async function writeZip(
  path: string,
  files: { name: string; open: () => Readable }[],
  most: { bytes: number; failure: () => ConnectorError },
  signal: AbortSignal | undefined,
): Promise<void> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const opened: Readable[] = [];
  for (const { name, open } of files) {
    zip.addReadStreamLazy(name, (give) => {
      const content = open();
      // The zip listens to no errors of its sources.
      content.once('error', (error) => output.destroy(error));
      opened.push(content);
      give(null, content);
    });
  }
  zip.end();
  try {
    const sink = createWriteStream(path, { mode: 0o600 });
    await pipeline(output, atMost(most.bytes, most.failure), sink, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw diskFailure(error) ?? error;
  } finally {
    // The zip does not close its sources when it is given up.
    for (const content of opened) content.destroy();
  }
}

/** One CSV of a zip: its name, which is never used as a path, and its rows as they stand, the header first. */
export interface PackedCsv {
  name: string;
  rows: AsyncIterable<string[]>;
}

/**
 * Reads the CSV files of a zip row by row. They are to be read in turn.
 * @throws ConnectorError `contract` for anything but at most `mostFiles` readable CSVs of a decent size
 */
export async function* readZip(path: string, mostFiles: number): AsyncGenerator<PackedCsv> {
  const zip = await openPromise(path, { autoClose: false }).catch(refuse);
  try {
    for (const entry of await entriesOf(zip, mostFiles).catch(refuse)) {
      yield { name: entry.fileName, rows: rowsOf(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: OpenedZip, mostFiles: number): Promise<Entry[]> {
  if (zip.entryCount > mostFiles) throw unreadable('it holds too many files');
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!/\.csv$/i.test(entry.fileName)) throw unreadable('it holds something else than CSV');
    if (entry.uncompressedSize > mostUnpacked) throw unreadable('it unpacks to more than 1 GiB');
    entries.push(entry);
  }
  return entries;
}

async function* rowsOf(zip: OpenedZip, entry: Entry): AsyncGenerator<string[]> {
  try {
    const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: longestRow });
    // A failure of the pipeline ends the parser with it, and so reaches the loop.
    pipeline(await zip.openReadStreamPromise(entry), parser).catch(() => undefined);
    for await (const row of parser) yield row as string[];
  } catch (error) {
    refuse(error);
  }
}

const unreadable = (why: string): ConnectorError =>
  new ConnectorError('contract', `Zoho's result file can't be read: ${why}. Nothing was changed by reading it.`);

/** Messages of the libraries may quote the file, so that only their code is told. */
function refuse(error: unknown): never {
  if (error instanceof ConnectorError) throw error;
  throw diskFailure(error) ?? unreadable((error as NodeJS.ErrnoException).code ?? 'it is no sound zip');
}
