import type { BulkProfile } from '../../../schemas/profile.ts';
import { openFolder } from '../../temporary-files.ts';
import { createFilesSource } from '../files.ts';
import { matches } from '../files/name-pattern.ts';
import { unpackedName } from '../files/packed.ts';
import type { SourceHost } from '../http/host.ts';
import type { Count, Purpose, Snapshot } from '../port.ts';
import { objectProfile } from '../profile-objects.ts';
import { downloadFiles } from './download.ts';
import { createExportJobs, type ExportJob } from './jobs.ts';
import { hasCredentials, streamedFiles } from './streamed.ts';

/**
 * Runs a job, downloads its files into a temporary folder, and reads them as a delivery. The job is the snapshot. Files with
 * credentials are never stored: they are read from the server each time they are wanted.
 */
export async function withExport<T>(
  { host, profile, parent }: { host: SourceHost; profile: BulkProfile; parent: string },
  work: (snapshot: Snapshot) => Promise<T>,
  purpose: Partial<Purpose> = {},
): Promise<T> {
  const jobs = createExportJobs(profile, host);
  const job = await jobs.run(purpose);
  const folder = await openFolder(parent);
  try {
    const { mostBytes: maxBytes } = profile;
    const isArchive = archivesOf(profile);
    const download = { host, jobs, maxBytes, isArchive, signal: purpose.signal };
    const isSecret = hasCredentials(profile);
    const [secret, stored] = [true, false].map((wanted) => job.files.filter(({ name }) => isSecret(name) === wanted));
    await downloadFiles(download, job, stored!, folder.path);
    const streamed = streamedFiles(download, job, secret!);
    const delivery = createFilesSource({ ...profile, kind: 'files', folder: folder.path }, folder.path, streamed);
    return await delivery.withSnapshot((files) => work(withJob(files, job, profile)));
  } finally {
    await folder.remove();
  }
}

/** Tests a name: whether the profile reads files in an archive of this name, such as `all.zip/accounts-*.csv`. */
function archivesOf({ objects, handoff, identifiers }: BulkProfile): (name: string) => boolean {
  const sets = [...Object.values(objects), ...Object.values(handoff), ...Object.values(identifiers)];
  const archives = sets.flatMap(({ files }) => (files.includes('/') ? [matches(files.split('/')[0]!)] : []));
  return (name) => /\.zip$/i.test(name) && archives.some((test) => test(name));
}

/** The snapshot of the files, named by the job. Rows are counted by the server where it does. */
const withJob = (files: Snapshot, job: ExportJob, { objects }: BulkProfile): Snapshot => ({
  ...files,
  id: job.id,
  async moment(object) {
    const moment = await files.moment(object);
    return moment.by === 'files' ? { by: 'export', id: job.id, files: moment.files } : moment;
  },
  count: async (object) => announcedRows(job, objectProfile(objects, object).files) ?? (await files.count(object)),
});

/** The rows of an object by the server's own numbers; null when a file has none. */
function announcedRows(job: ExportJob, pattern: string): Count | null {
  const files = job.files.filter(({ name }) => matches(pattern)(unpackedName(name)));
  if (files.length === 0 || files.some(({ rows }) => rows == null)) return null;
  return { rows: files.reduce((sum, { rows }) => sum + (rows ?? 0), 0), isExact: true };
}
