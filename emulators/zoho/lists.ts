import { failure, invalidModule, missingParameter, noContent, type Answer } from './answers.ts';
import { findByUnique, type Module, type Org, type Row, type Stored } from './org.ts';
import { renderRecord, type Clock } from './wire.ts';

/** Page tokens live a day and are bound to the parameters that they came with. docs: get-records */
const tokenLifeMs = 24 * 3_600_000;
const discreteLimit = 2_000;
const tokenLimit = 100_000;

interface PageToken {
  module: string;
  bound: string;
  offset: number;
  until: number;
}

const encode = (token: PageToken) => Buffer.from(JSON.stringify(token)).toString('base64url');
function decode(text: string): PageToken | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as PageToken;
  } catch {
    return null;
  }
}

/** `GET /{module}`: by ids, or page by page. */
export function listRecords(org: Org, module: Module, query: URLSearchParams, clock: Clock): Answer {
  const fields = query.get('fields')?.split(',');
  if (!fields) return missingParameter('fields');
  if (fields.length > 50)
    return failure(400, 'LIMIT_EXCEEDED', 'the fields limit is exceeded', { limit: 50, param_name: 'fields' });
  const perPage = Number(query.get('per_page') ?? 200);
  if (perPage > 200)
    return failure(400, 'INVALID_DATA', 'per_page is too large', { maximum_length: 200, param_name: 'per_page' });
  const ids = query.get('ids')?.split(',');
  if (ids) {
    const found = ids.slice(0, 100).flatMap((id) => module.records.get(id) ?? []);
    return answerPage(org, module, fields, found, {
      per_page: perPage,
      count: found.length,
      page: 1,
      more_records: false,
    });
  }
  const text = query.get('page_token');
  const bound = [...query].filter(([name]) => !['page', 'page_token'].includes(name)).join('&');
  const token = text === null ? null : decode(text);
  if (text !== null && (!token || token.module !== module.name)) {
    return failure(400, 'INVALID_DATA', 'invalid page token', { param_name: 'page_token' });
  }
  if (token && token.until < clock()) {
    const where = { api_name: 'page_token', json_path: '$.query.page_token' };
    return failure(400, 'EXPIRED_VALUE', 'Page token expired', where);
  }
  if (token && token.bound !== bound) {
    return failure(400, 'TOKEN_BOUND_DATA_MISMATCH', 'the parameters differ from those of the token', {});
  }
  if (token && query.has('page')) return failure(400, 'AMBIGUITY_DURING_PROCESSING', 'page and page_token', {});
  const page = Number(query.get('page') ?? 1);
  const offset = token?.offset ?? (page - 1) * perPage;
  if (!token && offset + perPage > discreteLimit) {
    const message = 'You can only get the first 2000 records without using page_token param';
    return failure(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', message, { limit: discreteLimit });
  }
  if (offset >= tokenLimit)
    return failure(400, 'PAGINATION_LIMIT_EXCEEDED', 'limit of records reached', { limit: tokenLimit });
  const all = [...module.records.values()];
  if (query.get('sort_order') !== 'asc') all.reverse();
  const found = all.slice(offset, offset + perPage);
  const more = offset + perPage < all.length;
  const next = encode({ module: module.name, bound, offset: offset + perPage, until: clock() + tokenLifeMs });
  return answerPage(org, module, fields, found, {
    per_page: perPage,
    count: found.length,
    page: offset / perPage + 1,
    sort_by: 'id',
    sort_order: query.get('sort_order') ?? 'desc',
    more_records: more,
    next_page_token: more ? next : null,
    previous_page_token: null,
    page_token_expiry: more ? new Date(clock() + tokenLifeMs).toISOString() : null,
  });
}

function answerPage(org: Org, module: Module, fields: string[], found: Stored[], info: Row): Answer {
  if (found.length === 0) return noContent;
  const data = found.map((record) => renderRecord(org, module, record, fields));
  return { status: 200, body: { data, info } };
}

/** One record by id, or by an external field named in `X-EXTERNAL: {Module}.{field}`. */
export function readRecord(org: Org, module: Module, id: string, external: string | undefined): Answer {
  const field = external
    ?.split(',')
    .map((part) => part.trim().split('.'))
    .find(([name]) => name === module.name)?.[1];
  const record = field ? findByUnique(module, field, decodeURIComponent(id)) : module.records.get(id);
  if (!record) return failure(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
  return { status: 200, body: { data: [renderRecord(org, module, record)] } };
}

export function countRecords(module: Module | undefined): Answer {
  return module ? { status: 200, body: { count: module.records.size } } : invalidModule();
}
