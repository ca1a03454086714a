import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectorError } from '../error.ts';
import type { BulkReadJob, RunsBulkJobs } from './port.ts';

/** Pauses between two questions for the state of a job: each costs a credit, and a large job takes minutes. */
const firstPauseMs = 200;
const longestPauseMs = 15_000;

/** Zoho gives out ten files a minute. docs: bulk-read, download-result */
const filesPerMinute = 10;
const minuteMs = 60_000;

export type ReadsInBulk = Pick<RunsBulkJobs, 'startBulkRead' | 'bulkReadJob' | 'bulkReadFile'>;

/**
 * All rows of a module, or of a subform such as `Invoiced_Items`, as CSV files in `folder`: one job and one file for each
 * 200,000 rows. A file may be deleted when the next one is asked for.
 * @throws ConnectorError `server-error` when a job fails
 */
export async function* readAllFiles(
  zoho: ReadsInBulk,
  { module, fields, folder }: { module: string; fields: string[]; folder: string },
  signal: AbortSignal,
): AsyncGenerator<string> {
  let pageToken: string | null = null;
  const files: number[] = [];
  do {
    const { jobId } = await zoho.startBulkRead({ module, fields, ...(pageToken ? { pageToken } : {}) }, signal);
    const job = await whenEnded(zoho, module, jobId, signal);
    const since = files.at(-filesPerMinute);
    if (since !== undefined) await delay(Math.max(0, since + minuteMs - Date.now()), undefined, { signal });
    files.push(Date.now());
    const file = join(folder, `${module}-${files.length}.csv`);
    await zoho.bulkReadFile(job, file, signal);
    yield file;
    pageToken = job.nextPageToken;
  } while (pageToken !== null);
}

async function whenEnded(zoho: ReadsInBulk, module: string, jobId: string, signal: AbortSignal): Promise<BulkReadJob> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const job = await zoho.bulkReadJob(jobId, signal);
    if (job.state === 'completed') return job;
    if (job.state === 'failed' || job.state === 'skipped')
      throw new ConnectorError(
        'server-error',
        `Zoho's bulk read of ${module} ended with the state ${job.state}. Nothing was changed, and it is repeated.`,
      );
    await delay(pauseMs, undefined, { signal });
  }
}
