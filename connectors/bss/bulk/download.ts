import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createMeasure } from '../../digest.ts';
import { ConnectorError } from '../../error.ts';
import { atMost, diskFailure } from '../../temporary-files.ts';
import type { SourceHost } from '../http/host.ts';
import { exportError, notAnswered } from './errors.ts';
import type { ExportedFile, ExportJob, ExportJobs } from './jobs.ts';
import { unpackedName } from '../files/packed.ts';
import { checkArchive, unpack } from './unpack.ts';

/** How often links are requested again because they have expired. */
const maxLinkRenewals = 5;

export interface Download {
  host: SourceHost;
  jobs: ExportJobs;
  /** Bytes that one file may have, before and after it is unpacked. */
  maxBytes: number;
  /** Whether the profile reads files in an archive of this name, which then stays packed. */
  isArchive: (name: string) => boolean;
  signal?: AbortSignal | undefined;
}

/** Downloads the files of a job into a folder, checks them against what the server says, and unpacks them. */
export async function downloadFiles(download: Download, job: ExportJob, folder: string): Promise<void> {
  let files = job.files;
  let renewals = 0;
  for (let next = 0; next < files.length;) {
    const file = files[next];
    if (!file) break;
    const partial = join(folder, `${file.name}.part`);
    if (await downloadFile(download, file, partial)) {
      await storeFile(download, file, partial, folder);
      next += 1;
      renewals = 0;
      continue;
    }
    renewals += 1;
    if (renewals > maxLinkRenewals) throw exportError(`returns links to ${file.name} that are expired at once`);
    files = await download.jobs.files(job.id);
  }
}

/** Downloads a file and checks its size and checksum; false for a link that has expired. */
async function downloadFile({ host, maxBytes, signal }: Download, file: ExportedFile, path: string): Promise<boolean> {
  const { name, url } = file;
  const address = new URL(url, host.origin);
  try {
    const { status, bytes } = await host.stream(address, {
      what: `${name} of the export`,
      ...(signal && { signal }),
    });
    if (status !== 200) bytes.destroy();
    if ([401, 403, 404, 410].includes(status)) return false;
    if (status === 408 || status === 429 || status >= 500) throw notAnswered(`status ${status} for ${name}`);
    if (status !== 200) throw exportError(`answers ${status} for ${name}`);
    const tooLarge = () => exportError(`sends more than ${maxBytes.toLocaleString('en')} bytes for ${name}`);
    const measure = createMeasure();
    await pipeline(bytes, atMost(maxBytes, tooLarge), measure.through, createWriteStream(path, { mode: 0o600 }));
    checkFile(file, measure.result());
    return true;
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    signal?.throwIfAborted();
    throw diskFailure(error) ?? brokenOff(name);
  }
}

function checkFile(file: ExportedFile, received: { bytes: number; sha256: string }): void {
  const { name, bytes, sha256 } = file;
  if (bytes != null && received.bytes !== bytes)
    throw exportError(`sent ${received.bytes} bytes of ${name}, but announced ${bytes}`);
  if (sha256 != null && received.sha256 !== sha256.toLowerCase())
    throw exportError(`sent ${name} with another checksum than it announced`);
}

async function storeFile(
  { maxBytes, isArchive }: Download,
  { name }: ExportedFile,
  partial: string,
  folder: string,
): Promise<void> {
  const finalName = isArchive(name) ? name : unpackedName(name);
  if (isArchive(name)) await checkArchive({ path: partial, name, maxBytes });
  if (finalName === name) await rename(partial, join(folder, name));
  else await unpack({ path: partial, name, maxBytes }, join(folder, finalName));
  await rm(partial, { force: true });
}

const brokenOff = (name: string) =>
  new ConnectorError(
    'unavailable',
    `The transfer of ${name} of the export broke off. Nothing of it was staged. It will be fetched again.`,
  );
