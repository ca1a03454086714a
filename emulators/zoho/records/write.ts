import { failure, itemError, itemsAnswer, missingKey, tooManyRecords, type Answer } from '../http/answers.ts';
import { bodyList, bodyRow, type Call } from '../http/call.ts';
import { findByUnique } from '../orgs/module-records.ts';
import type { Module } from '../orgs/org.ts';
import { systemKeys } from '../orgs/standard-modules.ts';
import { externalKey, externalLookupsOf } from './external-ids.ts';
import { recordLocked } from './lock-rules.ts';
import { insertOne, updateOne, upsertOne } from './write-record.ts';

export type WriteOperation = 'insert' | 'update' | 'upsert';

const hasUpsert = (module: Module) => module.name in systemKeys || module.kind === 'custom';

/** The `duplicate_check_fields` of an upsert. They must be unique, or the module's system field. docs: upsert-records */
function duplicateCheckFields(call: Call, module: Module): string[] | Answer {
  const given = bodyRow(call)['duplicate_check_fields'];
  if (given === undefined) return [];
  const names = Array.isArray(given) ? (given as string[]) : [];
  const invalid = names.findIndex(
    (name) => !module.fields.get(name)?.unique && name !== (systemKeys[module.name] ?? 'Name'),
  );
  if (Array.isArray(given) && invalid < 0) return names;
  const where = { api_name: 'duplicate_check_fields', json_path: `$.duplicate_check_fields[${Math.max(0, invalid)}]` };
  return failure(400, 'INVALID_DATA', 'invalid data', where);
}

/** Inserts, updates or upserts up to 100 records. Each has its own result. docs: insert-, update-, upsert-records */
export function writeRecords(
  call: Call,
  module: Module,
  operation: WriteOperation,
  data = bodyList(call, 'data'),
): Answer {
  if (!data) return missingKey('data');
  if (data.length > 100) return tooManyRecords();
  if (data.length === 0) return missingKey('data');
  if (module.kind === 'subform') return failure(400, 'NOT_SUPPORTED', 'the module does not support this operation');
  if (operation === 'upsert' && !hasUpsert(module)) {
    return failure(400, 'NOT_SUPPORTED', 'the module does not support this operation', { module: module.name });
  }
  const given = operation === 'upsert' ? duplicateCheckFields(call, module) : [];
  if (!Array.isArray(given)) return given;
  const trigger = bodyRow(call)['trigger'];
  const { stats } = call.org;
  if (!Array.isArray(trigger) || trigger.length > 0) stats.wouldHaveFired += data.length;
  const key = operation === 'update' ? externalKey(call, module) : undefined;
  const write = { call, module, externalLookups: externalLookupsOf(call, module) };
  const isLockFault = call.faults.some((rule) => rule.kind === 'record-locked');
  const items = data.map((input, index) => {
    const path = `$.data[${index}]`;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      const where = { expected_data_type: 'jsonobject', json_path: path };
      return itemError('INVALID_DATA', 'invalid data', where);
    }
    if (operation === 'insert') return insertOne(write, input, path);
    if (operation === 'upsert') return upsertOne(write, input, given, path);
    if (isLockFault) return recordLocked(path);
    const id = String(input['id']);
    return updateOne(write, key ? findByUnique(module, key, input[key] ?? id) : module.records.get(id), input, path);
  });
  const name = `${module.name}.${operation}`;
  stats.writes[name] = (stats.writes[name] ?? 0) + items.filter((item) => item.status === 'success').length;
  if (items.length === 1 && items[0]?.code === 'ALREADY_MODIFIED') return { status: 412, body: { data: items } };
  return itemsAnswer(items, operation === 'insert' ? 201 : 200);
}
