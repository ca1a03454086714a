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

/** Jobs that earlier attempts have started and paid for, by the number of their page, from 1. */
export interface StartedJobs {
  find(page: number): Promise<string | null>;
  keep(page: number, jobId: string): Promise<void>;
}

interface Question {
  module: string;
  fields: string[];
  folder: string;
  /** Default: each reading starts its own jobs. */
  jobs?: StartedJobs;
}

/**
 * All rows of a module, or of a subform such as `Invoiced_Items`, as CSV files in `folder`: one job and one file for each
 * 200,000 rows. A file may be deleted when the next one is asked for.
 * @throws ConnectorError `server-error` when a job fails
 */
export async function* readAllFiles(
  zoho: ReadsInBulk,
  { module, fields, folder, jobs }: Question,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let pageToken: string | null = null;
  const files: number[] = [];
  do {
    const page = files.length + 1;
    const job = await jobOfPage(zoho, { module, fields, page, pageToken, jobs }, signal);
    const since = files.at(-filesPerMinute);
    if (since !== undefined) await delay(Math.max(0, since + minuteMs - Date.now()), undefined, { signal });
    files.push(Date.now());
    const file = join(folder, `${module}-${page}.csv`);
    await zoho.bulkReadFile(job, file, signal);
    yield file;
    pageToken = job.nextPageToken;
  } while (pageToken !== null);
}

interface Page extends Pick<Question, 'module' | 'fields'> {
  page: number;
  pageToken: string | null;
  jobs: StartedJobs | undefined;
}

/** The job of a page when it has ended: the one that an earlier attempt started, unless that failed or is gone. */
async function jobOfPage(
  zoho: ReadsInBulk,
  { module, fields, page, pageToken, jobs }: Page,
  signal: AbortSignal,
): Promise<BulkReadJob> {
  const started = (await jobs?.find(page)) ?? null;
  const earlier = started === null ? null : await whenEnded(zoho, started, signal).catch(nullIfGone);
  if (earlier?.state === 'completed') return earlier;
  const { jobId } = await zoho.startBulkRead({ module, fields, ...(pageToken ? { pageToken } : {}) }, signal);
  await jobs?.keep(page, jobId);
  const job = await whenEnded(zoho, jobId, signal);
  if (job.state === 'completed') return job;
  throw new ConnectorError(
    'server-error',
    `Zoho's bulk read of ${module} ended with the state ${job.state}. Nothing was changed, and it is repeated.`,
  );
}

function nullIfGone(error: unknown): null {
  if (error instanceof ConnectorError && error.kind === 'not-found') return null;
  throw error;
}

async function whenEnded(zoho: ReadsInBulk, jobId: string, signal: AbortSignal): Promise<BulkReadJob> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.5)) {
    const job = await zoho.bulkReadJob(jobId, signal);
    if (['completed', 'failed', 'skipped'].includes(job.state)) return job;
    await delay(pauseMs, undefined, { signal });
  }
}
