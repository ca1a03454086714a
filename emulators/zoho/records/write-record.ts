import { itemError, type Item } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import { addRecord, changeValues, findByUnique, indexField } from '../orgs/module-records.ts';
import { nextId, type Module, type Row, type StoredRecord } from '../orgs/org.ts';
import { systemKeys } from '../orgs/standard-modules.ts';
import { recordNotices } from '../activities/notices.ts';
import { keepHistory } from './history.ts';
import { isFull } from '../orgs/storage.ts';
import { checkActivity } from '../activities/rules.ts';
import { applyLines, checkDiscount, totalsOf } from './lines.ts';
import { isLocked, recordLocked } from './lock-rules.ts';
import { renderTime, renderUser } from './render.ts';
import { readTags } from './tags.ts';
import { combine, isKnownTax, missingFields, readValues, type ExternalLookups, type InputContext } from './values.ts';

/** The context for writing the records of a call. */
export interface Write {
  call: Call;
  module: Module;
  externalLookups: ExternalLookups;
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

function duplicate({ call, module }: Write, field: string, existing: StoredRecord, path: string): Item {
  call.org.stats.duplicates += 1;
  const owner = renderUser(call.org, existing.values['Owner']);
  return itemError('DUPLICATE_DATA', 'duplicate data', {
    api_name: field,
    duplicate_record: {
      id: existing.id,
      module: { api_name: module.name, id: module.id },
      Owner: { name: owner['name'], id: owner['id'], zuid: owner['id'] },
    },
    json_path: `${path}.${field}`,
    id: existing.id,
    more_records: false,
  });
}

/** An error if another record has one of the unique values. */
function findClash(write: Write, values: Row, own: string | null, path: string): Item | null {
  for (const [name] of write.module.unique) {
    if (!write.module.fields.get(name)?.unique) continue;
    const existing = findByUnique(write.module, name, values[name]);
    if (existing && existing.id !== own) return duplicate(write, name, existing, path);
  }
  return null;
}

const contextOf = ({ call, module, externalLookups }: Write, path: string): InputContext => ({
  org: call.org,
  module,
  behaviour: call.behaviour,
  profile: call.user.profile,
  externalLookups,
  prefix: '',
  path,
});

/** Applies the subform rows of the input to those of the record. Without rows in the input, they stay as they are. */
function readLines(write: Write, input: Row, record: Pick<StoredRecord, 'id' | 'lines'>, path: string, errors: Item[]) {
  const subform = subformOf(write.module);
  const rows = subform === null ? undefined : input[subform];
  if (subform === null || !Array.isArray(rows)) return record.lines;
  const module = write.call.org.modules.get(subform) as Module;
  const context = { ...contextOf(write, `${path}.${subform}`), module, prefix: `${subform}.` };
  const applied = applyLines(context, record, rows);
  errors.push(...applied.errors);
  return applied.lines;
}

/** A new order or invoice needs at least one line: an empty list counts as a missing one. docs: insert-records */
function missingLines(module: Module, lines: Row[] | null, input: Row, path: string): Item[] {
  const subform = subformOf(module);
  if (
    subform === null ||
    lines?.length !== 0 ||
    !Array.isArray(input[subform]) ||
    !module.fields.get(subform)?.mandatory
  )
    return [];
  return [
    itemError('MANDATORY_NOT_FOUND', 'required field not found', {
      api_name: subform,
      json_path: `${path}.${subform}`,
    }),
  ];
}

/** Errors in the taxes and the discount of a whole order or invoice. docs: line items */
function checkTotals({ call, module }: Write, input: Row, values: Row, lines: Row[] | null, path: string): Item[] {
  if (!lines || !module.fields.has('Grand_Total')) return [];
  const taxes = input['$line_tax'];
  const isKnown = Array.isArray(taxes) && taxes.every((tax) => isKnownTax(call.org, tax as Row));
  if (taxes !== undefined && taxes !== null && !isKnown) {
    return [itemError('INVALID_DATA', 'invalid data', { api_name: '$line_tax', json_path: `${path}.$line_tax` })];
  }
  if (values['Discount'] === undefined || values['Discount'] === null) return [];
  const { Discount: discount, Sub_Total: base } = totalsOf(call.org, lines, values, null);
  return checkDiscount(discount, base, path);
}

/** Computes the totals from the lines and the taxes of the record. Without taxes in the input, those of before stay. */
function setTotals({ call, module }: Write, input: Row, values: Row, lines: Row[] | null): void {
  if (!lines || !module.fields.has('Grand_Total')) return;
  const taxes = '$line_tax' in input ? (input['$line_tax'] ?? []) : values['$line_tax'];
  Object.assign(values, totalsOf(call.org, lines, values, taxes));
}

export function insertOne(write: Write, input: Row, path: string): Item {
  const { call, module } = write;
  const { values, errors, layout } = readValues(contextOf(write, path), input);
  errors.push(...missingFields(contextOf(write, path), input, layout), ...checkActivity(call, module, input, path));
  const id = nextId(call.org);
  const lines = readLines(write, input, { id, lines: subformOf(module) ? [] : null }, path, errors);
  errors.push(...missingLines(module, lines, input, path), ...checkTotals(write, input, values, lines, path));
  const tags = readTags(call.org, module, input['Tag'], path, call.now, errors);
  if (errors.length > 0) return combine(errors);
  const clash = findClash(write, values, null, path);
  if (clash) return clash;
  if (isFull(call.org)) return itemError('STORAGE_SPACE_EXCEEDED', 'storage space exceeded', {});
  setTotals(write, input, values, lines);
  values['Owner'] ??= call.user.id;
  if (layout) values['Layout'] = layout.id;
  setAutonumbers(module, values);
  const parent = (input['Parent_Id'] ?? input['What_Id']) as Row | undefined;
  const parentModule =
    (parent?.['module'] as Row | undefined)?.['api_name'] ?? input['$se_module'] ?? input['se_module'];
  if (parentModule !== undefined && module.fields.get('What_Id' in input ? 'What_Id' : 'Parent_Id'))
    values['$se_module'] = parentModule;
  const who = call.user.id;
  const times = { createdAt: call.now, modifiedAt: call.now, createdBy: who, modifiedBy: who };
  const record: StoredRecord = { id, ...times, values, lines, tags, lock: null };
  addRecord(module, record, call.now);
  keepHistory(call, module, record);
  recordNotices(call, module, id, input);
  return success(write, record, 'record added');
}

/** Numbers the record in each auto-number of its module. docs: create-custom-module, create-custom-field */
function setAutonumbers(module: Module, values: Row): void {
  const fields = [...module.fields.values()].filter((field) => field.type === 'autonumber');
  if (fields.length === 0) return;
  for (const { apiName, autoNumber } of fields) {
    const { prefix = '', suffix = '', start = 1 } = autoNumber ?? {};
    values[apiName] = `${prefix}${start + module.nextNumber - 1}${suffix}`;
  }
  module.nextNumber += 1;
}

export function updateOne(write: Write, record: StoredRecord | undefined, input: Row, path: string): Item {
  const { call, module } = write;
  if (!record) {
    const where = { api_name: 'id', json_path: `${path}.id` };
    return itemError('INVALID_DATA', 'the id given seems to be invalid', where);
  }
  if (isLocked(call, module, record, 'update', namesIn(input))) return recordLocked(path);
  const since = call.headers['if-unmodified-since'];
  if (typeof since === 'string' && Date.parse(since) < Math.floor(record.modifiedAt / 1_000) * 1_000) {
    const { details } = success(write, record, '');
    const message = 'record updated time has already passed if-unmodified-since time';
    return itemError('ALREADY_MODIFIED', message, details);
  }
  const { values, errors, layout } = readValues(contextOf(write, path), input);
  const lines = readLines(write, input, record, path, errors);
  errors.push(...checkTotals(write, input, values, lines, path));
  const tags = 'Tag' in input ? readTags(call.org, module, input['Tag'], path, call.now, errors) : record.tags;
  if (errors.length > 0) return combine(errors);
  const clash = findClash(write, values, record.id, path);
  if (clash) return clash;
  appendValues(input, record, values);
  if (layout) values['Layout'] = layout.id;
  changeValues(module, record, values);
  record.lines = lines;
  record.tags = tags;
  setTotals(write, input, record.values, lines);
  record.modifiedAt = call.now;
  record.modifiedBy = call.user.id;
  keepHistory(call, module, record);
  recordNotices(call, module, record.id, input);
  return success(write, record, 'record updated');
}

/** The fields that an update names. */
const namesIn = (input: Row): string[] => Object.keys(input).filter((name) => name !== 'id' && !name.startsWith('$'));

/** With `$append_values`, values of a multi-select are added instead of replaced. docs: update-records */
function appendValues(input: Row, record: StoredRecord, values: Row): void {
  const wanted = (input['$append_values'] ?? {}) as Row;
  for (const name in wanted) {
    const [old, fresh] = [record.values[name], values[name]];
    if (wanted[name] !== true || !Array.isArray(old) || !Array.isArray(fresh)) continue;
    values[name] = [...new Set<unknown>([...(old as unknown[]), ...(fresh as unknown[])])];
  }
}

/**
 * The record that an upsert updates. It is searched by the given fields in their order, or by the module's system field,
 * and then by the other unique fields. docs: upsert-records
 */
function findExisting(
  { module }: Write,
  input: Row,
  given: string[],
): { existing: StoredRecord; field: string } | null {
  const own = [...module.fields.values()].filter((field) => field.unique).map((field) => field.apiName);
  const system = systemKeys[module.name] ?? 'Name';
  for (const field of new Set([...(given.length > 0 ? given : [system]), ...own])) {
    if (!module.unique.has(field)) indexField(module, field);
    const existing = findByUnique(module, field, input[field]);
    if (existing) return { existing, field };
  }
  return null;
}

export function upsertOne(write: Write, input: Row, given: string[], path: string): Item {
  const found = findExisting(write, input, given);
  const item = found ? updateOne(write, found.existing, input, path) : insertOne(write, input, path);
  if (item.status === 'error') return item;
  return { ...item, action: found ? 'update' : 'insert', duplicate_field: found?.field ?? null };
}
