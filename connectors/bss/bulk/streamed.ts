import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { BulkProfile } from '../../../schemas/profile.ts';
import { createMeasure } from '../../digest.ts';
import { ConnectorError } from '../../error.ts';
import { atMost } from '../../temporary-files.ts';
import type { FoundFile } from '../files/found-files.ts';
import { matches } from '../files/name-pattern.ts';
import { unpackedName } from '../files/packed.ts';
import { brokenOff, checkFile, openFile, tooLarge, type Download } from './download.ts';
import type { ExportedFile, ExportJob } from './jobs.ts';

/** Tests a name: whether the profile reads credentials in a file of this name. Such a file is never stored. */
export function hasCredentials({ credentials }: Pick<BulkProfile, 'credentials'>): (name: string) => boolean {
  const tests = Object.values(credentials).map(({ files }) => matches(files));
  return (name) => tests.some((test) => test(unpackedName(name)) || test(name));
}

/**
 * The files of a job that are read from the server each time they are wanted, and never stored.
 * @throws ConnectorError `configuration` for a zip, which can't be read before it is complete
 */
export const streamedFiles = (download: Download, job: ExportJob, files: ExportedFile[]): FoundFile[] =>
  files.map((file) => {
    if (/\.zip$/i.test(file.name)) throw notStreamed(file.name);
    return { path: file.name, name: file.name, member: null, bytes: () => contentOf(download, job, file) };
  });

/** The unpacked bytes of a file. At its end, size and checksum are compared with what the server announced. */
async function* contentOf(download: Download, job: ExportJob, file: ExportedFile): AsyncGenerator<Buffer> {
  const { maxBytes, signal } = download;
  const measure = createMeasure();
  const limit = () => atMost(maxBytes, () => tooLarge(file.name, maxBytes));
  const received = measure.through(limit()(await openFile(download, job, file)));
  const isPacked = /\.gz$/i.test(file.name);
  try {
    const content = isPacked ? pipeline(Readable.from(received), createGunzip(), () => undefined) : received;
    yield* limit()(content as AsyncIterable<Buffer>);
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    signal?.throwIfAborted();
    throw brokenOff(file.name);
  }
  checkFile(file, measure.result());
}

const notStreamed = (name: string): ConnectorError =>
  new ConnectorError(
    'configuration',
    `${name} of the export has credentials and is a zip, which can't be read without storing it. Nothing was read. Have it exported plain or as .gz.`,
  );
