import { join } from 'node:path';
import { ConnectorError } from '../error.ts';
import { contractFailure, type Http } from './http.ts';
import type { BulkResult, BulkState } from './port.ts';
import { openFolder } from '../temporary-files.ts';
import { readZip, type PackedCsv } from './zip.ts';

/** Bytes that a packed result may have. */
const mostBytes = 2 ** 30;

/** States in the spellings of documents, OpenAPI file and service, letters only. */
const states: Record<string, BulkState> = {
  ADDED: 'added',
  QUEUED: 'added',
  INPROGRESS: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  FAILURE: 'failed',
  SKIPPED: 'skipped',
};

/** @throws ConnectorError `contract` for a state that no document names */
export function bulkState(text: string): BulkState {
  const state = states[text.toUpperCase().replaceAll(/[^A-Z]/g, '')];
  if (!state) throw contractFailure('the state of a bulk job');
  return state;
}

/** Brings the result of a job to disk and opens it; it is gone from the disk when the loop over it ends. */
export async function* openResult(
  http: Http,
  job: { state: BulkState; resultUrl: string | null },
  { folder: parent, mostFiles }: { folder: string; mostFiles: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<PackedCsv> {
  if (job.resultUrl === null) {
    throw new ConnectorError('not-found', `The bulk job is ${job.state} and has no result file. Nothing was changed.`);
  }
  const folder = await openFolder(parent);
  try {
    const file = join(folder.path, 'result.zip');
    await http.download({ url: job.resultUrl, name: 'the result of a bulk job', file, mostBytes, signal });
    for await (const { name, rows } of readZip(file, mostFiles)) yield { name, rows: untilAborted(rows, signal) };
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

/** What a result file says of each row of one module. Its first column is the first that was mapped. docs: bulk-write/download-result */
export async function* readResults(module: string, rows: AsyncIterable<string[]>): AsyncGenerator<BulkResult> {
  let places: { status: number; id: number; errors: number } | null = null;
  for await (const row of rows) {
    if (!places) {
      // Ours stand before Zoho's three, so that a mapped column of the same name is not taken for one of them.
      const [status, id, errors] = ['STATUS', 'RECORD_ID', 'ERRORS'].map((name) => row.lastIndexOf(name));
      places = { status: status ?? -1, id: id ?? -1, errors: errors ?? -1 };
      if (Math.min(places.status, places.id, places.errors) < 1) throw contractFailure('the result of a bulk job');
      continue;
    }
    const [key = ''] = row;
    yield { module, key, ...outcomeOf(row[places.status] ?? '', row[places.id] ?? '', row[places.errors] ?? '') };
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
  const told = errorsOf(errors);
  const reason = told.map(({ code, columns }) => [code, ...columns].join(' ')).join('; ') || action.toUpperCase();
  const code = told[0]?.code ?? action.toUpperCase();
  return { ok: false, action, code, reason, ...(id === null ? {} : { duplicateId: id }) };
}

/** Reads `CODE-Col1,Col2:CODE2-Col3`; whatever doesn't look like a code or an API name is left out, for it may be a value. */
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

/** Of a field, or of a field of a looked-up record, `Account_Name.Portage_Key`. */
const isApiName = (text: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_$]{0,99}(?:\.[A-Za-z][A-Za-z0-9_$]{0,99})?$/.test(text);
