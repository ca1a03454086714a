import type { Behaviour } from '../http/call.ts';
import { itemError, type Item } from '../http/answers.ts';
import { expectedTypes, type Field } from '../orgs/field.ts';
import { findByUnique } from '../orgs/module-records.ts';
import { pickListFor, type Layout, type Module, type Org, type Row } from '../orgs/org.ts';
import { hasValue, usableValues } from '../orgs/pick-list.ts';
import { formats, isText, isTooLong, isTooMuch } from './formats.ts';
import { isAssignable, userOf } from './render.ts';

const references = new Set(['lookup', 'ownerlookup', 'userlookup', 'layout']);
/** The taxes of a product, and those of a line item. */
const taxTypes = new Set(['taxes', 'linetax']);
/** Fields that `write-record.ts` stores itself. */
const storedSeparately = new Set(['Tag', 'Layout']);

/** Lookups by an external key: field → key field. Example: `X-EXTERNAL: Contacts.Account_Name.Legacy_Id`. */
export type ExternalLookups = Map<string, string>;

/** The context of an input record or line item. */
export interface InputContext {
  org: Org;
  module: Module;
  behaviour: Behaviour;
  /** The caller's profile, which may not be allowed to write a field. */
  profile: string;
  externalLookups: ExternalLookups;
  /** `Ordered_Items.` for a line item, otherwise empty. */
  prefix: string;
  /** JSON path of the input. */
  path: string;
}

export interface InputValues {
  values: Row;
  errors: Item[];
  layout: Layout | null;
}

/**
 * Reads the values that a module's fields store; of a lookup, the id. Unknown keys, system fields and fields that are not
 * on the given layout are ignored, as Zoho does.
 */
export function readValues(context: InputContext, input: Row): InputValues {
  const { module, behaviour } = context;
  const values: Row = {};
  const errors: Item[] = [];
  const layout = findLayout(context, input, errors);
  for (const name in input) {
    const field = module.fields.get(name);
    if (!field || field.readOnly) {
      const strict = field ? behaviour.strictSystemFields : behaviour.strictKeys && !/^(id$|\$)/.test(name);
      if (strict) errors.push(invalid(context, name, 'the field api name given seems to be invalid'));
      continue;
    }
    if (field.permissions[context.profile] !== undefined && field.permissions[context.profile] !== 'read_write')
      continue;
    if (storedSeparately.has(name) || (layout && !layout.fields.has(name))) continue;
    const value = input[name];
    if (value === null || value === '') {
      if (field.mandatory || layout?.mandatory.has(name)) errors.push(missing(context, name));
      else values[name] = null;
      continue;
    }
    const error = checkValue(context, field, value, input);
    if (error) errors.push(error);
    else if (field.type !== 'subform') values[name] = storedValue(context, field, value);
  }
  return { values, errors, layout };
}

function findLayout(context: InputContext, input: Row, errors: Item[]): Layout | null {
  const id = (input['Layout'] as Row | null | undefined)?.['id'];
  if (id === undefined) return null;
  const layout = context.module.layouts.find((one) => one.id === id) ?? null;
  if (!layout) errors.push(invalid(context, 'Layout', 'the id given seems to be invalid'));
  return layout;
}

const at = (context: InputContext, name: string) => ({ api_name: name, json_path: `${context.path}.${name}` });
const invalid = (context: InputContext, name: string, message: string, details: Row = {}): Item =>
  itemError('INVALID_DATA', message, { ...details, ...at(context, name) });
const missing = (context: InputContext, name: string): Item =>
  itemError('MANDATORY_NOT_FOUND', 'required field not found', at(context, name));

