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
import { bodyList, type Call, type Operation } from '../http/call.ts';
import { createField } from '../orgs/field.ts';
import { fold, indexField } from '../orgs/module-records.ts';
import { nextId, type Module, type Row } from '../orgs/org.ts';
import { moduleInQuery } from '../records/modules.ts';
import { fieldById, listFields, listValues, readField } from './fields.ts';

/** Maximum number of custom fields in a module, by edition. docs: create-custom-field */
const fieldLimits = { free: 0, standard: 10, professional: 155, enterprise: 300, ultimate: 500 };
/** Maximum number of unique fields in a module, without external ones. docs: create-custom-field */
const maxUnique = 2;

/** Types of custom fields, with their maximum length. docs: create-custom-field */
const creatable: Record<string, number | null> = {
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
/** Types whose length is a number of characters. */
const texts = new Set(['text', 'email', 'phone', 'website']);

interface NewField {
  field_label?: string;
  data_type?: string;
  length?: number;
  unique?: { case_sensitive?: unknown; casesensitive?: unknown };
  external?: { type?: string };
  pick_list_values?: { actual_value?: string; display_value?: string; _delete?: boolean }[];
  global_picklist?: { id?: string };
  textarea?: { type?: string };
  lookup?: { module?: { api_name?: string } };
}

/** Creates at most five fields in a call. docs: create-custom-field */
function createFields(call: Call): Answer {
  const module = moduleInQuery(call);
  const fields = bodyList(call, 'fields') as NewField[] | null;
  if (!fields || fields.length === 0) return missingKey('fields');
  if (fields.length > 5) {
    const details = { limit: 5, api_name: 'fields', json_path: '$.fields' };
    return failure(400, 'LIMIT_EXCEEDED', 'count of fields in your request exceeds the limit', details);
  }
  const items = fields.map((field, place) => createOne(call, module, field, `$.fields[${place}]`));
  return itemsAnswer(items, 201, 'fields');
}

function createOne(call: Call, module: Module, wanted: NewField, path: string): Item {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const label = wanted.field_label ?? '';
  const type = wanted.data_type ?? '';
  if (!label) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('field_label'));
  if (!type) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('data_type'));
  if (!(type in creatable))
    return itemError('INVALID_DATA', 'invalid data', { ...at('data_type'), supported_values: Object.keys(creatable) });
  const apiName = apiNameOf(label);
  const isTaken = [...module.fields.values()].some(
    (field) => fold(field.label) === fold(label) || field.apiName === apiName,
  );
  if (isTaken) return itemError('DUPLICATE_DATA', 'Duplicate field label', at('field_label'));
  return checkNew(call, module, wanted, at) ?? addField(call, module, wanted, { apiName, type, label });
}

/** The API name for a label: characters other than Latin letters and digits become underscores. */
const apiNameOf = (label: string): string => label.replace(/[^A-Za-z0-9]+/g, '_').replace(/^(\d)/, 'Field_$1');

function checkNew(call: Call, module: Module, wanted: NewField, at: (name: string) => Row): Item | null {
  const type = wanted.data_type ?? '';
  const custom = [...module.fields.values()].filter((field) => field.custom);
  const limit = fieldLimits[call.org.seed.edition];
  const limitReached = (max: number, name: string) =>
    itemError('LIMIT_EXCEEDED', 'The field has reached its maximum creation limit', {
      limit: max,
      limit_due_to: [at(name)],
    });
  if (custom.length >= limit) return limitReached(limit, 'field_label');
  if (type === 'autonumber' && custom.some((field) => field.type === type)) return limitReached(1, 'data_type');
  const longest = creatable[type] ?? null;
  if (wanted.length !== undefined && longest !== null && (wanted.length < 1 || wanted.length > longest)) {
    return itemError('DEPENDENT_MISMATCH', 'invalid data', { dependee: at('data_type'), ...at('length') });
  }
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
    if (module.name === 'Calls') {
      return itemError('NOT_ALLOWED', 'External field is not allowed for module Calls.', at('external'));
    }
    if (type !== 'text')
      return itemError('NOT_ALLOWED', 'External field is not allowed for the data type.', at('external'));
  } else if (wanted.unique && custom.filter((field) => field.unique && !field.external).length >= maxUnique) {
    return limitReached(maxUnique, 'unique');
  }
  return null;
}

