import { setImmediate as nextTurn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { failure, itemSuccess, missingKey, Rejection, type Answer } from '../http/answers.ts';
import { bodyRow, type Call } from '../http/call.ts';
import { recordsById } from '../orgs/module-records.ts';
import type { Job, Module, Row, StoredRecord, View } from '../orgs/org.ts';
import { checkCriteria, matches } from '../records/criteria.ts';
import { checkPath, valueAt } from '../records/coql/conditions.ts';
import { checkAccess } from '../records/modules.ts';
import { linesOf } from '../records/read.ts';
import { renderField, renderLine, renderTime, renderUser } from '../records/render.ts';
import { recordsIn, viewOf } from '../records/views.ts';
import { zip } from './archive.ts';
import { stateOf } from './write-job.ts';

const pageSize = 200_000;
const maxFields = 200;
const tokenLifeMs = 24 * 3_600_000;
const unsupported = new Set(['Notes', 'Attachments', 'Emails']);

export interface ReadPlan {
  module: Module;
  fields: string[];
  criteria: Row | null;
  view: View | null;
  page: number;
}

/** Reads the request of a job, and rejects invalid ones. docs: bulk-read, create-job */
export function readPlanOf(call: Call): ReadPlan {
  const query = bodyRow(call)['query'] as Row | undefined;
  if (!query) throw new Rejection(missingKey('query'));
  const name = String((query['module'] as Row | undefined)?.['api_name'] ?? query['module'] ?? '');
  const module = call.org.modules.get(name);
  if (!module || unsupported.has(name)) {
    const where = { api_name: 'module', json_path: '$.query.module' };
    throw new Rejection(failure(400, 'INVALID_DATA', 'invalid data', where));
  }
  checkAccess(call, module);
  const fields = (query['fields'] as string[] | undefined) ?? ['id', ...plainFields(module)];
  if (fields.length > maxFields)
    throw new Rejection(failure(400, 'LIMIT_EXCEEDED', 'fields limit exceeded', { limit: maxFields }));
  for (const field of fields) checkPath({ org: call.org, module }, field.split('.'), 'fields');
  const criteria = (query['criteria'] as Row | undefined) ?? null;
  if (criteria) checkCriteria(module, criteria);
  const view = typeof query['cvid'] === 'string' ? viewOf(module, query['cvid']) : null;
  const token = query['page_token'];
  const page = token === undefined ? Math.max(1, Number(query['page'] ?? 1)) : pageOf(call, String(token));
  return { module, fields, criteria, view, page };
}

const plainFields = (module: Module) =>
  [...module.fields.values()].filter((field) => field.type !== 'subform').map((field) => field.apiName);

const writeToken = (call: Call, page: number): string =>
  Buffer.from(JSON.stringify({ user: call.user.id, page, until: call.now + tokenLifeMs })).toString('base64url');

/** The page of a token. Tokens are valid for a day and for one user. */
function pageOf(call: Call, token: string): number {
  const where = { api_name: 'page_token', json_path: '$.query.page_token' };
  try {
    const read = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      user: string;
      page: number;
      until: number;
    };
    if (read.user === call.user.id && read.until >= call.now) return read.page;
  } catch {
    // Not a valid token: rejected below.
  }
  throw new Rejection(failure(400, 'INVALID_DATA', 'invalid data', where));
}

export async function runRead(call: Call, job: Job, plan: ReadPlan): Promise<void> {
  await nextTurn();
  if (call.faults.some((rule) => rule.kind === 'job-failure')) {
    job.state = 'failed';
    return;
  }
  const rows = rowsOf(call, plan);
  const from = (plan.page - 1) * pageSize;
  const shown = rows.slice(from, from + pageSize);
  const more = from + pageSize < rows.length;
  const lines: string[][] = [];
  for (const [place, read] of shown.entries()) {
    if (place % 5_000 === 4_999) await nextTurn();
    lines.push(plan.fields.map((name) => textOf(read(name))));
  }
  job.result = await zip([[`${job.id}.csv`, stringify([plan.fields, ...lines])]]);
  job.report = {
    page: plan.page,
    per_page: pageSize,
    count: shown.length,
    download_url: `/crm/bulk/v8/read/${job.id}/result`,
    more_records: more,
    next_page_token: more ? writeToken(call, plan.page + 1) : null,
  };
  job.state = 'completed';
}

/** A row as a function from a field to its value, so that only the rows of one page are rendered. */
type ReadRow = (name: string) => unknown;

/** The rows that meet the criteria and are in the view: records, or lines of a subform. */
function rowsOf(call: Call, plan: ReadPlan): ReadRow[] {
  const { module, criteria, view } = plan;
  const isWanted = (record: StoredRecord) => !criteria || matches(call, module, record, criteria);
  if (module.kind === 'subform') return lineRows(call, module, isWanted);
  const records = view ? recordsIn(call, module, view) : recordsById(module);
  return records
    .filter(isWanted)
    .map((record) => rowOf(call, module, record, (name) => renderField(call, module, record, name)));
}

function lineRows(call: Call, module: Module, isWanted: (line: StoredRecord) => boolean): ReadRow[] {
  return [...linesOf(call, module)].flatMap(({ line, record }) => {
    // A line has the times of its record.
    const own: StoredRecord = { ...record, id: String(line['id']), values: line, lines: null };
    if (!isWanted(own)) return [];
    const rendered = renderLine(call, module, line, record);
    return [rowOf(call, module, own, (name) => rendered[name])];
  });
}

/** A path such as `Owner.email` leads to a value of another record. */
const rowOf =
  (call: Call, module: Module, record: StoredRecord, render: ReadRow): ReadRow =>
  (name) => {
    const path = name.split('.');
    return path.length > 1 ? valueAt({ org: call.org, module }, record, path) : render(name);
  };

/** A value as a CSV cell: the id of a lookup, a list separated by semicolons. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(textOf).join(';');
  if (typeof value === 'object') return String((value as Row)['id'] ?? (value as Row)['name'] ?? JSON.stringify(value));
  return String(value);
}

const stateNames = { added: 'ADDED', running: 'IN PROGRESS', completed: 'COMPLETED', failed: 'FAILURE' };

const createdBy = (call: Call, job: Job): Row => {
  const { id, name } = renderUser(call.org, job.by);
  return { id, name };
};

export function readAccepted(call: Call, job: Job): Answer {
  const details = {
    id: job.id,
    operation: 'read',
    state: 'ADDED',
    created_by: createdBy(call, job),
    created_time: renderTime(job.at, call.user.timeZone),
  };
  const item = { ...itemSuccess('Added successfully.', details), code: 'ADDED_SUCCESSFULLY' };
  return { status: 201, body: { data: [item], info: {} } };
}

/** `GET /bulk/v8/read/{id}`. docs: bulk-read, job-details */
export function describeRead(call: Call, job: Job): Answer {
  const state = stateOf(call, job);
  const query = job.body['query'] as Row;
  const module = call.org.modules.get(String((query['module'] as Row | undefined)?.['api_name'] ?? query['module']));
  const data: Row = {
    id: job.id,
    operation: 'read',
    state: stateNames[state],
    query: {
      page: 1,
      cvid: null,
      criteria: null,
      file_type: null,
      ...query,
      module: { api_name: module?.name, id: module?.id },
    },
    created_by: createdBy(call, job),
    created_time: renderTime(job.at, call.user.timeZone),
    file_type: job.body['file_type'] ?? 'csv',
    ...(state === 'completed' ? { result: job.report } : {}),
  };
  return { status: 200, body: { data: [data] } };
}
