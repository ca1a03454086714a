import { itemError, type Item } from './answers.ts';
import type { Module, Org, Row } from './org.ts';
import type { Field } from './standard-modules.ts';

const email = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;
const phone = /^[\dA-Za-z+.()\-\s,;#]+$/;
const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const datetime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)$/;

/** What a type is in JSON. docs: insert-records, types table */
export const jsonTypes: Record<string, string> = {
  text: 'string',
  textarea: 'string',
  picklist: 'string',
  email: 'email',
  phone: 'phone',
  website: 'website',
  integer: 'integer',
  bigint: 'string',
  double: 'double',
  currency: 'double',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  lookup: 'jsonobject',
  ownerlookup: 'jsonobject',
  subform: 'jsonarray',
};

/** Whether a value has the form that a field's type wants. docs: insert-records, types table */
function hasType(field: Field, value: unknown): boolean {
  switch (field.type) {
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) < 1e9;
    case 'double':
    case 'currency':
      return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e16;
    case 'boolean':
      return typeof value === 'boolean';
    case 'bigint':
      return typeof value === 'string' && /^-?\d{1,18}$/.test(value);
    case 'email':
      return typeof value === 'string' && email.test(value);
    case 'phone':
      return typeof value === 'string' && phone.test(value);
    case 'date':
      return typeof value === 'string' && date.test(value) && !Number.isNaN(Date.parse(value));
    case 'datetime':
      return typeof value === 'string' && datetime.test(value) && !Number.isNaN(Date.parse(value));
    case 'lookup':
    case 'ownerlookup':
      return typeof value === 'object' && value !== null && typeof (value as Row)['id'] === 'string';
    case 'subform':
      return Array.isArray(value);
    default:
      return typeof value === 'string';
  }
}

/** Checks one field; null when it may be stored. */
export function checkField(org: Org, field: Field, value: unknown, path: string): Item | null {
  const where = { api_name: field.apiName, json_path: path };
  if (value === null || value === '') {
    return field.mandatory ? itemError('MANDATORY_NOT_FOUND', 'required field not found', where) : null;
  }
  if (!hasType(field, value)) {
    return itemError('INVALID_DATA', 'invalid data', {
      expected_data_type: jsonTypes[field.type] ?? 'string',
      ...where,
    });
  }
  if (field.length !== null && typeof value === 'string' && value.length > field.length) {
    return itemError('INVALID_DATA', 'invalid data', { maximum_length: field.length, ...where });
  }
  if (
    field.type === 'lookup' &&
    field.lookup &&
    !org.modules.get(field.lookup)?.records.has((value as Row)['id'] as string)
  ) {
    return itemError('INVALID_DATA', 'the id given seems to be invalid', where);
  }
  if (field.type === 'ownerlookup' && !org.users.some((user) => user.id === (value as Row)['id'])) {
    return itemError('INVALID_DATA', 'the id given seems to be invalid', where);
  }
  if (field.type === 'picklist' && !field.values.includes(value as string)) org.stats.unknownPickListValues += 1;
  return null;
}

/** Keeps what a field stores: a lookup is its id, and rows are kept apart. Unknown keys and read-only fields are ignored, as Zoho ignores them. */
export function readValues(org: Org, module: Module, input: Row, place: string): { values: Row; errors: Item[] } {
  const values: Row = {};
  const errors: Item[] = [];
  for (const [name, value] of Object.entries(input)) {
    const field = module.fields.get(name);
    if (!field || field.readOnly) continue;
    const error = checkField(org, field, value, `${place}.${name}`);
    if (error) errors.push(error);
    else if (field.type !== 'subform')
      values[name] = (field.type === 'lookup' || field.type === 'ownerlookup') && value ? (value as Row)['id'] : value;
  }
  return { values, errors };
}

/** Mandatory fields that a new record lacks. */
export function missingFields(module: Module, input: Row, place: string): Item[] {
  const errors: Item[] = [];
  for (const field of module.fields.values()) {
    if (!field.mandatory || field.readOnly || input[field.apiName] !== undefined) continue;
    errors.push(
      itemError('MANDATORY_NOT_FOUND', 'required field not found', {
        api_name: field.apiName,
        json_path: `${place}.${field.apiName}`,
      }),
    );
  }
  return errors;
}

/** One error as it is, several under one roof. */
export const combine = (errors: Item[]): Item =>
  errors.length === 1 && errors[0]
    ? errors[0]
    : itemError('MULTIPLE_OR_MULTI_ERRORS', 'Multiple errors in the request', { errors });
