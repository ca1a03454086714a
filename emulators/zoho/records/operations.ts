import {
  failure,
  invalidId,
  itemError,
  itemSuccess,
  itemsAnswer,
  missingKey,
  notImitated,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, bodyRow, type Call, type Operation } from '../http/call.ts';
import type { Module, Row } from '../orgs/org.ts';
import { runQuery } from './coql/run.ts';
import { cloneOperations } from './clone.ts';
import { historyOperations } from './history.ts';
import { massUpdateOperations } from './mass-update.ts';
import { viewOperations } from './views.ts';
import { deletionOperations } from './delete.ts';
import { resolveId } from './external-ids.ts';
import { lockConfigurationOperations } from './lock-configurations.ts';
import { isLocked, recordLocked } from './lock-rules.ts';
import { lockOperations } from './locks.ts';
import { moduleInPath } from './modules.ts';
import { isAssignable } from './render.ts';
import { countRecords } from './count.ts';
import { listDeleted, listRecords, readRecord, readWholeTexts } from './read.ts';
import { relatedOperations } from './related.ts';
import { searchRecords } from './search.ts';
import { tagOperations } from './tags.ts';
import { writeRecords } from './write.ts';

const sizeOf = (call: Call): number => bodyList(call, 'data')?.length ?? 0;
/** One credit for ten records. docs: api-limits */
const writeCost = (call: Call): number => Math.max(1, Math.ceil(sizeOf(call) / 10));
const manyRecords = (call: Call): boolean => sizeOf(call) > 10;

/** `POST /{module}/actions/change_owner` and `POST /{module}/{id}/actions/change_owner`. docs: change-owner */
function changeOwner(call: Call, module: Module, ids: unknown): Answer {
  const { owner: given, related_modules: related } = bodyRow(call);
  if (Array.isArray(related) && related.length > 0) return notImitated('does not change the owners of related records');
  const owner = (given as Row | undefined)?.['id'];
  if (owner === undefined) return missingKey('owner');
  if (!Array.isArray(ids)) return missingKey('ids');
  if (ids.length > 500) return failure(400, 'LIMIT_EXCEEDED', 'count of ids exceeds the limit', { limit: 500 });
  if (!isAssignable(call.org, owner)) {
    const where = { api_name: 'id', json_path: '$.owner.id' };
    return failure(400, 'INVALID_DATA', 'invalid data', where);
  }
  const items = ids.map((id, place): Item => {
    const record = module.records.get(String(id));
    if (!record) return itemError('INVALID_DATA', 'the id given seems to be invalid', { id: String(id) });
    if (isLocked(call, module, record, 'change_owner')) return recordLocked(`$.ids[${place}]`);
    record.values['Owner'] = owner;
    record.modifiedAt = call.now;
    record.modifiedBy = call.user.id;
    return itemSuccess('owner updated successfully', { id: record.id });
  });
  return itemsAnswer(items, 200);
}

function updateById(call: Call, module: Module, given: string): Answer {
  const id = resolveId(call, module, given);
  if (!module.records.has(id)) return invalidId();
  const data = bodyList(call, 'data')?.map((row) => ({ ...row, id })) ?? null;
  const byId = { ...call, headers: { ...call.headers, 'x-external': undefined } };
  return writeRecords(byId, module, 'update', data);
}

/** The `limit` of a query, which decides its cost. */
const limitOf = (call: Call): number =>
  Number(/limit\s+(?:\d+\s*,\s*)?(\d+)/i.exec(String(bodyRow(call)['select_query']))?.[1] ?? 200);

export const recordOperations: Operation[] = [
  {
    call: 'POST /coql',
    scope: ['coql', 'READ'],
    cost: (call) => (limitOf(call) <= 200 ? 1 : limitOf(call) <= 1_000 ? 2 : 3),
    heavy: () => true,
    answer: runQuery,
  },
  {
    call: 'GET /{module}',
    scope: ['modules', 'READ'],
    cost: (call) => (call.query.has('cvid') ? 3 : 1),
    heavy: (call) => call.query.has('cvid') || call.query.has('sort_by'),
    answer: (call, params) => listRecords(call, moduleInPath(call, params)),
  },
  {
    call: 'POST /{module}',
    scope: ['modules', 'CREATE'],
    cost: writeCost,
    heavy: manyRecords,
    answer: (call, params) => writeRecords(call, moduleInPath(call, params), 'insert'),
  },
  {
    call: 'PUT /{module}',
    scope: ['modules', 'UPDATE'],
    cost: writeCost,
    heavy: manyRecords,
    answer: (call, params) => writeRecords(call, moduleInPath(call, params), 'update'),
  },
  {
    call: 'POST /{module}/upsert',
    scope: ['modules', 'CREATE'],
    cost: writeCost,
    heavy: manyRecords,
    answer: (call, params) => writeRecords(call, moduleInPath(call, params), 'upsert'),
  },
  {
    call: 'GET /{module}/deleted',
    scope: ['modules', 'READ'],
    answer: (call, params) => listDeleted(call, moduleInPath(call, params)),
  },
  {
    call: 'GET /{module}/search',
    scope: ['modules', 'READ'],
    heavy: () => true,
    answer: (call, params) => searchRecords(call, moduleInPath(call, params)),
  },
  {
    call: 'GET /{module}/actions/count',
    scope: ['modules', 'READ'],
    answer: (call, params) => countRecords(call, moduleInPath(call, params)),
  },
  {
    call: 'GET /{module}/{id}',
    scope: ['modules', 'READ'],
    answer: (call, params) => readRecord(call, moduleInPath(call, params), params['id'] ?? ''),
  },
  {
    call: 'GET /{module}/actions/fetch_full_data',
    scope: ['modules', 'READ'],
    answer: (call, params) => readWholeTexts(call, moduleInPath(call, params)),
  },
  {
    call: 'GET /{module}/{id}/actions/fetch_full_data',
    scope: ['modules', 'READ'],
    answer: (call, params) => readRecord(call, moduleInPath(call, params), params['id'] ?? ''),
  },
  {
    call: 'PUT /{module}/{id}',
    scope: ['modules', 'UPDATE'],
    answer: (call, params) => updateById(call, moduleInPath(call, params), params['id'] ?? ''),
  },
  {
    call: 'POST /{module}/actions/change_owner',
    scope: ['change_owner', 'CREATE'],
    answer: (call, params) => changeOwner(call, moduleInPath(call, params), bodyRow(call)['ids']),
  },
  {
    call: 'POST /{module}/{id}/actions/change_owner',
    scope: ['change_owner', 'CREATE'],
    answer: (call, params) => changeOwner(call, moduleInPath(call, params), [params['id']]),
  },
  ...viewOperations,
  ...massUpdateOperations,
  ...cloneOperations,
  ...historyOperations,
  ...deletionOperations,
  ...tagOperations,
  ...lockOperations,
  ...lockConfigurationOperations,
  ...relatedOperations,
];
