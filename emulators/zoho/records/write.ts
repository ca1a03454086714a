import {
  failure,
  itemError,
  itemsAnswer,
  missingKey,
  tooManyRecords,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, bodyRow, type Call } from '../http/call.ts';
import { addRecord, changeValues, findByUnique, indexField } from '../orgs/module-records.ts';
import { nextId, type Module, type Row, type StoredRecord } from '../orgs/org.ts';
import { systemKeys } from '../orgs/standard-modules.ts';
import { checkActivity } from '../activities/rules.ts';
import { applyLines, totalsOf } from './lines.ts';
import { externalKey, externalLookups } from './external-ids.ts';
import { lockedBy } from './locks.ts';
import { renderTime, renderUser } from './render.ts';
import { readTags } from './tags.ts';
import { combine, missingFields, readValues, type ExternalLookups, type Place } from './values.ts';

export type How = 'insert' | 'update' | 'upsert';

/** A write of records: what one of them needs to know of the call. */
export interface Write {
  call: Call;
  module: Module;
  externals: ExternalLookups;
}

export const subformOf = (module: Module): string | null => {
  for (const field of module.fields.values()) if (field.type === 'subform') return field.subform;
  return null;
};

function success({ call, module }: Write, record: StoredRecord, message: string): Item {
  const zone = call.user.timeZone;
  const { email: _, ...modifier } = renderUser(call.org, record.modifiedBy);
  const { email: __, ...creator } = renderUser(call.org, record.createdBy);
  const details: Row = {
    Modified_Time: renderTime(record.modifiedAt, zone),
    Modified_By: modifier,
    Created_Time: renderTime(record.createdAt, zone),
    id: record.id,
    Created_By: creator,
  };
  if (module.name !== 'Notes') details['$approval_state'] = 'approved';
  return { code: 'SUCCESS', details, message, status: 'success' };
}

function duplicate({ call, module }: Write, field: string, twin: StoredRecord, path: string): Item {
  call.org.stats.duplicates += 1;
  const owner = renderUser(call.org, twin.values['Owner']);
  return itemError('DUPLICATE_DATA', 'duplicate data', {
    api_name: field,
    duplicate_record: {
      id: twin.id,
      module: { api_name: module.name, id: module.id },
      Owner: { name: owner['name'], id: owner['id'], zuid: owner['id'] },
    },
    json_path: `${path}.${field}`,
    id: twin.id,
    more_records: false,
  });
}

/** A unique value that another record holds. */
function findClash(write: Write, values: Row, own: string | null, path: string): Item | null {
  for (const [name] of write.module.unique) {
    if (!write.module.fields.get(name)?.unique) continue;
    const twin = findByUnique(write.module, name, values[name]);
    if (twin && twin.id !== own) return duplicate(write, name, twin, path);
  }
  return null;
}

const placeOf = ({ call, module, externals }: Write, path: string): Place => ({
  org: call.org,
  module,
  behaviour: call.behaviour,
  externals,
  prefix: '',
  path,
});

/** Reads the rows of a record's subform, if the input has any. */
function readLines(write: Write, input: Row, record: Pick<StoredRecord, 'id' | 'lines'>, path: string, errors: Item[]) {
  const subform = subformOf(write.module);
  const rows = subform === null ? undefined : input[subform];
  if (subform === null || !Array.isArray(rows)) return record.lines;
  const module = write.call.org.modules.get(subform) as Module;
  const place = { ...placeOf(write, `${path}.${subform}`), module, prefix: `${subform}.` };
  const applied = applyLines(place, record, rows);
  errors.push(...applied.errors);
  return applied.lines;
}

export function insertOne(write: Write, input: Row, path: string): Item {
  const { call, module } = write;
  const { values, errors, layout } = readValues(placeOf(write, path), input);
  errors.push(...missingFields(placeOf(write, path), input, layout), ...checkActivity(call, module, input, path));
  const id = nextId(call.org);
  const lines = readLines(write, input, { id, lines: subformOf(module) ? [] : null }, path, errors);
  const tags = readTags(call.org, module, input['Tag'], path, call.now, errors);
  if (errors.length > 0) return combine(errors);
  const clash = findClash(write, values, null, path);
  if (clash) return clash;
  if (lines && module.fields.has('Grand_Total')) Object.assign(values, totalsOf(lines, values, input['$line_tax']));
  values['Owner'] ??= call.user.id;
  if (layout) values['Layout'] = layout.id;
  for (const name of numbered(module)) values[name] = String(module.nextNumber++);
  const parent = (input['Parent_Id'] ?? input['What_Id']) as Row | undefined;
  const about = (parent?.['module'] as Row | undefined)?.['api_name'] ?? input['$se_module'] ?? input['se_module'];
  if (about !== undefined && module.fields.get('What_Id' in input ? 'What_Id' : 'Parent_Id'))
    values['$se_module'] = about;
  const who = call.user.id;
  const times = { createdAt: call.now, modifiedAt: call.now, createdBy: who, modifiedBy: who };
  const record: StoredRecord = { id, ...times, values, lines, tags, lock: null };
  addRecord(module, record, call.now);
  return success(write, record, 'record added');
}

const numbered = (module: Module): string[] =>
  [...module.fields.values()].flatMap((field) => (field.type === 'autonumber' ? field.apiName : []));

