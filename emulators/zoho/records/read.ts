import { failure, invalidId, missingParameter, noContent, Rejection, type Answer } from '../http/answers.ts';
import { pageOf, type Call } from '../http/call.ts';
import { compareIds, findByUnique, recordsById } from '../orgs/module-records.ts';
import type { Module, Row, StoredRecord } from '../orgs/org.ts';
import { externalKey, resolveId } from './external-ids.ts';
import { compare, rawValue } from './compare.ts';
import { recordsIn, viewOf } from './views.ts';
import { readPageToken, writePageToken, tokenLimit } from './page-token.ts';
import { nameAndId, renderFields, renderLine, renderTime, renderUser, renderRecord } from './render.ts';

const maxFields = 50;
/** Records that can be listed without a page token. */
const pageLimit = 2_000;
const sortFields = ['id', 'Created_Time', 'Modified_Time'];

/** The fields that `?fields=` requests. */
export function requestedFields(call: Call): string[] {
  const fields = call.query.get('fields')?.split(',').filter(Boolean) ?? [];
  if (fields.length === 0) throw new Rejection(missingParameter('fields'));
  if (fields.length > maxFields) {
    const details = { limit: maxFields, param_name: 'fields' };
    throw new Rejection(failure(400, 'LIMIT_EXCEEDED', 'the fields limit is exceeded', details));
  }
  return fields;
}

function requestedPageSize(call: Call): number {
  const perPage = Number(call.query.get('per_page') ?? 200);
  if (Number.isInteger(perPage) && perPage > 0 && perPage <= 200) return perPage;
  const details = { maximum_length: 200, param_name: 'per_page' };
  throw new Rejection(failure(400, 'INVALID_DATA', 'the per_page given seems to be invalid', details));
}

