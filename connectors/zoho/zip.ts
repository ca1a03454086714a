import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { openPromise, type Entry, type ZipFile as OpenedZip } from 'yauzl';
import { ZipFile } from 'yazl';
import { ConnectorError } from '../error.ts';
import { atMost, diskFailure } from '../temporary-files.ts';

/** Limits for an unpacked result file: bytes of one CSV, and characters of one row. */
const maxUnpackedBytes = 2 ** 30;
const maxRowLength = 4 * 2 ** 20;

/** Writes files into a zip on disk, one after another. Each file is opened only when it is written. */
export async function writeZip(
  path: string,
  files: { name: string; open: () => Readable }[],
  limit: { bytes: number; createError: () => ConnectorError },
  signal: AbortSignal | undefined,
): Promise<void> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const opened: Readable[] = [];
  for (const { name, open } of files) {
    zip.addReadStreamLazy(name, (give) => {
      const content = open();
      // The zip does not handle errors of its sources.
      content.once('error', (error) => output.destroy(error));
      opened.push(content);
      give(null, content);
    });
  }
  zip.end();
  try {
    const sink = createWriteStream(path, { mode: 0o600 });
    await pipeline(output, atMost(limit.bytes, limit.createError), sink, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw diskFailure(error) ?? error;
  } finally {
    // The zip does not close its sources after an error.
    for (const content of opened) content.destroy();
  }
}

/** One CSV file of a zip. The name is never used as a path. The first row is the header. */
export interface PackedCsv {
  name: string;
  rows: AsyncIterable<string[]>;
}

/**
 * Reads the CSV files of a zip row by row. The caller must read them in order.
 * @throws ConnectorError `contract` unless the zip has at most `maxFiles` readable CSV files within the size limits
 */
export async function* readZip(path: string, maxFiles: number): AsyncGenerator<PackedCsv> {
  const zip = await openPromise(path, { autoClose: false }).catch(failReading);
  try {
    for (const entry of await entriesOf(zip, maxFiles).catch(failReading)) {
      yield { name: entry.fileName, rows: rowsOf(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

/**
 * Unpacks the only CSV file of a zip to `to`, which only this user can read.
 * @throws ConnectorError `contract` unless the zip has one readable CSV file within the size limits
 */
export async function unpackCsv(path: string, to: string): Promise<void> {
  const zip = await openPromise(path, { autoClose: false }).catch(failReading);
  try {
    const [entry] = await entriesOf(zip, 1);
    if (!entry) throw unreadable('it is empty');
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(to, { mode: 0o600 }));
  } catch (error) {
    failReading(error);
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: OpenedZip, maxFiles: number): Promise<Entry[]> {
  if (zip.entryCount > maxFiles) throw unreadable('it has too many files');
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!/\.csv$/i.test(entry.fileName)) throw unreadable('it has a file that is not a CSV file');
    if (entry.uncompressedSize > maxUnpackedBytes) throw unreadable('it unpacks to more than 1 GiB');
    entries.push(entry);
  }
  return entries;
}

async function* rowsOf(zip: OpenedZip, entry: Entry): AsyncGenerator<string[]> {
  try {
    const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: maxRowLength });
    // An error of the pipeline destroys the parser, so the loop throws it.
    pipeline(await zip.openReadStreamPromise(entry), parser).catch(() => undefined);
    for await (const row of parser) yield row as string[];
  } catch (error) {
    failReading(error);
  }
}

export const unreadable = (why: string): ConnectorError =>
  new ConnectorError('contract', `Zoho's result file can't be read: ${why}. Reading it changed nothing.`);

/** Error messages of the libraries may quote the file, so only their code is reported. */
function failReading(error: unknown): never {
  if (error instanceof ConnectorError) throw error;
  throw diskFailure(error) ?? unreadable((error as NodeJS.ErrnoException).code ?? 'it is not a valid zip file');
}