export function updateOne(write: Write, record: StoredRecord | undefined, input: Row, path: string): Item {
  const { call, module } = write;
  if (!record) {
    const where = { api_name: 'id', json_path: `${path}.id` };
    return itemError('INVALID_DATA', 'the id given seems to be invalid', where);
  }
  if (lockedBy(call, module, record)) return recordLocked(path);
  const since = call.headers['if-unmodified-since'];
  if (typeof since === 'string' && Date.parse(since) < Math.floor(record.modifiedAt / 1_000) * 1_000) {
    const { details } = success(write, record, '');
    const message = 'record updated time has already passed if-unmodified-since time';
    return itemError('ALREADY_MODIFIED', message, details);
  }
  const { values, errors, layout } = readValues(placeOf(write, path), input);
  const lines = readLines(write, input, record, path, errors);
  const tags = 'Tag' in input ? readTags(call.org, module, input['Tag'], path, call.now, errors) : record.tags;
  if (errors.length > 0) return combine(errors);
  const clash = findClash(write, values, record.id, path);
  if (clash) return clash;
  append(input, record, values);
  if (layout) values['Layout'] = layout.id;
  changeValues(module, record, values);
  record.lines = lines;
  record.tags = tags;
  if (lines && module.fields.has('Grand_Total')) {
    Object.assign(record.values, totalsOf(lines, record.values, input['$line_tax']));
  }
  record.modifiedAt = call.now;
  record.modifiedBy = call.user.id;
  return success(write, record, 'record updated');
}

export const recordLocked = (path: string): Item =>
  itemError('RECORD_LOCKED', 'Sorry, you cannot perform this operation as the record is locked.', {
    api_name: 'id',
    json_path: `${path}.id`,
    action: 'record_locking',
  });

/** `$append_values` adds to a multi-select instead of replacing it. docs: update-records */
function append(input: Row, record: StoredRecord, values: Row): void {
  const wanted = (input['$append_values'] ?? {}) as Row;
  for (const name in wanted) {
    const [old, fresh] = [record.values[name], values[name]];
    if (wanted[name] !== true || !Array.isArray(old) || !Array.isArray(fresh)) continue;
    values[name] = [...new Set<unknown>([...(old as unknown[]), ...(fresh as unknown[])])];
  }
}

/**
 * The record that an upsert means: by the given fields in their order or the module's system field, and then by the
 * other unique fields. docs: upsert-records
 */
function findTwin({ module }: Write, input: Row, given: string[]): { twin: StoredRecord; field: string } | null {
  const own = [...module.fields.values()].filter((field) => field.unique).map((field) => field.apiName);
  const system = systemKeys[module.name] ?? 'Name';
  for (const field of new Set([...(given.length > 0 ? given : [system]), ...own])) {
    if (!module.unique.has(field)) indexField(module, field);
    const twin = findByUnique(module, field, input[field]);
    if (twin) return { twin, field };
  }
  return null;
}

export function upsertOne(write: Write, input: Row, given: string[], path: string): Item {
  const found = findTwin(write, input, given);
  const item = found ? updateOne(write, found.twin, input, path) : insertOne(write, input, path);
  if (item.status === 'error') return item;
  return { ...item, action: found ? 'update' : 'insert', duplicate_field: found?.field ?? null };
}

const hasUpsert = (module: Module) => module.name in systemKeys || module.kind === 'custom';

/** Fields that a client may name for the check must be unique or the system's own. docs: upsert-records */
function checkFields(call: Call, module: Module): string[] | Answer {
  const given = bodyRow(call)['duplicate_check_fields'];
  if (given === undefined) return [];
  const names = Array.isArray(given) ? (given as string[]) : [];
  const fault = names.findIndex(
    (name) => !module.fields.get(name)?.unique && name !== (systemKeys[module.name] ?? 'Name'),
  );
  if (Array.isArray(given) && fault < 0) return names;
  const where = { api_name: 'duplicate_check_fields', json_path: `$.duplicate_check_fields[${Math.max(0, fault)}]` };
  return failure(400, 'INVALID_DATA', 'invalid data', where);
}

/** POST, PUT and upsert of up to 100 records; each gets its own answer. docs: insert-, update-, upsert-records */
export function writeRecords(call: Call, module: Module, how: How, data = bodyList(call, 'data')): Answer {
  if (!data) return missingKey('data');
  if (data.length > 100) return tooManyRecords();
  if (data.length === 0) return missingKey('data');
  if (module.kind === 'subform') return failure(400, 'NOT_SUPPORTED', 'the module does not support this operation');
  if (how === 'upsert' && !hasUpsert(module)) {
    return failure(400, 'NOT_SUPPORTED', 'the module does not support this operation', { module: module.name });
  }
  const given = how === 'upsert' ? checkFields(call, module) : [];
  if (!Array.isArray(given)) return given;
  const trigger = bodyRow(call)['trigger'];
  const { stats } = call.org;
  if (!Array.isArray(trigger) || trigger.length > 0) stats.wouldHaveFired += data.length;
  const key = how === 'update' ? externalKey(call, module) : undefined;
  const write = { call, module, externals: externalLookups(call, module) };
  const isLocked = call.faults.some((rule) => rule.kind === 'record-locked');
  const items = data.map((input, index) => {
    const path = `$.data[${index}]`;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      const where = { expected_data_type: 'jsonobject', json_path: path };
      return itemError('INVALID_DATA', 'invalid data', where);
    }
    if (how === 'insert') return insertOne(write, input, path);
    if (how === 'upsert') return upsertOne(write, input, given, path);
    if (isLocked) return recordLocked(path);
    const id = String(input['id']);
    return updateOne(write, key ? findByUnique(module, key, input[key] ?? id) : module.records.get(id), input, path);
  });
  const name = `${module.name}.${how}`;
  stats.writes[name] = (stats.writes[name] ?? 0) + items.filter((item) => item.status === 'success').length;
  if (items.length === 1 && items[0]?.code === 'ALREADY_MODIFIED') return { status: 412, body: { data: items } };
  return itemsAnswer(items, how === 'insert' ? 201 : 200);
}
