import { failure, notImitated, tooManyRequests, type Answer } from '../http/answers.ts';
import { bodyRow, type Call, type Operation } from '../http/call.ts';
import { readForm } from '../http/multipart.ts';
import { storeFile } from '../files/operations.ts';
import type { Job } from '../orgs/org.ts';
import { renderTime } from '../records/render.ts';
import { runWrite } from './run-write.ts';
import { describeRead, readAccepted, readPlanOf, runRead } from './read-job.ts';
import { addJob, describeWrite, stateOf, writeAccepted, writePlanOf } from './write-job.ts';

const largestZip = 25 * 1024 * 1024;
const dayMs = 86_400_000;
const downloadsPerMinute = 10;

/** `POST /upload`, which Zoho has on another host. docs: bulk-write, upload-file */
async function upload(call: Call): Promise<Answer> {
  if (call.headers['feature'] !== 'bulk-write') {
    return failure(400, 'MANDATORY_NOT_FOUND', 'Required key feature is not available');
  }
  const org = call.headers['x-crm-org'];
  if (org === undefined) return failure(400, 'MANDATORY_NOT_FOUND', 'Required key x-crm-org is not available');
  if (org !== call.org.seed.id) return failure(400, 'INVALID_DATA', 'Invalid data - x-crm-org');
  const { files } = await readForm(call.headers, call.raw);
  const [file] = files;
  const isZip = file?.bytes.subarray(0, 2).toString('latin1') === 'PK';
  if (!file || !isZip) {
    return failure(400, 'INVALID_FILE_FORMAT', 'invalid file format. only zip format is supported');
  }
  if (file.bytes.length > largestZip) {
    return failure(413, 'FILE_TOO_LARGE', 'Import file size should be less than 25 mb.');
  }
  const details = { file_id: storeFile(call.org, file, call), created_time: renderTime(call.now, call.user.timeZone) };
  return { status: 200, body: { status: 'success', code: 'FILE_UPLOAD_SUCCESS', message: 'file uploaded.', details } };
}

/** Runs a job in the background. An error makes the job fail. */
function start(job: Job, work: Promise<void>): void {
  work.catch(() => {
    job.state = 'failed';
  });
}

async function createWrite(call: Call): Promise<Answer> {
  const plan = await writePlanOf(call);
  const job = addJob(call, 'write');
  start(job, runWrite(call, job, plan));
  return writeAccepted(call, job);
}

function createRead(call: Call): Answer {
  if (!/json/i.test(call.headers['content-type'] ?? '')) {
    return failure(415, 'UNSUPPORTED_MEDIA_TYPE', 'the Content-Type of the request is not supported');
  }
  if (bodyRow(call)['file_type'] === 'ics') return notImitated('exports no calendars');
  const plan = readPlanOf(call);
  const job = addJob(call, 'read');
  start(job, runRead(call, job, plan));
  return readAccepted(call, job);
}

const missingJob = (resource = '') =>
  failure(404, 'RESOURCE_NOT_FOUND', 'The requested resource does not exist', { resource });

function jobOf(call: Call, kind: Job['kind'], id = ''): Job | null {
  const job = call.org.jobs.get(id);
  return job?.kind === kind ? job : null;
}

/** The result of a job. It is available for seven days after a write and one day after a read. docs: bulk-write, bulk-read */
function download(call: Call, job: Job | null, lifeMs: number): Answer {
  if (!job?.result || stateOf(call, job) !== 'completed' || job.at + lifeMs < call.now) return missingJob(job?.id);
  job.downloads = job.downloads.filter((at) => at > call.now - 60_000);
  if (job.kind === 'read' && job.downloads.length >= downloadsPerMinute) return tooManyRequests();
  job.downloads.push(call.now);
  return { status: 200, file: { name: `${job.id}.zip`, type: 'application/zip', bytes: job.result } };
}

export const bulkOperations: Operation[] = [
  { call: 'POST /upload', scope: ['ZohoFiles.files', 'CREATE'], answer: upload },
  { call: 'POST /bulk/write', scope: ['bulk', 'CREATE'], cost: () => 500, answer: createWrite },
  {
    call: 'GET /bulk/write/{id}',
    scope: ['bulk', 'READ'],
    answer: (call, { id }) => {
      const job = jobOf(call, 'write', id);
      return job ? describeWrite(call, job) : missingJob(id);
    },
  },
  {
    call: 'GET /v7/crm/{org}/bulk-write/{id}/{file}',
    scope: ['bulk', 'READ'],
    cost: () => 0,
    answer: (call, { id }) => download(call, jobOf(call, 'write', id), 7 * dayMs),
  },
  { call: 'POST /bulk/read', scope: ['bulk', 'READ'], cost: () => 50, answer: createRead },
  {
    call: 'GET /bulk/read/{id}',
    scope: ['bulk', 'READ'],
    answer: (call, { id }) => {
      const job = jobOf(call, 'read', id);
      return job ? describeRead(call, job) : missingJob(id);
    },
  },
  {
    call: 'GET /bulk/read/{id}/result',
    scope: ['bulk', 'READ'],
    answer: (call, { id }) => download(call, jobOf(call, 'read', id), dayMs),
  },
];
