import type { Behaviour } from '../http/call.ts';
import { itemError, type Item } from '../http/answers.ts';
import { expectedTypes, type Field } from '../orgs/field.ts';
import { findByUnique } from '../orgs/module-records.ts';
import type { Layout, Module, Org, Row } from '../orgs/org.ts';

const email = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;
const phone = /^[\dA-Za-z+.()\-\s,;#]+$/;
const website = /^(https?:\/\/|ftp:\/\/|www\.)?[^\s/]+\.[^\s]+$/i;
const date = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const datetime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)$/;
const percentOrNumber = /^-?\d+(\.\d+)?%?$/;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown, most: number) =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < most;
const hasId = (value: unknown) =>
  typeof value === 'object' && value !== null && typeof (value as Row)['id'] === 'string';
/** A day that the calendar has: JavaScript would take 30 February for 1 March. */
const isDay = (text: string) => new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** Whether a value has the form that a field's type wants. docs: insert-records, types table */
const forms: Record<string, (value: unknown) => boolean> = {
  integer: (value) => Number.isInteger(value) && isNumber(value, 1e9),
  double: (value) => isNumber(value, 1e16),
  currency: (value) => isNumber(value, 1e16),
  percent: (value) => isNumber(value, 1e5),
  boolean: (value) => typeof value === 'boolean',
  bigint: (value) => (isText(value) && /^-?\d{1,18}$/.test(value)) || Number.isSafeInteger(value),
  email: (value) => isText(value) && email.test(value),
  phone: (value) => isText(value) && phone.test(value),
  website: (value) => isText(value) && website.test(value),
  date: (value) => isText(value) && date.test(value) && isDay(value),
  datetime: (value) => isText(value) && datetime.test(value) && !Number.isNaN(Date.parse(value)),
  lookup: hasId,
  ownerlookup: hasId,
  userlookup: hasId,
  layout: hasId,
  multiselectpicklist: (value) => Array.isArray(value) && value.every(isText),
  subform: Array.isArray,
  taxes: Array.isArray,
  fileupload: Array.isArray,
  imageupload: Array.isArray,
  discount: (value) => isNumber(value, 1e16) || (isText(value) && percentOrNumber.test(value)),
  json: () => true,
};
const references = new Set(['lookup', 'ownerlookup', 'userlookup', 'layout']);
const written = new Set(['Tag', 'Layout']);

/** Fields whose value is found by an external key: `X-EXTERNAL: Contacts.Account_Name.Legacy_Id` → field → key field. */
export type ExternalLookups = Map<string, string>;

/** Where an input stands: the module it is for, a prefix for lines, the JSON path. */
export interface Place {
  org: Org;
  module: Module;
  behaviour: Behaviour;
  externals: ExternalLookups;
  /** `Ordered_Items.` for a line, else empty. */
  prefix: string;
  path: string;
}

export interface Reading {
  values: Row;
  errors: Item[];
  layout: Layout | null;
}

/**
 * Keeps what a module's fields store: a lookup is its id. Unknown keys, system fields and fields that a given layout
 * lacks are ignored, as Zoho ignores them.
 */
export function readValues(place: Place, input: Row): Reading {
  const { module, behaviour } = place;
  const values: Row = {};
  const errors: Item[] = [];
  const layout = findLayout(place, input, errors);
  for (const name in input) {
    const field = module.fields.get(name);
    if (!field || field.readOnly) {
      const strict = field ? behaviour.strictSystemFields : behaviour.strictKeys && !/^(id$|\$)/.test(name);
      if (strict) errors.push(wrong(place, name, 'the field api name given seems to be invalid'));
      continue;
    }
    if (written.has(name) || (layout && !layout.fields.has(name))) continue;
    const value = input[name];
    if (value === null || value === '') {
      if (field.mandatory) errors.push(missing(place, name));
      else values[name] = null;
      continue;
    }
    const error = checkValue(place, field, value, input);
    if (error) errors.push(error);
    else if (field.type !== 'subform') values[name] = storedValue(place, field, value);
  }
  return { values, errors, layout };
}

function findLayout(place: Place, input: Row, errors: Item[]): Layout | null {
  const id = (input['Layout'] as Row | null | undefined)?.['id'];
  if (id === undefined) return null;
  const layout = place.module.layouts.find((one) => one.id === id) ?? null;
  if (!layout) errors.push(wrong(place, 'Layout', 'the id given seems to be invalid'));
  return layout;
}

const at = (place: Place, name: string) => ({ api_name: name, json_path: `${place.path}.${name}` });
const wrong = (place: Place, name: string, message: string, details: Row = {}): Item =>
  itemError('INVALID_DATA', message, { ...details, ...at(place, name) });
