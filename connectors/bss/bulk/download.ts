import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
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
export async function downloadFiles(
  download: Download,
  job: ExportJob,
  files: ExportedFile[],
  folder: string,
): Promise<void> {
  for (const file of files) {
    const partial = join(folder, `${file.name}.part`);
    await downloadFile(download, job, file, partial);
    await storeFile(download, file, partial, folder);
  }
}

/**
 * Opens a file of a job, with a new link where the one that is known has expired. Links of a job expire together, so the new ones
 * are kept for the next files.
 */
export async function openFile(download: Download, job: ExportJob, { name }: ExportedFile): Promise<Readable> {
  for (let renewals = 0; renewals <= maxLinkRenewals; renewals += 1) {
    if (renewals > 0) job.files = await download.jobs.files(job.id);
    const link = job.files.find((one) => one.name === name);
    if (!link) throw exportError(`no longer has ${name}`);
    const bytes = await openLink(download, link);
    if (bytes) return bytes;
  }
  throw exportError(`returns links to ${name} that are expired at once`);
}

/** Null for a link that has expired. */
async function openLink({ host, signal }: Download, { name, url }: ExportedFile): Promise<Readable | null> {
  const { status, bytes } = await host.stream(new URL(url, host.origin), {
    what: `${name} of the export`,
    ...(signal && { signal }),
  });
  if (status !== 200) bytes.destroy();
  if ([401, 403, 404, 410].includes(status)) return null;
  if (status === 408 || status === 429 || status >= 500) throw notAnswered(`status ${status} for ${name}`);
  if (status !== 200) throw exportError(`answers ${status} for ${name}`);
  return bytes;
}

/** Downloads a file, and checks its size and checksum. */
async function downloadFile(download: Download, job: ExportJob, file: ExportedFile, path: string): Promise<void> {
  const { maxBytes, signal } = download;
  const { name } = file;
  try {
    const bytes = await openFile(download, job, file);
    const measure = createMeasure();
    const limit = atMost(maxBytes, () => tooLarge(name, maxBytes));
    await pipeline(bytes, limit, measure.through, createWriteStream(path, { mode: 0o600 }));
    checkFile(file, measure.result());
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    signal?.throwIfAborted();
    throw diskFailure(error) ?? brokenOff(name);
  }
}

export const tooLarge = (name: string, maxBytes: number): ConnectorError =>
  exportError(`sends more than ${maxBytes.toLocaleString('en')} bytes for ${name}`);

/** Compares what was received with what the server announced. */
export function checkFile(file: ExportedFile, received: { bytes: number; sha256: string }): void {
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

/** The error for a transfer that ended early. */
export const brokenOff = (name: string) =>
  new ConnectorError(
    'unavailable',
    `The transfer of ${name} of the export broke off. Nothing of it was staged. It will be fetched again.`,
  );