/** Checks one value that is not empty; null when it may be stored. */
function checkValue(context: InputContext, field: Field, value: unknown, input: Row): Item | null {
  const name = field.apiName;
  if (external(context, field, value) !== undefined) {
    return resolve(context, field, value)
      ? null
      : invalid(context, name, 'The external ID of the lookup field or the Price Book is incorrect');
  }
  const isValid = formats[field.type] ?? isText;
  const isBareId = references.has(field.type) && isText(value) && /^\d+$/.test(value);
  if (!isBareId && !isValid(value)) {
    return invalid(context, name, 'invalid data', { expected_data_type: expectedTypes[field.type] ?? 'string' });
  }
  if (field.length !== null && isTooLong(field.type, value, field.length)) {
    return invalid(context, name, 'invalid data', { maximum_length: field.length });
  }
  if (name === 'Currency' && !isKnownCurrency(context.org, value)) return invalid(context, name, 'invalid data');
  if (field.type === 'discount' && isTooMuch(value)) return invalid(context, name, 'invalid data');
  if (field.type === 'picklist' || field.type === 'multiselectpicklist') return checkPickList(context, field, value);
  // A missing module of `What_Id` is reported by `checkActivity`.
  if (name === 'What_Id' && input['$se_module'] === undefined) return null;
  if (field.type === 'lookup' && !target(context, field, input)?.records.has(idOf(value))) {
    return invalid(context, name, 'the id given seems to be invalid');
  }
  if (field.type === 'ownerlookup' && !isAssignable(context.org, idOf(value)))
    return invalid(context, name, 'the id given seems to be invalid');
  if (field.type === 'userlookup' && !userOf(context.org, idOf(value)))
    return invalid(context, name, 'the id given seems to be invalid');
  if (taxTypes.has(field.type)) return checkTaxes(context, field, value as Row[]);
  return null;
}

const isKnownCurrency = ({ currencies }: Org, value: unknown): boolean =>
  currencies.some((one) => one['iso_code'] === value && one['is_active'] === true);

/** Accepts unknown values without notice, except for strict lists. docs: insert-records */
function checkPickList(context: InputContext, field: Field, value: unknown): Item | null {
  const list = pickListFor(context.org, field);
  const unknown = (Array.isArray(value) ? value : [value]).filter((one) => !hasValue(list, one));
  if (unknown.length === 0) return null;
  if (field.strict) return invalid(context, field.apiName, 'invalid data', { supported_values: usableValues(list) });
  context.org.stats.unknownPickListValues += unknown.length;
  return null;
}

/** A tax must exist in the org, and has at most 100 %. docs: line items */
export const isKnownTax = (org: Org, tax: Row): boolean =>
  org.seed.taxes.some((one) => one.name === tax['name'] || String(tax['value']).startsWith(one.name)) &&
  !(Number(tax['percentage']) > 100 || Number(tax['percentage']) < 0);

const checkTaxes = (context: InputContext, field: Field, taxes: Row[]): Item | null =>
  taxes.every((tax) => isKnownTax(context.org, tax)) ? null : invalid(context, field.apiName, 'invalid data');

const idOf = (value: unknown): string => (isText(value) ? value : ((value as Row)['id'] as string));

/** The target module of a lookup. For `What_Id` and the parent of a note, the record names it. */
function target(context: InputContext, field: Field, input: Row): Module | undefined {
  if (field.lookup !== 'se_module') {
    const [first, second] = [field.lookup, field.orLookup].map((name) => context.org.modules.get(name ?? ''));
    return second?.records.has(idOf(input[field.apiName])) ? second : first;
  }
  const parent = (input[field.apiName] as Row | undefined)?.['module'] as Row | undefined;
  const name = parent?.['api_name'] ?? input['$se_module'] ?? input['se_module'];
  return context.org.modules.get(isText(name) ? name : '');
}

const external = (context: InputContext, field: Field, value: unknown): unknown => {
  const key = context.externalLookups.get(context.prefix + field.apiName);
  return key === undefined ? undefined : (value as Row | null)?.[key];
};

function resolve(context: InputContext, field: Field, value: unknown): string | undefined {
  const key = context.externalLookups.get(context.prefix + field.apiName) ?? '';
  const module = context.org.modules.get(field.lookup ?? '');
  return module && findByUnique(module, key, (value as Row)[key])?.id;
}

function storedValue(context: InputContext, field: Field, value: unknown): unknown {
  if (references.has(field.type)) {
    return external(context, field, value) === undefined ? idOf(value) : resolve(context, field, value);
  }
  return field.type === 'bigint' ? String(value) : value;
}

/** Errors for missing mandatory fields of a new record: those of the API, and with a layout also those of the layout. */
export function missingFields(context: InputContext, input: Row, layout: Layout | null): Item[] {
  const errors: Item[] = [];
  for (const name of (layout ?? (context.module.layouts[0] as Layout)).mandatory) {
    const field = context.module.fields.get(name);
    if (!field || field.readOnly || (!layout && !field.mandatory) || input[name] !== undefined) continue;
    errors.push(missing(context, name));
  }
  return errors;
}

/** Returns one error as it is, and several errors as one combined error. */
export const combine = (errors: Item[]): Item =>
  errors.length === 1 && errors[0]
    ? errors[0]
    : itemError('MULTIPLE_OR_MULTI_ERRORS', 'Multiple errors in the request', { errors });