/** `GET /{module}`: by ids, modified since a time, or page by page. docs: get-records */
export function listRecords(call: Call, module: Module): Answer {
  const { query } = call;
  const fields = requestedFields(call);
  const perPage = requestedPageSize(call);
  if (module.name === 'Notes' && call.user.profile !== call.org.profiles[0]?.id) {
    return failure(403, 'NOT_SUPPORTED', 'only administrators can list notes');
  }
  const ids = query.get('ids')?.split(',');
  if (ids) return answerIds(call, module, fields, ids);
  const sort = query.get('sort_by') ?? 'id';
  if (!sortFields.includes(sort)) {
    return failure(400, 'INVALID_DATA', 'the sort_by given seems to be invalid', { param_name: 'sort_by' });
  }
  const since = modifiedSince(call);
  const token = readPageToken(call, module);
  const cvid = query.get('cvid');
  if (cvid !== null && query.has('sort_by')) {
    const details = { ambiguity_due_to: [{ param_name: 'cvid' }, { param_name: 'sort_by' }] };
    return failure(400, 'AMBIGUITY_DURING_PROCESSING', 'Ambiguity while processing the request', details);
  }
  if (token && query.has('page')) {
    const details = { ambiguity_due_to: [{ param_name: 'page' }, { param_name: 'page_token' }] };
    return failure(400, 'AMBIGUITY_DURING_PROCESSING', 'Ambiguity while processing the request', details);
  }
  const offset = token?.offset ?? (Math.max(1, Number(query.get('page') ?? 1) || 1) - 1) * perPage;
  if (!token && offset + perPage > pageLimit) {
    const message = 'You can only get the first 2000 records without using page_token param';
    return failure(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', message, { limit: pageLimit });
  }
  if (offset >= tokenLimit) {
    return failure(400, 'PAGINATION_LIMIT_EXCEEDED', 'limit of records reached', { limit: tokenLimit });
  }
  const descending = query.get('sort_order') !== 'asc';
  const order = { sort, descending, since, offset, perPage };
  if (module.kind === 'subform') return listLines(call, module, fields, order);
  const all = cvid === null ? recordsById(module) : recordsIn(call, module, viewOf(module, cvid));
  const { rows, total } = slice(module, all, order);
  if (total === 0 && since !== null) return { status: 304 };
  if (rows.length === 0) return noContent;
  const data = rows.map((record) => renderFields(call, module, record, fields));
  return {
    status: 200,
    body: { data, info: infoOf(call, module, { offset, perPage, total, count: rows.length, sort }) },
  };
}

function infoOf(
  call: Call,
  module: Module,
  page: { offset: number; perPage: number; total: number; count: number; sort: string },
): Row {
  const { offset, perPage, total, count, sort } = page;
  const more = offset + perPage < total;
  const token = more ? writePageToken(call, module, offset + perPage) : null;
  return {
    call: false,
    per_page: perPage,
    next_page_token: token?.text ?? null,
    count,
    sort_by: sort,
    page: Math.floor(offset / perPage) + 1,
    previous_page_token: offset > 0 ? writePageToken(call, module, Math.max(0, offset - perPage)).text : null,
    page_token_expiry: token ? renderTime(token.until, call.user.timeZone) : null,
    sort_order: call.query.get('sort_order') === 'asc' ? 'asc' : 'desc',
    email: false,
    more_records: more,
  };
}

interface Order {
  sort: string;
  descending: boolean;
  since: number | null;
  offset: number;
  perPage: number;
}

/** A page of a module's records. Copies the list only if it must be filtered or sorted. */
function slice(module: Module, found: StoredRecord[], order: Order): { rows: StoredRecord[]; total: number } {
  const { sort, descending, since, offset, perPage } = order;
  let all = found;
  if (since !== null) all = all.filter((record) => record.modifiedAt > since);
  if (sort === 'Modified_Time') {
    all = [...all].sort((a, b) => compare(rawValue(module, a, sort), rawValue(module, b, sort)));
  }
  const total = all.length;
  if (!descending) return { rows: all.slice(offset, offset + perPage), total };
  return { rows: all.slice(Math.max(0, total - offset - perPage), Math.max(0, total - offset)).reverse(), total };
}

/** The time in `If-Modified-Since`. Clients send it in ISO 8601, not as an HTTP date. */
export function modifiedSince(call: Call): number | null {
  const text = call.headers['if-modified-since'];
  const at = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function answerIds(call: Call, module: Module, fields: string[], ids: string[]): Answer {
  if (ids.length > 100) {
    return failure(400, 'LIMIT_EXCEEDED', 'the ids limit is exceeded', { limit: 100, param_name: 'ids' });
  }
  const key = externalKey(call, module);
  const found = ids.flatMap((id) => (key ? findByUnique(module, key, id) : module.records.get(id)) ?? []);
  if (found.length === 0) return noContent;
  const { shown, info } = pageOf(call, found);
  return { status: 200, body: { data: shown.map((record) => renderFields(call, module, record, fields)), info } };
}

/** Rows of a subform, listed like the records of a module. docs: subforms */
function listLines(call: Call, module: Module, fields: string[], order: Order): Answer {
  const { sort, descending, since, offset, perPage } = order;
  const all = [...linesOf(call, module)].filter(({ record }) => since === null || record.modifiedAt > since);
  const keys = { id: 'id', Created_Time: 'createdAt', Modified_Time: 'modifiedAt' } as const;
  const key = keys[sort as keyof typeof keys];
  const sign = descending ? -1 : 1;
  all.sort((a, b) => {
    const byTime = key === 'id' ? 0 : a.record[key] - b.record[key];
    return sign * (byTime || compareIds(String(a.line['id']), String(b.line['id'])));
  });
  const data = all.slice(offset, offset + perPage).map(({ line, record }): Row => {
    const row = renderLine(call, module, line, record);
    return { ...Object.fromEntries(fields.map((name) => [name, row[name] ?? null])), id: row['id'] };
  });
  if (all.length === 0 && since !== null) return { status: 304 };
  if (data.length === 0) return noContent;
  const page = { offset, perPage, total: all.length, count: data.length, sort };
  return { status: 200, body: { data, info: infoOf(call, module, page) } };
}

/** All rows of a subform with their records. */
export function* linesOf(call: Call, module: Module): Iterable<{ line: Row; record: StoredRecord }> {
  for (const owner of call.org.modules.values()) {
    if (![...owner.fields.values()].some((field) => field.subform === module.name)) continue;
    for (const record of owner.records.values()) for (const line of record.lines ?? []) yield { line, record };
  }
}

const maxWholeTexts = 200;

/** `GET /{module}/actions/fetch_full_data`: whole texts with formatting, of several records. docs: get-rich-text-fields */
export function readWholeTexts(call: Call, module: Module): Answer {
  const fields = requestedFields(call);
  const ids = call.query.get('ids')?.split(',').filter(Boolean) ?? [];
  if (ids.length === 0) return missingParameter('ids');
  if (ids.length > maxWholeTexts) {
    const details = { limit: maxWholeTexts, param_name: 'ids' };
    return failure(400, 'LIMIT_EXCEEDED', 'the ids limit is exceeded', details);
  }
  const data = ids.flatMap((id): Row[] => {
    const record = module.records.get(id);
    if (!record) return [];
    const whole = renderRecord(call, module, record);
    const known = fields.filter((name) => name in whole);
    return [{ id, ...Object.fromEntries(known.map((name) => [name, whole[name]])) }];
  });
  return data.length === 0 ? noContent : { status: 200, body: { data } };
}

/** One record by id, or by the external field that `X-EXTERNAL: {Module}.{field}` names. */
export function readRecord(call: Call, module: Module, given: string): Answer {
  const record = module.records.get(resolveId(call, module, given));
  if (!record) return missingRecord(call, module);
  const since = modifiedSince(call);
  if (since !== null && record.modifiedAt <= since) return { status: 304 };
  return { status: 200, body: { data: [renderRecord(call, module, record)] } };
}

const missingRecord = (call: Call, module: Module): Answer =>
  externalKey(call, module) === undefined
    ? invalidId()
    : failure(400, 'INVALID_DATA', 'The value of the external field is invalid.', { resource_path_index: 1 });

/** Additional delay of the count and the search index because of `lag` faults. */
export const lagOf = (call: Call): number =>
  call.faults.filter((rule) => rule.kind === 'lag').reduce((sum, rule) => sum + (rule.ms ?? 0), 0);

/** `GET /{module}/deleted`: records in the recycle bin, and permanently deleted ones. docs: get-deleted-records */
export function listDeleted(call: Call, module: Module): Answer {
  const type = call.query.get('type') ?? 'all';
  if (!['all', 'recycle', 'permanent'].includes(type)) {
    return failure(400, 'INVALID_DATA', 'the type given seems to be invalid', { param_name: 'type' });
  }
  const since = modifiedSince(call);
  const wanted = [...module.deleted.values()]
    .filter((one) => type === 'all' || one.permanent === (type === 'permanent'))
    .filter((one) => since === null || one.at > since)
    .reverse();
  const { shown, info } = pageOf(call, wanted);
  if (shown.length === 0) return since === null ? noContent : { status: 304 };
  const data = shown.map((one) => ({
    deleted_by: nameAndId(renderUser(call.org, one.by)),
    id: one.record.id,
    display_name: one.name,
    type: one.permanent ? 'permanent' : 'recycle',
    created_by: nameAndId(renderUser(call.org, one.record.createdBy)),
    deleted_time: renderTime(one.at, call.user.timeZone),
  }));
  return { status: 200, body: { data, info } };
}
