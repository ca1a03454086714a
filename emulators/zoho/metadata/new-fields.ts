import {
  failure,
  invalidId,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, type Call } from '../http/call.ts';
import { createField, type Field } from '../orgs/field.ts';
import { indexField } from '../orgs/module-records.ts';
import { nextId, type Module, type Row } from '../orgs/org.ts';
import { changePickList, sortValues, type GivenValue } from '../orgs/pick-list.ts';
import { moduleInQuery } from '../records/modules.ts';
import { checkDecimals, decimalsOf } from './decimals.ts';
import { changePermissions } from './field-permissions.ts';
import { isLabelTaken, isReserved, newApiName } from './field-names.ts';
import { fieldById, valueId } from './fields.ts';

/** Maximum number of custom fields in a module, by edition. docs: create-custom-field */
const fieldLimits = { free: 0, standard: 10, professional: 155, enterprise: 300, ultimate: 500 };
/** Maximum number of unique fields in a module, without external ones. docs: create-custom-field */
const maxUnique = 2;
/** Fields in a call. docs: create-custom-field, update-custom-field */
export const maxFields = 5;

/** Types of custom fields, with their maximum length. docs: create-custom-field */
export const creatable: Record<string, number | null> = {
  text: 255,
  email: 100,
  phone: 30,
  website: 450,
  integer: 9,
  bigint: 18,
  double: 18,
  currency: 16,
  percent: 5,
  autonumber: 255,
  fileupload: 5,
  imageupload: 10,
  textarea: null,
  picklist: null,
  multiselectpicklist: null,
  date: null,
  datetime: null,
  boolean: null,
  lookup: null,
  userlookup: null,
  formula: null,
};
const textareas: Record<string, number> = { small: 2_000, large: 32_000, rich_text: 50_000 };
/** Types whose length is a number of characters or digits. */
export const measured = new Set([
  'text',
  'email',
  'phone',
  'website',
  'integer',
  'bigint',
  'double',
  'currency',
  'percent',
]);
/** Types that can be unique. */
const uniqueTypes = new Set([
  'text',
  'email',
  'phone',
  'website',
  'integer',
  'bigint',
  'double',
  'currency',
  'percent',
]);
/** Values of a pick list have at most 120 characters. docs: insert-records, types table */
const valueLength = 120;

export interface NewField {
  field_label?: string;
  data_type?: string;
  length?: number;
  decimal_place?: number;
  currency?: { rounding_option?: string; precision?: number | string };
  unique?: { case_sensitive?: unknown; casesensitive?: unknown; _disable?: unknown };
  external?: { type?: string };
  pick_list_values?: GivenValue[];
  pick_list_values_sorted_lexically?: boolean;
  global_picklist?: { id?: string };
  textarea?: { type?: string };
  lookup?: { module?: { api_name?: string } };
  auto_number?: { prefix?: string; suffix?: string; start_number?: unknown };
  profiles?: unknown;
}

export const tooManyFields = (): Answer =>
  failure(400, 'LIMIT_EXCEEDED', 'count of fields in your request exceeds the limit', {
    ...{ limit: maxFields, api_name: 'fields', json_path: '$.fields' },
  });

/** Creates at most five fields in a call. docs: create-custom-field */
export function createFields(call: Call): Answer {
  const module = moduleInQuery(call);
  const fields = bodyList(call, 'fields') as NewField[] | null;
  if (!fields || fields.length === 0) return missingKey('fields');
  if (fields.length > maxFields) return tooManyFields();
  const items = fields.map((field, place) => createOne(call, module, field, `$.fields[${place}]`));
  return itemsAnswer(items, 201, 'fields');
}

/** Creates a field on the standard layout of a module. */
export function createOne(call: Call, module: Module, wanted: NewField, path: string): Item {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const label = wanted.field_label ?? '';
  const type = wanted.data_type ?? '';
  if (!label) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('field_label'));
  if (!type) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('data_type'));
  if (!(type in creatable))
    return itemError('INVALID_DATA', 'invalid data', { ...at('data_type'), supported_values: Object.keys(creatable) });
  if (isLabelTaken(module, label, null)) return itemError('DUPLICATE_DATA', 'Duplicate field label', at('field_label'));
  if (isReserved(module, label))
    return itemError('RESERVED_KEYWORD_NOT_ALLOWED', 'Reserved keyword not allowed', at('field_label'));
  const error = checkNew(call, module, wanted, at);
  if (error) return error;
  const field = newField(call, module, { ...wanted, field_label: label, data_type: type });
  const values = wanted.pick_list_values ?? [];
  const rejected =
    changePickList(field.pickList, values, valueId(call.org, field.id), `${path}.pick_list_values`) ??
    changePermissions(call, field, wanted.profiles, path);
  if (rejected) return rejected;
  sortValues(field.pickList, wanted.pick_list_values_sorted_lexically === true);
  module.fields.set(field.apiName, field);
  module.layouts[0]?.fields.add(field.apiName);
  if (field.unique) indexField(module, field.apiName);
  return itemSuccess('field created', { id: field.id });
}

const limitReached = (limit: number, where: Row): Item =>
  itemError('LIMIT_EXCEEDED', 'The field has reached its maximum creation limit', { limit, limit_due_to: [where] });

