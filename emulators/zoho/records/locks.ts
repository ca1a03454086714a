import { failure, itemSuccess, missingKey, noContent, invalidId, type Answer } from '../http/answers.ts';
import { bodyList, type Call, type Operation, type Params } from '../http/call.ts';
import { nextId, type LockRule, type Module, type Row, type StoredRecord } from '../orgs/org.ts';
import { moduleInQuery, moduleInPath } from './modules.ts';
import { renderTime, renderUser } from './render.ts';
import { matches } from './criteria.ts';

/** Modules that have record locking. docs: lock-records */
const lockable = new Set([
  ...['Leads', 'Accounts', 'Contacts', 'Deals', 'Tasks', 'Vendors', 'Price_Books', 'Quotes', 'Sales_Orders'],
  ...['Purchase_Orders', 'Invoices'],
]);
const canLock = (module: Module) => lockable.has(module.name) || module.kind === 'custom';

/** Whether the caller can't change a record: it is locked by hand, or by a configuration whose criteria it meets. */
export function isLocked(call: Call, module: Module, record: StoredRecord): boolean {
  if (record.lock) return true;
  return module.locks.some((rule) => applies(call, module, record, rule));
}

function applies(call: Call, module: Module, record: StoredRecord, { body }: LockRule): boolean {
  const excluded = (body['lock_excluded_profiles'] as Row[] | undefined) ?? [];
  if (excluded.some((profile) => profile['id'] === call.user.profile)) return false;
  const rules = (body['locking_rules'] as Row[] | undefined) ?? [];
  return rules.some((rule) => matches(call, module, record, rule['criteria'] as Row));
}

const checkLockable = (module: Module): Answer | null =>
  canLock(module) ? null : failure(400, 'NOT_ALLOWED', 'the module does not support record locking');

function listRules(call: Call): Answer {
  const { locks } = moduleInQuery(call);
  if (locks.length === 0) return noContent;
  return { status: 200, body: { record_locking_configurations: locks.map((rule) => ({ ...rule.body, id: rule.id })) } };
}

function createRule(call: Call): Answer {
  const module = moduleInQuery(call);
  const rejection = checkLockable(module);
  if (rejection) return rejection;
  const [body] = bodyList(call, 'record_locking_configurations') ?? [];
  if (!body) return missingKey('record_locking_configurations');
  if (module.locks.length > 0) {
    return failure(400, 'DUPLICATE_DATA', 'the module has a record locking configuration', { api_name: 'module' });
  }
  const id = nextId(call.org);
  const who = { ...renderUser(call.org, call.user.id) };
  delete who['email'];
  const at = renderTime(call.now, call.user.timeZone);
  module.locks.push({
    id,
    body: {
      ...body,
      feature_type: 'record_locking',
      created_time: at,
      modified_time: at,
      created_by: who,
      modified_by: who,
    },
  });
  const item = itemSuccess('record locking configuration created successfully', { id });
  return { status: 201, body: { record_locking_configurations: [item] } };
}

function deleteRule(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  if (!module.locks.some((rule) => rule.id === id)) return invalidId(2);
  module.locks = module.locks.filter((rule) => rule.id !== id);
  const item = itemSuccess('record locking configuration deleted successfully', { id });
  return { status: 200, body: { record_locking_configurations: [item] } };
}

function recordOf(call: Call, params: Params): { module: Module; record: StoredRecord } | Answer {
  const module = moduleInPath(call, params);
  const record = module.records.get(params['id'] ?? '');
  return record ? { module, record } : invalidId();
}

function lockRecord(call: Call, params: Params): Answer {
  const found = recordOf(call, params);
  if ('status' in found) return found;
  const { module, record } = found;
  const rejection = checkLockable(module);
  if (rejection) return rejection;
  if (isLocked(call, module, record)) return failure(403, 'NOT_ALLOWED', 'Record is already locked.');
  const [given] = bodyList(call, 'data') ?? [];
  if (!given) return missingKey('data');
  const id = nextId(call.org);
  record.lock = { id, reason: String(given['Locked_Reason__s'] ?? ''), at: call.now, by: call.user.id };
  const who = { ...renderUser(call.org, call.user.id) };
  delete who['email'];
  const at = renderTime(call.now, call.user.timeZone);
  const details = { Modified_Time: at, Modified_By: who, Created_Time: at, id, Created_By: who };
  return { status: 201, body: { data: [itemSuccess('record added', details)] } };
}

function readLock(call: Call, params: Params): Answer {
  const found = recordOf(call, params);
  if ('status' in found) return found;
  const { lock } = found.record;
  if (!lock) return noContent;
  const row = {
    id: lock.id,
    Locked_Reason__s: lock.reason,
    Locked_Time__s: renderTime(lock.at, call.user.timeZone),
    Locked_By__s: renderUser(call.org, lock.by),
    Parent_Id: { id: found.record.id },
  };
  const info = { per_page: 200, count: 1, page: 1, more_records: false };
  return { status: 200, body: { data: [row], info } };
}

function unlock(call: Call, params: Params): Answer {
  const found = recordOf(call, params);
  if ('status' in found) return found;
  const { module, record } = found;
  if (!record.lock || record.lock.id !== params['lock']) {
    // A record that a rule locks can't be unlocked by hand.
    return isLocked(call, module, record)
      ? failure(403, 'NOT_ALLOWED', 'Record is locked automatically.')
      : invalidId(3);
  }
  const { id } = record.lock;
  record.lock = null;
  return { status: 200, body: { data: [itemSuccess('relation removed', { id })] } };
}

const path = '/{module}/{id}/Locking_Information__s';
export const lockOperations: Operation[] = [
  {
    call: 'GET /settings/record_locking_configurations',
    scope: ['settings.record_locking_configurations', 'READ'],
    answer: listRules,
  },
  {
    call: 'POST /settings/record_locking_configurations',
    scope: ['settings.record_locking_configurations', 'CREATE'],
    answer: createRule,
  },
  {
    call: 'DELETE /settings/record_locking_configurations/{rule}',
    scope: ['settings.record_locking_configurations', 'DELETE'],
    answer: (call, { rule = '' }) => deleteRule(call, rule),
  },
  { call: `GET ${path}`, scope: ['modules', 'READ'], answer: readLock },
  { call: `POST ${path}`, scope: ['modules', 'CREATE'], answer: lockRecord },
  { call: `DELETE ${path}/{lock}`, scope: ['modules', 'DELETE'], answer: unlock },
];
