import { itemError, itemsAnswer, noContent, tooManyRecords, failure, type Answer, type Item } from './answers.ts';
import { applyLines, totalsOf } from './line-items.ts';
import { findByUnique, indexRecord, unindexRecord, type Module, type Org, type Row, type Stored } from './org.ts';
import { nameFields } from './standard-modules.ts';
import { combine, missingFields, readValues } from './validation.ts';
import { renderTime, type Clock } from './wire.ts';

interface WriteBody {
  data?: unknown;
  trigger?: unknown;
  duplicate_check_fields?: string[];
}

const subformOf = (module: Module) =>
  [...module.fields.values()].find((field) => field.type === 'subform')?.subform ?? null;

function success(org: Org, record: Stored, message: string, more: Row = {}): Item {
  const who = { name: org.users[0]?.name, id: org.users[0]?.id };
  const details = {
    Modified_Time: renderTime(record.modifiedAt),
    Modified_By: who,
    Created_Time: renderTime(record.createdAt),
    id: record.id,
    Created_By: who,
    $approval_state: 'approved',
  };
  return { code: 'SUCCESS', ...more, details, message, status: 'success' };
}

function duplicate(org: Org, module: Module, field: string, twin: Stored, place: string): Item {
  org.stats.duplicates += 1;
  return itemError('DUPLICATE_DATA', 'duplicate data', {
    api_name: field,
    duplicate_record: {
      id: twin.id,
      module: { api_name: module.name, id: module.id },
      Owner: { name: org.users[0]?.name, id: org.users[0]?.id },
    },
    json_path: `${place}.${field}`,
    id: twin.id,
    more_records: false,
  });
}

/** A unique value that another record holds. */
function findClash(org: Org, module: Module, values: Row, own: string | null, place: string): Item | null {
  for (const field of module.unique.keys()) {
    const value = values[field];
    if (value === null || value === undefined || value === '') continue;
    const twin = findByUnique(module, field, value);
    if (twin && twin.id !== own) return duplicate(org, module, field, twin, place);
  }
  return null;
}

function insertOne(org: Org, module: Module, input: Row, place: string, now: number): Item {
  const { values, errors } = readValues(org, module, input, place);
  errors.push(...missingFields(module, input, place));
  const id = org.nextId();
  const subform = subformOf(module);
  let lines: Row[] | null = null;
  if (subform) {
    const applied = applyLines(
      org,
      subform,
      { id, lines: [] },
      Array.isArray(input[subform]) ? input[subform] : [],
      `${place}.${subform}`,
    );
    errors.push(...applied.errors);
    lines = applied.lines;
    Object.assign(values, totalsOf(lines, values));
  }
  if (errors.length > 0) return combine(errors);
  const clash = findClash(org, module, values, null, place);
  if (clash) return clash;
  values['Owner'] ??= org.users[0]?.id;
  for (const field of module.fields.values()) {
    if (field.type === 'autonumber') values[field.apiName] = String(org.nextNumber(module.name));
  }
  const record = { id, createdAt: now, modifiedAt: now, values, lines };
  module.records.set(id, record);
  indexRecord(module, record);
  return success(org, record, 'record added');
}

function updateOne(org: Org, module: Module, record: Stored | undefined, input: Row, place: string, now: number): Item {
  if (!record) {
    return itemError('INVALID_DATA', 'the id given seems to be invalid', { api_name: 'id', json_path: `${place}.id` });
  }
  const { values, errors } = readValues(org, module, input, place);
  const subform = subformOf(module);
  let lines = record.lines;
  if (subform && Array.isArray(input[subform])) {
    const applied = applyLines(org, subform, record, input[subform] as unknown[], `${place}.${subform}`);
    errors.push(...applied.errors);
    lines = applied.lines;
  }
  if (errors.length > 0) return combine(errors);
  const clash = findClash(org, module, values, record.id, place);
  if (clash) return clash;
  unindexRecord(module, record);
  record.values = { ...record.values, ...values };
  record.lines = lines;
  if (lines) Object.assign(record.values, totalsOf(lines, record.values));
  record.modifiedAt = now;
  indexRecord(module, record);
  return success(org, record, 'record updated');
}

/** The record that an upsert means: by the given fields in their order, or the system field, and then all unique ones. */
function findTwin(module: Module, input: Row, given: string[] | undefined): { twin: Stored; field: string } | null {
  const name = nameFields[module.name];
  const first = given && given.length > 0 ? given : name ? [name] : [];
  for (const field of new Set([...first, ...module.unique.keys()])) {
    const value = input[field];
    if (value === undefined || value === null || value === '') continue;
    const twin = module.unique.has(field)
      ? findByUnique(module, field, value)
      : [...module.records.values()].find((record) => record.values[field] === value);
    if (twin) return { twin, field };
  }
  return null;
}

/** POST, PUT and upsert of up to 100 records; each gets its own answer. docs: insert-, update-, upsert-records */
export function writeRecords(
  org: Org,
  module: Module,
  how: 'insert' | 'update' | 'upsert',
  body: WriteBody,
  clock: Clock,
): Answer {
  const { data } = body;
  if (!Array.isArray(data))
    return failure(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'data' });
  if (data.length > 100) return tooManyRecords();
  if (!Array.isArray(body.trigger) || body.trigger.length > 0) org.stats.wouldHaveFired += data.length;
  const now = clock();
  const items = (data as Row[]).map((input, index) => {
    const place = `$.data[${index}]`;
    if (typeof input !== 'object' || input === null) {
      return itemError('INVALID_DATA', 'invalid data', { expected_data_type: 'jsonobject', json_path: place });
    }
    if (how === 'insert') return insertOne(org, module, input, place, now);
    if (how === 'update') return updateOne(org, module, module.records.get(String(input['id'])), input, place, now);
    const found = findTwin(module, input, body.duplicate_check_fields);
    if (!found) {
      const item = insertOne(org, module, input, place, now);
      return item.status === 'success' ? { ...item, action: 'insert', duplicate_field: null } : item;
    }
    const item = updateOne(org, module, found.twin, input, place, now);
    return item.status === 'success' ? { ...item, action: 'update', duplicate_field: found.field } : item;
  });
  const name = `${module.name}.${how}`;
  org.stats.writes[name] = (org.stats.writes[name] ?? 0) + items.filter((item) => item.status === 'success').length;
  return itemsAnswer(items, how === 'insert' ? 201 : 200);
}

/** Moves records to the recycle bin; their unique values are free again. */
export function deleteRecords(org: Org, module: Module, ids: string[], clock: Clock): Answer {
  if (ids.length > 100) return tooManyRecords();
  const items = ids.map((id): Item => {
    const record = module.records.get(id);
    if (!record) return itemError('INVALID_DATA', 'record not deleted', { id });
    module.records.delete(id);
    unindexRecord(module, record);
    module.deleted.push({ id, name: String(record.values[nameFields[module.name] ?? ''] ?? ''), at: clock() });
    return { code: 'SUCCESS', details: { id }, message: 'record deleted', status: 'success' };
  });
  org.stats.writes[`${module.name}.delete`] =
    (org.stats.writes[`${module.name}.delete`] ?? 0) + items.filter((item) => item.status === 'success').length;
  return items.length === 0 ? noContent : itemsAnswer(items, 200);
}