/** An error if a field of this type can't be unique in the module. */
export function checkUnique(module: Module, type: string, where: Row): Item | null {
  if (!uniqueTypes.has(type)) return itemError('NOT_ALLOWED', 'Unique case is not allowed', where);
  const unique = [...module.fields.values()].filter((field) => field.custom && field.unique && !field.external);
  return unique.length >= maxUnique ? limitReached(maxUnique, where) : null;
}

/** Both spellings are in use: one in Zoho's documentation, the other in its OpenAPI files. */
export const isCaseSensitive = (unique: NewField['unique']): boolean =>
  String(unique?.case_sensitive ?? unique?.casesensitive) === 'true';

/** An error if a field of this type can't have the length. */
export function checkLength(type: string, length: number | undefined, at: (name: string) => Row): Item | null {
  const longest = creatable[type] ?? null;
  if (length === undefined || longest === null || (Number.isInteger(length) && length >= 1 && length <= longest))
    return null;
  return itemError('DEPENDENT_MISMATCH', 'invalid data', { dependee: at('data_type'), ...at('length') });
}

function checkNew(call: Call, module: Module, wanted: NewField, at: (name: string) => Row): Item | null {
  const type = wanted.data_type ?? '';
  const custom = [...module.fields.values()].filter((field) => field.custom);
  const limit = fieldLimits[call.org.seed.edition];
  if (custom.length >= limit) return limitReached(limit, at('field_label'));
  if (type === 'autonumber' && custom.some((field) => field.type === type)) return limitReached(1, at('data_type'));
  const wrongLength = checkLength(type, wanted.length, at);
  if (wrongLength) return wrongLength;
  const wrongDecimals = checkDecimals(type, wanted, at);
  if (wrongDecimals) return wrongDecimals;
  const isPickList = type === 'picklist' || type === 'multiselectpicklist';
  if (isPickList && !wanted.pick_list_values && !wanted.global_picklist) {
    const expected = [at('pick_list_values'), at('global_picklist')];
    return itemError('EXPECTED_DEPENDENT_FIELD_MISSING', 'expected dependent field missing', {
      expected_fields: expected,
    });
  }
  const globalList = wanted.global_picklist?.id;
  if (globalList !== undefined && !call.org.pickLists.has(globalList))
    return itemError('INVALID_DATA', 'invalid data', at('global_picklist'));
  if (type === 'lookup' && !call.org.modules.has(wanted.lookup?.module?.api_name ?? '')) {
    return itemError('INVALID_DATA', 'invalid data', at('lookup'));
  }
  if (wanted.external) {
    if (module.name === 'Calls')
      return itemError('NOT_ALLOWED', 'External field is not allowed for module Calls.', at('external'));
    if (type !== 'text')
      return itemError('NOT_ALLOWED', 'External field is not allowed for the data type.', at('external'));
    return null;
  }
  return wanted.unique ? checkUnique(module, type, at('unique')) : null;
}

/** Number of characters or digits; null for types without a length. */
function lengthOf({ data_type: type = '', length, textarea }: NewField): number | null {
  if (type === 'textarea') return textareas[textarea?.type ?? 'small'] ?? 2_000;
  if (type === 'picklist' || type === 'multiselectpicklist') return valueLength;
  return measured.has(type) ? (length ?? creatable[type] ?? null) : null;
}

function newField(call: Call, module: Module, wanted: NewField & { field_label: string; data_type: string }): Field {
  const { data_type: type, field_label: label, auto_number: number } = wanted;
  return createField(nextId(call.org), [
    newApiName(module, label),
    type,
    {
      label,
      custom: true,
      length: lengthOf(wanted),
      textarea: type === 'textarea' ? (wanted.textarea?.type ?? 'small') : null,
      ...decimalsOf(type, wanted, { decimals: null, rounding: null }),
      readOnly: type === 'autonumber' || type === 'formula',
      unique: wanted.unique !== undefined || wanted.external !== undefined,
      caseSensitive: isCaseSensitive(wanted.unique),
      external: wanted.external ? (wanted.external.type === 'user' ? 'user' : 'org') : null,
      lookup: wanted.lookup?.module?.api_name ?? null,
      globalList: wanted.global_picklist?.id ?? null,
      autoNumber: number
        ? { prefix: number.prefix ?? '', suffix: number.suffix ?? '', start: Number(number.start_number ?? 1) }
        : null,
    },
  ]);
}

/** Deletes a custom field and its values. docs: delete-custom-field */
export function deleteField(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const field = fieldById(module, id);
  if (!field) return invalidId(2);
  if (!field.custom) {
    return failure(400, 'NOT_ALLOWED', 'default fields cannot be deleted', { api_name: field.apiName });
  }
  if (module.locks.some(({ body }) => JSON.stringify(body).includes(`"api_name":"${field.apiName}"`)))
    return failure(400, 'ALREADY_USED', 'the field is used in a record locking configuration', {
      api_name: field.apiName,
    });
  module.fields.delete(field.apiName);
  module.unique.delete(field.apiName);
  for (const layout of module.layouts) {
    layout.fields.delete(field.apiName);
    layout.mandatory.delete(field.apiName);
    for (const section of layout.sections) section.fields.delete(field.apiName);
  }
  for (const record of module.records.values()) delete record.values[field.apiName];
  return { status: 200, body: { fields: [itemSuccess('field deleted', { id })] } };
}