function addField(
  call: Call,
  module: Module,
  wanted: NewField,
  named: { apiName: string; type: string; label: string },
): Item {
  const { apiName, type, label } = named;
  const kind = wanted.textarea?.type ?? 'small';
  const longest = texts.has(type) ? (wanted.length ?? creatable[type] ?? null) : null;
  const given = (wanted.pick_list_values ?? []).map((value) => value.actual_value ?? value.display_value ?? '');
  const values = call.org.pickLists.get(wanted.global_picklist?.id ?? '')?.values ?? given;
  const sensitive = wanted.unique?.case_sensitive ?? wanted.unique?.casesensitive;
  const field = createField(nextId(call.org), [
    apiName,
    type,
    {
      label,
      custom: true,
      length: type === 'textarea' ? (textareas[kind] ?? 2_000) : longest,
      textarea: type === 'textarea' ? kind : null,
      readOnly: type === 'autonumber' || type === 'formula',
      unique: wanted.unique !== undefined || wanted.external !== undefined,
      caseSensitive: String(sensitive) === 'true',
      external: wanted.external ? (wanted.external.type === 'user' ? 'user' : 'org') : null,
      lookup: wanted.lookup?.module?.api_name ?? null,
      values,
    },
  ]);
  module.fields.set(apiName, field);
  module.layouts[0]?.fields.add(apiName);
  if (field.unique) indexField(module, apiName);
  return itemSuccess('field created', { id: field.id });
}

/** Changes label, length and pick list values. Type, external and lookup can't change. docs: update-custom-field */
function changeField(module: Module, id: string, wanted: NewField, path: string): Item {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const field = fieldById(module, id);
  if (!field) return itemError('INVALID_DATA', 'the id given seems to be invalid', at('id'));
  for (const name of ['data_type', 'external', 'lookup'] as const) {
    if (wanted[name] !== undefined) return itemError('NOT_ALLOWED', 'the key cannot be changed', at(name));
  }
  if (wanted.field_label !== undefined) field.label = wanted.field_label;
  if (wanted.length !== undefined && texts.has(field.type)) field.length = wanted.length;
  for (const { actual_value, display_value, _delete } of wanted.pick_list_values ?? []) {
    const value = actual_value ?? display_value ?? '';
    if (_delete) field.values = field.values.filter((one) => one !== value);
    else if (!field.values.includes(value)) field.values.push(value);
  }
  return itemSuccess('field updated', { id });
}

function changeFields(call: Call, ids: string[] | null): Answer {
  const module = moduleInQuery(call);
  const fields = bodyList(call, 'fields');
  if (!fields) return missingKey('fields');
  if (fields.length > 5)
    return failure(400, 'LIMIT_EXCEEDED', 'count of fields in your request exceeds the limit', { limit: 5 });
  const items = fields.map((field, place) =>
    changeField(module, ids?.[place] ?? String(field['id']), field as NewField, `$.fields[${place}]`),
  );
  return itemsAnswer(items, 200, 'fields');
}

/** Deletes a custom field and its values. docs: delete-custom-field */
function deleteField(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const field = fieldById(module, id);
  if (!field) return invalidId(2);
  if (!field.custom) {
    return failure(400, 'NOT_ALLOWED', 'default fields cannot be deleted', { api_name: field.apiName });
  }
  module.fields.delete(field.apiName);
  module.unique.delete(field.apiName);
  for (const layout of module.layouts) layout.fields.delete(field.apiName);
  for (const record of module.records.values()) delete record.values[field.apiName];
  return { status: 200, body: { fields: [itemSuccess('field deleted', { id })] } };
}

export const fieldOperations: Operation[] = [
  { call: 'GET /settings/fields', scope: ['settings.fields', 'READ'], answer: listFields },
  { call: 'POST /settings/fields', scope: ['settings.fields', 'CREATE'], answer: createFields },
  { call: 'PATCH /settings/fields', scope: ['settings.fields', 'UPDATE'], answer: (call) => changeFields(call, null) },
  {
    call: 'GET /settings/fields/{id}',
    scope: ['settings.fields', 'READ'],
    answer: (call, { id = '' }) => readField(call, id),
  },
  {
    call: 'PATCH /settings/fields/{id}',
    scope: ['settings.fields', 'UPDATE'],
    answer: (call, { id = '' }) => changeFields(call, [id]),
  },
  {
    call: 'DELETE /settings/fields/{id}',
    scope: ['settings.fields', 'DELETE'],
    answer: (call, { id = '' }) => deleteField(call, id),
  },
  {
    call: 'GET /settings/fields/{id}/pick_list_values',
    scope: ['settings.fields', 'READ'],
    answer: (call, { id = '' }) => listValues(call, id),
  },
];
