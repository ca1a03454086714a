import { DateTime } from 'luxon';
import type { Call } from '../http/call.ts';
import type { Field } from '../orgs/field.ts';
import { findByUnique } from '../orgs/module-records.ts';
import type { Module, Row } from '../orgs/org.ts';
import { displayName } from '../records/render.ts';

/** How a column maps to a field. docs: bulk-write, create-job */
export interface Mapping {
  api_name: string;
  index?: number;
  find_by?: string;
  format?: string;
  default_value?: { name?: string; value?: unknown };
  parent_column_index?: number;
}

/** Default formats of a column. They differ from the Records API. docs: bulk-write */
const dateFormat = 'MM/dd/yyyy';
const datetimeFormat = 'MM/dd/yyyy HH:mm:ss';
const numbers = new Set(['integer', 'double', 'currency', 'percent']);

export interface RowInput {
  input: Row;
  /** Columns with an invalid value, as `CODE-Column`. */
  errors: string[];
}

/** Converts a CSV row to an input of the Records API. */
export function inputOf(
  call: Call,
  module: Module,
  mappings: Mapping[],
  row: string[],
  ignoreEmpty: boolean,
): RowInput {
  const input: Row = {};
  const errors: string[] = [];
  for (const mapping of mappings) {
    const [name = ''] = mapping.api_name.split('.');
    const text = mapping.index === undefined ? undefined : row[mapping.index];
    if (name === 'Parent_Id' && module.kind === 'subform') continue;
    if (text === undefined || text === '') {
      if (mapping.default_value) input[name] = defaultOf(name, mapping.default_value);
      else if (!ignoreEmpty) input[name] = null;
      continue;
    }
    if (name === 'id') {
      input['id'] = text;
      continue;
    }
    const field = module.fields.get(name);
    if (!field) continue;
    const value = valueOf(call, field, mapping, text);
    if (value === undefined) errors.push(`INVALID_DATA-${name}`);
    else input[name] = value;
  }
  return { input, errors };
}

const defaultOf = (name: string, given: NonNullable<Mapping['default_value']>): unknown =>
  name === 'Layout' ? { id: String(given.value) } : given.value;

/** Converts a cell to the field's value; undefined if it is invalid. */
function valueOf(call: Call, field: Field, mapping: Mapping, text: string): unknown {
  if (numbers.has(field.type)) return Number.isFinite(Number(text)) ? Number(text) : undefined;
  switch (field.type) {
    case 'boolean':
      return /^(true|1|yes)$/i.test(text) ? true : /^(false|0|no)$/i.test(text) ? false : undefined;
    case 'date':
      return parsed(text, mapping.format ?? dateFormat, 'utc')?.toISODate() ?? undefined;
    case 'datetime':
      return (
        parsed(text, mapping.format ?? datetimeFormat, call.user.timeZone)?.toISO({ suppressMilliseconds: true }) ??
        undefined
      );
    case 'multiselectpicklist':
      return text.split(';');
    case 'lookup':
    case 'userlookup':
    case 'ownerlookup': {
      const id = referenced(call, field, mapping.find_by ?? mapping.api_name.split('.')[1] ?? 'id', text);
      return id === undefined ? undefined : { id };
    }
    default:
      return text;
  }
}

/** Parses a date or time. Formats are those of Java; single quotes around text have the same meaning in Luxon. */
function parsed(text: string, format: string, zone: string): DateTime | null {
  const luxon = format.replaceAll("''", "'").replace('XXX', 'ZZ').replaceAll('uuuu', 'yyyy');
  const at = DateTime.fromFormat(text, luxon, { zone, setZone: /Z/.test(luxon) });
  return at.isValid ? at : null;
}

/** The id of a referenced record, found by id, a unique field or the display field; of a user also by name or e-mail. */
function referenced(call: Call, field: Field, by: string, text: string): string | undefined {
  if (field.type !== 'lookup') {
    const user = call.org.users.find((one) => (by === 'email' ? one.email : by === 'id' ? one.id : one.name) === text);
    return user?.id;
  }
  const target = call.org.modules.get(field.lookup ?? '');
  if (!target) return undefined;
  if (by === 'id') return target.records.has(text) ? text : undefined;
  if (target.fields.get(by)?.unique) return findByUnique(target, by, text)?.id;
  if (by !== target.displayField) return undefined;
  return [...target.records.values()].find((record) => displayName(target, record) === text)?.id;
}
