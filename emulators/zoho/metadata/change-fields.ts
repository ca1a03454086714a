import { itemError, itemsAnswer, itemSuccess, missingKey, type Answer, type Item } from '../http/answers.ts';
import { bodyList, type Call, type Operation } from '../http/call.ts';
import type { Field } from '../orgs/field.ts';
import { indexField, fold } from '../orgs/module-records.ts';
import { pickListFor, type Module, type Row } from '../orgs/org.ts';
import { changePickList, sortValues } from '../orgs/pick-list.ts';
import { moduleInQuery } from '../records/modules.ts';
import { checkDecimals, decimalsOf } from './decimals.ts';
import { isLabelTaken } from './field-names.ts';
import { changePermissions } from './field-permissions.ts';
import { fieldById, listFields, listValues, readField, valueId } from './fields.ts';
import {
  checkLength,
  checkUnique,
  createFields,
  deleteField,
  isCaseSensitive,
  maxFields,
  measured,
  tooManyFields,
  type NewField,
} from './new-fields.ts';

/**
 * Changes label, length, uniqueness, permissions and pick list values of a field. Type, external and lookup can't change.
 * An error leaves the field as it is. docs: update-custom-field
 */
export function changeField(call: Call, module: Module, id: string, wanted: NewField, path: string): Item {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const field = fieldById(module, id);
  if (!field) return itemError('INVALID_DATA', 'the id given seems to be invalid', at('id'));
  const error =
    checkKeys(module, field, wanted, at) ??
    checkUniqueness(module, field, wanted, at) ??
    changePickList(
      pickListFor(call.org, field),
      wanted.pick_list_values ?? [],
      valueId(call.org, field.globalList ?? field.id),
      `${path}.pick_list_values`,
    ) ??
    changePermissions(call, field, wanted.profiles, path);
  if (error) return error;
  if (wanted.field_label !== undefined) field.label = wanted.field_label;
  if (wanted.length !== undefined && measured.has(field.type)) field.length = wanted.length;
  if (wanted.pick_list_values_sorted_lexically !== undefined)
    sortValues(pickListFor(call.org, field), wanted.pick_list_values_sorted_lexically);
  Object.assign(field, decimalsOf(field.type, wanted, field));
  if (wanted.unique) setUnique(module, field, wanted.unique);
  return itemSuccess('field updated', { id });
}

function checkKeys(module: Module, field: Field, wanted: NewField, at: (name: string) => Row): Item | null {
  for (const name of ['data_type', 'external', 'lookup', 'textarea'] as const) {
    // A client may repeat the type that the field has.
    const isSame =
      (name === 'data_type' && wanted.data_type === field.type) ||
      (name === 'textarea' && wanted.textarea?.type === field.textarea);
    if (wanted[name] !== undefined && !isSame) return itemError('NOT_ALLOWED', 'the key cannot be changed', at(name));
  }
  if (field.type === 'textarea' && wanted.length !== undefined && wanted.length !== field.length)
    return itemError('NOT_ALLOWED', 'The text area length cannot be changed', at('length'));
  const { field_label: label } = wanted;
  if (label !== undefined && label !== field.label) {
    if (!field.custom)
      return itemError('NOT_ALLOWED', 'the label of a default field cannot be changed', at('field_label'));
    if (isLabelTaken(module, label, field.id))
      return itemError('DUPLICATE_DATA', 'Duplicate field label', at('field_label'));
  }
  return checkLength(field.type, wanted.length, at) ?? checkDecimals(field.type, wanted, at);
}

const isDisabled = (unique: NonNullable<NewField['unique']>): boolean => '_disable' in unique;

function checkUniqueness(module: Module, field: Field, wanted: NewField, at: (name: string) => Row): Item | null {
  if (!wanted.unique) return null;
  if (isDisabled(wanted.unique))
    return field.external ? itemError('NOT_ALLOWED', 'an external field is always unique', at('unique')) : null;
  if (field.unique) return null;
  const error = checkUnique(module, field.type, at('unique'));
  if (error) return error;
  const known = new Set<string>();
  for (const { values } of module.records.values()) {
    const value = values[field.apiName];
    if (value === undefined || value === null || value === '') continue;
    const key = fold(value, isCaseSensitive(wanted.unique));
    if (known.has(key)) return itemError('DUPLICATE_DATA', 'Duplicate data has been found', at('unique'));
    known.add(key);
  }
  return null;
}

function setUnique(module: Module, field: Field, unique: NonNullable<NewField['unique']>): void {
  if (!field.unique) field.caseSensitive = isCaseSensitive(unique);
  field.unique = !isDisabled(unique);
  if (field.unique) indexField(module, field.apiName);
}

function changeFields(call: Call, ids: string[] | null): Answer {
  const module = moduleInQuery(call);
  const fields = bodyList(call, 'fields');
  if (!fields) return missingKey('fields');
  if (fields.length > maxFields) return tooManyFields();
  const items = fields.map((field, place) =>
    changeField(call, module, ids?.[place] ?? String(field['id']), field as NewField, `$.fields[${place}]`),
  );
  return itemsAnswer(items, 200, 'fields');
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
