import { join } from 'node:path';
import { ConnectorError } from '../error.ts';
import { contractFailure, type Http } from './http.ts';
import { isApiName } from './names.ts';
import type { BulkResult, BulkState } from './port.ts';
import { openFolder } from '../temporary-files.ts';
import { readZip, type PackedCsv } from './zip.ts';

/** Maximum size of a compressed result, in bytes. */
const maxBytes = 2 ** 30;

/** States as spelled in the documentation, in the OpenAPI file and by the service, letters only. */
const states: Record<string, BulkState> = {
  ADDED: 'added',
  QUEUED: 'added',
  INPROGRESS: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  FAILURE: 'failed',
  SKIPPED: 'skipped',
};

/** @throws ConnectorError `contract` for an undocumented state */
export function bulkState(text: string): BulkState {
  const state = states[text.toUpperCase().replaceAll(/[^A-Z]/g, '')];
  if (!state) throw contractFailure('the state of a bulk job');
  return state;
}

interface EndedJob {
  state: BulkState;
  resultUrl: string | null;
}

/** Downloads the result of a job into a folder. Returns the path of the zip. */
export async function downloadResult(
  http: Http,
  job: EndedJob,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (job.resultUrl === null) {
    throw new ConnectorError(
      'not-found',
      `The bulk job has the state ${job.state} and no result file. Nothing was changed.`,
    );
  }
  const file = join(folder, 'result.zip');
  await http.download({ url: job.resultUrl, name: 'the result of a bulk job', file, maxBytes, signal });
  return file;
}

/** Downloads the result of a job and opens it. The file is deleted when the loop over its content ends. */
export async function* openResult(
  http: Http,
  job: EndedJob,
  { folder: parent, maxFiles }: { folder: string; maxFiles: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<PackedCsv> {
  const folder = await openFolder(parent);
  try {
    const file = await downloadResult(http, job, folder.path, signal);
    for await (const { name, rows } of readZip(file, maxFiles)) yield { name, rows: untilAborted(rows, signal) };
  } finally {
    await folder.remove();
  }
}

async function* untilAborted<T>(rows: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  for await (const row of rows) {
    signal?.throwIfAborted();
    yield row;
  }
}

/**
 * Reads the result of each row of a module. The first column is the first mapped one. docs: bulk-write/download-result
 */
export async function* readResults(module: string, rows: AsyncIterable<string[]>): AsyncGenerator<BulkResult> {
  let indexes: { status: number; id: number; errors: number } | null = null;
  for await (const row of rows) {
    if (!indexes) {
      // Zoho's three columns come last, so a mapped column with the same name is not confused with them.
      const [status, id, errors] = ['STATUS', 'RECORD_ID', 'ERRORS'].map((name) => row.lastIndexOf(name));
      indexes = { status: status ?? -1, id: id ?? -1, errors: errors ?? -1 };
      if (Math.min(indexes.status, indexes.id, indexes.errors) < 1) throw contractFailure('the result of a bulk job');
      continue;
    }
    const [key = ''] = row;
    yield { module, key, ...outcomeOf(row[indexes.status] ?? '', row[indexes.id] ?? '', row[indexes.errors] ?? '') };
  }
}

type Outcome<Result> = Result extends unknown ? Omit<Result, 'module' | 'key'> : never;

function outcomeOf(status: string, recordId: string, errors: string): Outcome<BulkResult> {
  const action = status.trim().toLowerCase();
  const id = /^\d+$/.test(recordId.trim()) ? recordId.trim() : null;
  if (action === 'added' || action === 'updated') {
    if (id === null) throw contractFailure('a row of a bulk job');
    return { ok: true, id, action };
  }
  if (action !== 'skipped' && action !== 'unprocessed') throw contractFailure('a row of a bulk job');
  const parsed = errorsOf(errors);
  const reason = parsed.map(({ code, columns }) => [code, ...columns].join(' ')).join('; ') || action.toUpperCase();
  const code = parsed[0]?.code ?? action.toUpperCase();
  return { ok: false, action, code, reason, ...(id === null ? {} : { duplicateId: id }) };
}

/** Parses `CODE-Col1,Col2:CODE2-Col3`. Anything else is left out, because it may be a value of the record. */
function errorsOf(text: string): { code: string; columns: string[] }[] {
  return text.split(':').flatMap((part) => {
    const [, code, columns = ''] = /^\s*([A-Z][A-Z_]{2,60})(?:-(.*))?$/s.exec(part) ?? [];
    if (!code) return [];
    return [
      {
        code,
        columns: columns
          .split(',')
          .map((name) => name.trim())
          .filter(isApiName),
      },
    ];
  });
}
