import { failure, invalidModule, invalidUrl, unparsable, type Answer } from './answers.ts';
import { runQuery } from './coql.ts';
import { countRecords, listRecords, readRecord } from './lists.ts';
import { createFields, deleteField, describeOrg, listDeleted, listFields, listModules, listUsers } from './metadata.ts';
import { findByUnique, type Module, type Org, type Row } from './org.ts';
import { deleteRecords, writeRecords } from './records.ts';
import type { Clock } from './wire.ts';

export interface Call {
  method: string;
  /** Below `/crm/v8`. */
  path: string;
  query: URLSearchParams;
  body: unknown;
  external: string | undefined;
}

const methodNotAllowed = () =>
  failure(400, 'INVALID_REQUEST_METHOD', 'The http request method type is not a valid one');
const notImitated = (call: Call) =>
  failure(
    501,
    'NOT_SUPPORTED',
    `This emulator does not imitate ${call.method} ${call.path}; its README lists what it does`,
  );

const bodyOf = (call: Call): Row | null =>
  typeof call.body === 'object' && call.body !== null && !Array.isArray(call.body) ? (call.body as Row) : null;

/** Answers one call of an org: one line per operation that is imitated. */
export function answerCall(org: Org, call: Call, clock: Clock): Answer {
  const [first = '', second, third, fourth] = call.path.split('/').filter(Boolean);
  const body = bodyOf(call);
  if (['POST', 'PUT', 'PATCH'].includes(call.method) && !body) return unparsable();
  if (first === 'org') return call.method === 'GET' ? describeOrg(org) : methodNotAllowed();
  if (first === 'users') return second ? oneUser(org, second) : listUsers(org, call.query);
  if (first === 'coql') return call.method === 'POST' ? runQuery(org, body?.['select_query']) : methodNotAllowed();
  if (first === 'settings') return answerSettings(org, call, second, third, body);
  const module = org.modules.get(first);
  if (!module) return /^[A-Z]\w*$/.test(first) ? invalidModule() : invalidUrl();
  return answerModule(org, module, call, [second, third, fourth], body, clock);
}

function oneUser(org: Org, id: string): Answer {
  const user = org.users.find((one) => one.id === id);
  if (!user) return failure(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
  return {
    status: 200,
    body: { users: [{ id, full_name: user.name, email: user.email, status: user.active ? 'active' : 'disabled' }] },
  };
}

function answerSettings(
  org: Org,
  call: Call,
  what: string | undefined,
  id: string | undefined,
  body: Row | null,
): Answer {
  if (what === 'modules' && call.method === 'GET') return listModules(org);
  if (what === 'fields' && call.method === 'GET' && !id) return listFields(org, call.query);
  if (what === 'fields' && call.method === 'POST') return createFields(org, call.query, body ?? {});
  if (what === 'fields' && call.method === 'DELETE' && id) return deleteField(org, call.query, id);
  return notImitated(call);
}

function answerModule(
  org: Org,
  module: Module,
  call: Call,
  [second, third]: (string | undefined)[],
  body: Row | null,
  clock: Clock,
): Answer {
  const { method, query } = call;
  if (second === undefined) {
    if (method === 'GET') return listRecords(org, module, query, clock);
    if (method === 'POST') return writeRecords(org, module, 'insert', body ?? {}, clock);
    if (method === 'PUT') return writeRecords(org, module, 'update', body ?? {}, clock);
    if (method === 'DELETE') return deleteRecords(org, module, query.get('ids')?.split(',') ?? [], clock);
    return methodNotAllowed();
  }
  if (second === 'upsert' && method === 'POST') return writeRecords(org, module, 'upsert', body ?? {}, clock);
  if (second === 'deleted' && method === 'GET') return listDeleted(module);
  if (second === 'actions' && third === 'count') return countRecords(module);
  if (third !== undefined || second === 'actions' || second === 'search') return notImitated(call);
  if (method === 'GET') return readRecord(org, module, second, call.external);
  const id = resolveId(module, second, call.external);
  if (method === 'PUT') {
    const data = ((body?.['data'] as Row[] | undefined) ?? []).map((row) => ({ ...row, id }));
    return writeRecords(org, module, 'update', { ...body, data }, clock);
  }
  return method === 'DELETE' ? deleteRecords(org, module, [id], clock) : methodNotAllowed();
}

/** With `X-EXTERNAL: {Module}.{field}` the path holds the external value instead of the id. */
function resolveId(module: Module, given: string, external: string | undefined): string {
  const field = external?.split('.')[1];
  return field ? (findByUnique(module, field, decodeURIComponent(given))?.id ?? given) : given;
}