const missing = (place: Place, name: string): Item =>
  itemError('MANDATORY_NOT_FOUND', 'required field not found', at(place, name));

/** Checks one value that is not empty; null when it may be stored. */
function checkValue(place: Place, field: Field, value: unknown, input: Row): Item | null {
  const name = field.apiName;
  if (external(place, field, value) !== undefined) {
    return resolve(place, field, value)
      ? null
      : wrong(place, name, 'The external ID of the lookup field or the Price Book is incorrect');
  }
  const good = forms[field.type] ?? isText;
  const shorthand = references.has(field.type) && isText(value) && /^\d+$/.test(value);
  if (!shorthand && !good(value)) {
    return wrong(place, name, 'invalid data', { expected_data_type: expectedTypes[field.type] ?? 'string' });
  }
  if (field.length !== null && isText(value) && value.length > field.length) {
    return wrong(place, name, 'invalid data', { maximum_length: field.length });
  }
  if (field.type === 'picklist' || field.type === 'multiselectpicklist') return checkPicks(place, field, value);
  // That the module of `What_Id` is missing is told of the activity as a whole.
  if (name === 'What_Id' && input['$se_module'] === undefined) return null;
  if (field.type === 'lookup' && !target(place, field, input)?.records.has(idOf(value))) {
    return wrong(place, name, 'the id given seems to be invalid');
  }
  if (
    (field.type === 'ownerlookup' || field.type === 'userlookup') &&
    !place.org.users.some((one) => one.id === idOf(value))
  )
    return wrong(place, name, 'the id given seems to be invalid');
  if (field.type === 'taxes') return checkTaxes(place, field, value as Row[]);
  return null;
}

/** Unknown values are taken silently and become part of the org, but for strict lists. docs: insert-records */
function checkPicks(place: Place, field: Field, value: unknown): Item | null {
  const unknown = (Array.isArray(value) ? value : [value]).filter((one) => !field.values.includes(one as string));
  if (unknown.length === 0) return null;
  if (field.strict) return wrong(place, field.apiName, 'invalid data', { supported_values: field.values });
  place.org.stats.unknownPickListValues += unknown.length;
  return null;
}

/** A tax must exist in the org to be named. docs: line items */
function checkTaxes(place: Place, field: Field, taxes: Row[]): Item | null {
  const known = (tax: Row) =>
    place.org.seed.taxes.some((one) => one.name === tax['name'] || String(tax['value']).startsWith(one.name));
  return taxes.every(known) ? null : wrong(place, field.apiName, 'invalid data');
}

const idOf = (value: unknown): string => (isText(value) ? value : ((value as Row)['id'] as string));

/** The module that a lookup points to; that of `What_Id` and of a note's parent comes with the record. */
function target(place: Place, field: Field, input: Row): Module | undefined {
  if (field.lookup !== 'se_module') return place.org.modules.get(field.lookup ?? '');
  const parent = (input[field.apiName] as Row | undefined)?.['module'] as Row | undefined;
  const name = parent?.['api_name'] ?? input['$se_module'] ?? input['se_module'];
  return place.org.modules.get(isText(name) ? name : '');
}

const external = (place: Place, field: Field, value: unknown): unknown => {
  const key = place.externals.get(place.prefix + field.apiName);
  return key === undefined ? undefined : (value as Row | null)?.[key];
};

function resolve(place: Place, field: Field, value: unknown): string | undefined {
  const key = place.externals.get(place.prefix + field.apiName) ?? '';
  const module = place.org.modules.get(field.lookup ?? '');
  return module && findByUnique(module, key, (value as Row)[key])?.id;
}

function storedValue(place: Place, field: Field, value: unknown): unknown {
  if (references.has(field.type)) {
    return external(place, field, value) === undefined ? idOf(value) : resolve(place, field, value);
  }
  return field.type === 'bigint' ? String(value) : value;
}

/** Mandatory fields that a new record lacks: those of the API, and with a layout those of the layout. */
export function missingFields(place: Place, input: Row, layout: Layout | null): Item[] {
  const errors: Item[] = [];
  for (const name of (layout ?? (place.module.layouts[0] as Layout)).mandatory) {
    const field = place.module.fields.get(name);
    if (!field || field.readOnly || (!layout && !field.mandatory) || input[name] !== undefined) continue;
    errors.push(missing(place, name));
  }
  return errors;
}

/** One error as it is, several under one roof. */
export const combine = (errors: Item[]): Item =>
  errors.length === 1 && errors[0]
    ? errors[0]
    : itemError('MULTIPLE_OR_MULTI_ERRORS', 'Multiple errors in the request', { errors });
