import { failure, itemSuccess, missingKey, noContent, invalidId, type Answer } from '../http/answers.ts';
import { bodyList, type Call, type Operation, type Params } from '../http/call.ts';
import { nextId, type Module, type Row, type StoredRecord } from '../orgs/org.ts';
import { canLock } from './lock-configurations.ts';
import { ruleOf } from './lock-rules.ts';
import { moduleInPath } from './modules.ts';
import { displayName, nameAndId, renderTime, renderUser } from './render.ts';

function recordOf(call: Call, params: Params): { module: Module; record: StoredRecord } | Answer {
  const module = moduleInPath(call, params);
  const record = module.records.get(params['id'] ?? '');
  return record ? { module, record } : invalidId();
}

/** Locks a record by hand. docs: lock-records */
function lockRecord(call: Call, params: Params): Answer {
  const found = recordOf(call, params);
  if ('status' in found) return found;
  const { module, record } = found;
  if (!canLock(module)) return failure(400, 'NOT_ALLOWED', 'the module does not support record locking');
  if (record.lock || ruleOf(call, module, record)) return failure(403, 'NOT_ALLOWED', 'Record is already locked.');
  const [given] = bodyList(call, 'data') ?? [];
  if (!given) return missingKey('data');
  const id = nextId(call.org);
  record.lock = { id, reason: String(given['Locked_Reason__s'] ?? ''), at: call.now, by: call.user.id };
  const who = nameAndId(renderUser(call.org, call.user.id));
  const at = renderTime(call.now, call.user.timeZone);
  const details = { Modified_Time: at, Modified_By: who, Created_Time: at, id, Created_By: who };
  return { status: 201, body: { data: [itemSuccess('record added', details)] } };
}

/** How a record is locked: by hand, or by which rule of which configuration. docs: get-record-locking-information */
function lockOf(call: Call, module: Module, record: StoredRecord): Row | null {
  const { lock } = record;
  const applied = lock ? null : ruleOf(call, module, record);
  if (!lock && !applied) return null;
  return {
    id: lock?.id ?? String(applied?.part['id'] ?? applied?.rule.id),
    Locked_Reason__s: lock?.reason ?? null,
    Locked_Time__s: renderTime(lock?.at ?? record.modifiedAt, call.user.timeZone),
    Locked_By__s: lock ? renderUser(call.org, lock.by) : null,
    Lock_Source__s: lock ? 'Manual' : 'Automatic',
    Locked_For__s: {
      module: { api_name: module.name, id: module.id },
      name: displayName(module, record),
      id: record.id,
    },
    Record_Locking_Configuration_Id__s: applied?.rule.id ?? null,
    Record_Locking_Rule_Id__s: applied?.part['id'] ?? null,
    Parent_Id: { id: record.id },
  };
}

function readLock(call: Call, params: Params): Answer {
  const found = recordOf(call, params);
  if ('status' in found) return found;
  const row = lockOf(call, found.module, found.record);
  if (!row) return noContent;
  const info = { per_page: 200, count: 1, page: 1, more_records: false };
  return { status: 200, body: { data: [row], info } };
}

function unlock(call: Call, params: Params): Answer {
  const found = recordOf(call, params);
  if ('status' in found) return found;
  const { module, record } = found;
  if (!record.lock || record.lock.id !== params['lock']) {
    // A record that a rule locks can't be unlocked by hand.
    return ruleOf(call, module, record) ? failure(403, 'NOT_ALLOWED', 'Record is locked automatically.') : invalidId(3);
  }
  const { id } = record.lock;
  record.lock = null;
  return { status: 200, body: { data: [itemSuccess('relation removed', { id })] } };
}

const path = '/{module}/{id}/Locking_Information__s';
export const lockOperations: Operation[] = [
  { call: `GET ${path}`, scope: ['modules', 'READ'], answer: readLock },
  { call: `POST ${path}`, scope: ['modules', 'CREATE'], answer: lockRecord },
  { call: `DELETE ${path}/{lock}`, scope: ['modules', 'DELETE'], answer: unlock },
];
